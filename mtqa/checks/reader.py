"""What a second reader reports: a chat model of your own.

What it finds
    Errors that a chat model sees when it reads the text as an editor does, passage by passage with its context, and
    beside the source where there is one. The rules run only with `--reader`; docs/reader.md says what is sent, and
    where. `reader.mistranslation`: a word or phrase that says something else than was meant. `reader.omission`:
    something of the source that is missing. `reader.addition`: something that the source does not say.
    `reader.terminology`: a term that is not the usual one of its field. `reader.name`: a name that is wrong.
    `reader.grammar`: wrong grammar. `reader.awkward`: what no Chinese writer would say.

Why it matters
    The other rules know words, names and numbers, but none understands a paragraph. A large model does, and many
    people have one on their machine.

Example
    He is a rice farmer with three acres. → 他是一名种植三英亩⟦大米⟧的农民。

How to fix it
    Read the place yourself, with its source, before you believe the remark. Accept the wording if it is right, write a
    better one, or dismiss the finding if the text is right.

Known limits
    The model decides what is found: under about 4 billion weights it finds hardly anything. It also reports what is
    right, the more so without a source. So each remark counts only if its words stand in the text at one place and
    something else is proposed for them; it is at most major; the language model of mtqa then compares the proposed
    wording with the one in the text, and the confidence rises or falls from 0.5. Without a language model, where
    something is missing, or where words are to be deleted, it stays 0.5. That a remark is right as often as not is an
    assumption: `mtqa calibrate` with the same `--reader` counts what yours reports in native text. Where another check
    is as sure of an error in the same words, its finding stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.evidence.bands import band, in_band
from mtqa.evidence.confidence import sigmoid
from mtqa.evidence.contrast import Contrast
from mtqa.evidence.remarks import Placed
from mtqa.evidence.rivals import Rival
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.text import Span

# By hand, not measured: a remark is right as often as not, so that it is just reported at the default strictness.
# Each nat of log-odds for the proposed wording counts half, since a language model prefers what is common, and no more
# than six count: then the confidence is between 0.05 and 0.95.
_PRIOR_LOG_ODDS, _WEIGHT, _MOST_NATS = 0.0, 0.5, 6.0

_MINOR, _MAJOR = Severity.MINOR, Severity.MAJOR
_RULES = {
    name: Rule(f"reader.{name}", category, severity, f"A second reader {message}")
    for name, category, severity, message in (
        ("mistranslation", Category.MISTRANSLATION, _MAJOR, "finds that this says something else than was meant."),
        ("omission", Category.OMISSION, _MAJOR, "finds that something of the source is missing here."),
        ("addition", Category.ADDITION, _MAJOR, "finds that the source does not say this."),
        ("terminology", Category.INCONSISTENT_TERM, _MAJOR, "finds that this is not the usual term."),
        ("name", Category.MISTRANSLATION, _MAJOR, "finds that this name is wrong."),
        ("grammar", Category.GRAMMAR, _MINOR, "finds that this is not grammatical."),
        ("awkward", Category.AWKWARD, _MINOR, "finds that no Chinese writer would say this."),
    )
}
_LONGER = 12  # characters by which another finding may be longer and is still about the same words
_LACKING = "omission"  # its wording is longer by what is missing, which no language model prefers


def run(material: Material) -> Iterator[Finding]:
    if material.remarks is None:
        return
    placed = material.remarks.placed
    contrasts = _contrasts(material, placed)
    others = list(_others(material))
    for index, remark in enumerate(placed):
        finding = _finding(material, remark, contrasts.get(index))
        if not any(_is_same(span, finding.span) and sure >= finding.confidence for span, sure in others):
            yield finding


def _others(material: Material) -> Iterator[tuple[Span, float]]:
    """The places that other checks report, and how sure they are of them in this document."""
    found: Iterable[Finding] = material.found
    if any(other.rule.doubt for other in material.found):
        found = in_band(material.found, band(material.translated_probability))
    for other in found:
        yield other.span, other.confidence


def _is_same(other: Span, own: Span) -> bool:
    """Are both about the same words? A finding about a whole sentence is about something else."""
    return other.overlaps(own) and len(other) <= len(own) + _LONGER


def _contrasts(material: Material, placed: Sequence[Placed]) -> dict[int, Contrast]:
    """What the language model says of the proposed wordings, by the index of the remark; nothing without one."""
    if material.judge is None:
        return {}
    rivals = {
        index: Rival(remark.segment, remark.span, remark.better, "reader")
        for index, remark in enumerate(placed)
        if remark.better and remark.category != _LACKING
    }
    return dict(zip(rivals, material.judge.weigh(list(rivals.values())), strict=True))


def _finding(material: Material, remark: Placed, contrast: Contrast | None) -> Finding:
    rule = _RULES[remark.category]
    evidence: Evidence = {"rival": remark.better} if remark.better else {}
    evidence |= {"proposed_by": "reader"}
    if remark.reason:
        evidence["comment"] = remark.reason
    if contrast:
        evidence |= {"log_odds": round(contrast.log_odds, 2), "gain": round(contrast.gain, 2)}
    return material.finding(
        rule,
        remark.segment,
        remark.span,
        confidence(contrast),
        message=f"{rule.message.removesuffix('.')}: {remark.reason}" if remark.reason else "",
        severity=Severity(remark.severity),
        suggestions=[remark.better],
        evidence=evidence,
    )


def confidence(contrast: Contrast | None) -> float:
    """How sure a remark is, after the contest of its wording with that in the text."""
    nats = max(-_MOST_NATS, min(contrast.log_odds, _MOST_NATS)) if contrast else 0.0
    return round(sigmoid(_PRIOR_LOG_ODDS + _WEIGHT * nats), 4)


_READ = frozenset({Need.CHINESE, Need.READER})
_BESIDE = (_READ | {Need.SOURCE},)
CHECK = Check(
    run,
    tuple(_RULES.values()),
    _READ,
    runs_last=True,
    own={_RULES["omission"].id: _BESIDE, _RULES["addition"].id: _BESIDE},
)
