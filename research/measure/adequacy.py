"""Do the checks that need a source find errors of adequacy, and nothing else? Errors are put into human translations.

Twelve consecutive pairs of a corpus make a document. Half of its pairs get an error, each of another kind if possible.
An error counts as found if one of its rules reports the pair. False alarms are pairs that are reported as their
translators left them, by any rule that needs a source.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from mtqa.config import Config
from mtqa.engines.base import Progress
from mtqa.findings import Finding
from mtqa.lexicon import LacTagger
from mtqa.pipeline.document import examine
from mtqa.read import read_text
from research.measure.edits import EDITS, Pair

RULES = (
    *("numbers.changed", "names.changed", "untranslated.copy", "untranslated.partial", "omission.segment"),
    *("addition.segment", "placeholders.lost", "terms.inconsistent", "punctuation.mismatch", "language.wrong"),
)
_PAGE = 12
_CONFIG = Config(select=RULES, source_column="source", target_column="target", cache=False, max_segment_chars=2000)


@dataclass
class Tally:
    """Errors made and found, by kind; false alarms, by rule."""

    made: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, Pair]] = field(default_factory=list)
    alarms: Counter[str] = field(default_factory=Counter)
    alarmed: list[tuple[Pair, Finding]] = field(default_factory=list)
    on_edited: int = 0  # pairs with an error that were reported before they had it
    segments: int = 0
    untouched: int = 0
    seconds: float = 0.0


def adequacy(corpora: Sequence[tuple[str, list[Pair]]], most: int, progress: Progress, verbose: bool = False) -> str:
    """A report in Markdown: recall by kind, precision, false alarms by rule, and speed."""
    tally, tagger = Tally(), LacTagger()
    tagger.tag("你好")
    documents = [
        (name, turned, pairs[start : start + _PAGE])
        for name, pairs in corpora
        for turned in (False, True)
        for start in range(0, len(pairs) - _PAGE + 1, _PAGE)
    ]
    random.Random(7).shuffle(documents)
    for done, (name, turned, page) in enumerate(documents[:most], 1):
        directed = [Pair(pair.target, pair.source) for pair in page] if turned else page
        chance = random.Random(f"{name} {turned} {page[0].source}")
        _examine_page(directed, chance, tally, tagger)
        progress(done, min(most, len(documents)))
    return _report(tally, verbose)


def _examine_page(page: list[Pair], chance: random.Random, tally: Tally, tagger: LacTagger) -> None:
    before = _findings(page, tagger, tally)
    kinds = list(EDITS)
    chance.shuffle(kinds)
    kinds.sort(key=lambda kind: tally.made[kind])  # the rare ones first
    edited: list[Pair] = list(page)
    made: dict[int, str] = {}
    for at in chance.sample(range(len(page)), len(page) // 2):
        for kind in kinds:
            if kind not in made.values() and (new := EDITS[kind].make(page[at], chance, page)) and new != page[at]:
                edited[at], made[at] = new, kind
                break
    after = _findings(edited, tagger, tally)
    for at, pair in enumerate(page):
        tally.untouched += 1
        tally.alarms.update({one.rule.id for one in before[at]})
        tally.alarmed += [(pair, one) for one in before[at]]
    for at, kind in made.items():
        tally.made[kind] += 1
        tally.on_edited += bool(before[at])
        if any(one.rule.id in EDITS[kind].rules for one in after[at]):
            tally.found[kind] += 1
        else:
            tally.missed.append((kind, edited[at]))


def _findings(page: Sequence[Pair], tagger: LacTagger, tally: Tally) -> dict[int, list[Finding]]:
    """Findings by the index of the pair; adds the time, that of reading included, to the tally."""
    lines = (json.dumps({"source": one.source, "target": one.target}, ensure_ascii=False) for one in page)
    text = "\n".join(lines)
    begin = time.process_time()
    examined = examine(read_text("page.jsonl", text, _CONFIG), _CONFIG, None, tagger)
    tally.seconds += time.process_time() - begin
    tally.segments += len(page)
    found: dict[int, list[Finding]] = defaultdict(list)
    for one in examined.findings:
        found[one.line - 1].append(one)
    return found


def _report(tally: Tally, verbose: bool) -> str:
    made, found = tally.made.total(), tally.found.total()
    lines = ["| error | made | found | recall |", "|---|---|---|---|"]
    for kind in EDITS:
        if tally.made[kind]:
            share = tally.found[kind] / tally.made[kind]
            lines.append(f"| {kind} | {tally.made[kind]} | {tally.found[kind]} | {share:.3f} |")
    lines.append(f"| all | {made} | {found} | {found / max(1, made):.3f} |")
    lines += [
        "",
        f"precision {found / max(1, found + tally.on_edited):.3f}: {tally.on_edited} of the {made} pairs were ",
    ]
    lines[-1] += "reported before they were edited"
    lines += ["", "| rule | false alarms | per 1,000 segments |", "|---|---|---|"]
    for rule in RULES:
        lines.append(f"| `{rule}` | {tally.alarms[rule]} | {1000 * tally.alarms[rule] / tally.untouched:.1f} |")
    flagged = len({id(pair) for pair, _ in tally.alarmed})
    lines.append(f"| any | {flagged} | {1000 * flagged / tally.untouched:.1f} |")
    speed = tally.segments / tally.seconds
    lines += ["", f"{tally.untouched} untouched segments; {speed:.0f} segments a second of processor time"]
    if verbose:
        lines += ["", *(f"missed {kind}: {pair.source}\n    {pair.target}" for kind, pair in tally.missed)]
        lines += [f"alarm {one.rule.id}: {one.message}\n    {a.source}\n    {a.target}" for a, one in tally.alarmed]
    return "\n".join(lines)
