"""`mtqa calibrate`: the false alarms in good native text, and the confidence that each strictness takes.

Every finding in good text is a false alarm, whatever its confidence; so are findings that reviewers dismissed in text
that they read (`mtqa.review.against_run`), whose decisions are counted too. The confidences are written for each rule
and model; `mtqa check --calibration FILE` applies its strictness to them. For a model for which mtqa ships no figures
of native text, those are measured in the same text and written beside them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.calibration.alarms import Alarms, entries
from mtqa.checks import CHECKS, RULES, run_checks
from mtqa.checks.selection import select
from mtqa.engines.base import Progress
from mtqa.engines.reader.base import Reader
from mtqa.errors import UsageError
from mtqa.evidence.bands import band, in_band
from mtqa.lexicon import LacTagger
from mtqa.pipeline.document import Loaded, material_of, reader_notes
from mtqa.pipeline.native import Native
from mtqa.pipeline.signing import reader_key, reader_rules
from mtqa.render.base import save
from mtqa.storage.atomic import is_special
from mtqa.text import Note

if TYPE_CHECKING:
    from mtqa.engines.load import Engines

RATES = (0.25, 0.5, 1.0, 2.0)  # findings per 1,000 characters


def count(
    documents: Sequence[Loaded],
    engines: Engines | None,
    progress: Progress,
    reader: Reader | None = None,
    tell: Callable[[Note], None] = lambda note: None,
) -> tuple[Alarms, Native]:
    """The false alarms in native documents, which are all their findings, and what the models say of them. Findings of
    a second reader count only in documents that it read whole; of others `tell` says why."""
    tagger, native, of_reader = LacTagger(), Native(), frozenset(reader_rules())
    found: dict[str, list[float]] = {}
    characters = read = 0
    for done, loaded in enumerate(documents, 1):
        material = material_of(loaded.document, loaded.config, engines, tagger, reader=reader)
        raw, _ = run_checks(material, CHECKS, select(loaded.config, RULES))
        unread = material.remarks.unread_count if material.remarks else 0
        for finding in in_band(raw, band(material.translated_probability)):
            if not (unread and finding.rule.id in of_reader):
                found.setdefault(finding.rule.id, []).append(finding.confidence)
        native.add(material)
        characters += len(loaded.document.text)
        read += 0 if unread else len(loaded.document.text)
        for note in reader_notes(material) if unread else ():
            tell(note)
        progress(done, len(documents))
    confidences = {rule: tuple(values) for rule, values in found.items()}
    return Alarms(characters, confidences, elsewhere=dict.fromkeys(of_reader, read) if reader else {}), native


def write(
    alarms: Alarms, model: str, path: Path, native: Mapping[str, Any] | None = None, reader: Reader | None = None
) -> None:
    """Write the alarms of a model to a file, with the figures of native text for it, and those of a second reader under
    its own key; those of other models stay, and so do earlier figures that were not measured now."""
    of_reader = reader_rules()
    before = existing(path)
    figures = {**before.get(model, {}).get("native", {}), **(native or {})}
    own = alarms.only([rule for rule in RULES if rule not in of_reader]).to_json()
    tree = {**before, model: own | ({"native": figures} if figures else {})}
    if reader and (theirs := alarms.only(of_reader)).characters:
        tree[reader_key(reader)] = theirs.to_json()
    advice = "choose another place with --write FILE"
    save(json.dumps(tree, indent=1, ensure_ascii=False) + "\n", str(path), "the calibration", advice)


def existing(path: Path) -> dict[str, Any]:
    """The content of the calibration to write to. Raises UsageError where it is a file of another kind."""
    if not path.exists() or is_special(path):
        return {}
    try:
        return entries(str(path))
    except UsageError as error:
        raise UsageError(error.what, where=error.where, advice="name a new file, or a calibration") from error


def table(alarms: Alarms) -> str:
    """The confidence that each strictness takes, and the rules with false alarms, as Markdown."""
    lines = [f"{alarms.characters:,} characters", "", "| strictness | least confidence |", "|---|---|"]
    lines += [f"| {rate:g} | {alarms.least_confidence(rate):.2f} |" for rate in RATES]
    head = "| rule | false alarms | per 1,000 characters |"
    return "\n".join([*lines, "", head, "|---|---|---|", *_rule_rows(alarms), *_review_rows(alarms)])


def _rule_rows(alarms: Alarms) -> Iterable[str]:
    """The false alarms of each rule."""
    for rule in (rule for rule in RULES if rule in alarms.confidences):
        yield f"| `{rule}` | {len(alarms.confidences[rule])} | {alarms.rate(rule=rule):.3f} |"
    yield f"| all | {sum(map(len, alarms.confidences.values()))} | {alarms.rate():.3f} |"


def _review_rows(alarms: Alarms) -> Iterable[str]:
    """The decisions of reviewers for each rule, and the confidences that they turn 0.5 and 0.9 into."""
    if alarms.decided:
        yield from ("", "| rule | right | dismissed | 0.5 becomes | 0.9 becomes |", "|---|---|---|---|---|")
    for rule, (right, dismissed) in alarms.decided.items():
        after = (f"{alarms.confidence(rule, own):.2f}" for own in (0.5, 0.9))
        yield f"| `{rule}` | {right} | {dismissed} | {' | '.join(after)} |"
