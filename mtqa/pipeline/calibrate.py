"""What mtqa finds in text that is known to be good: how sure a finding has to be, for a stated number of false alarms.

All that is found there counts as a false alarm, whatever confidence it has; so does what reviewers dismissed in text
that they read (`mtqa.review.against_run`), whose decisions are kept beside it. The confidences are written down rule by
rule and model by model; `mtqa check --calibration FILE` keeps its strictness by them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.calibration.alarms import UNLIMITED, Alarms, entries
from mtqa.checks import RULES
from mtqa.engines.base import Progress
from mtqa.errors import UsageError
from mtqa.lexicon import LacTagger
from mtqa.pipeline import Loaded, check_document
from mtqa.render.base import save
from mtqa.storage.atomic import is_special

if TYPE_CHECKING:
    from mtqa.engines.load import Engines

RATES = (0.25, 0.5, 1.0, 2.0)  # findings per 1,000 characters


def count(documents: Sequence[Loaded], engines: Engines | None, progress: Progress) -> Alarms:
    """What is found in native documents."""
    tagger = LacTagger()
    found: dict[str, list[float]] = {}
    for done, one in enumerate(documents, 1):
        config = replace(one.config, strictness=UNLIMITED, calibration="")
        for finding in check_document(one.document, config, engines, tagger).findings:
            found.setdefault(finding.rule.id, []).append(finding.confidence)
        progress(done, len(documents))
    characters = sum(len(one.document.text) for one in documents)
    return Alarms(characters, {rule: tuple(all_) for rule, all_ in found.items()})


def write(alarms: Alarms, model: str, path: Path) -> None:
    """Put the alarms of a model into a file; those of other models stay."""
    tree = {**kept(path), model: alarms.to_json()}
    advice = "choose another place with --write FILE"
    save(json.dumps(tree, indent=1, ensure_ascii=False) + "\n", str(path), "the calibration", advice)


def kept(path: Path) -> dict[str, Any]:
    """What a file to write to holds. Raises UsageError where it is another file, which is not written over then."""
    if not path.exists() or is_special(path):
        return {}
    try:
        return entries(str(path))
    except UsageError as error:
        raise UsageError(error.what, where=error.where, advice="name a new file, or one of its own") from error


def table(alarms: Alarms) -> str:
    """Which confidence each rate takes, and which rules raise the alarms: Markdown."""
    lines = [f"{alarms.characters:,} characters", "", "| strictness | least confidence |", "|---|---|"]
    lines += [f"| {rate:g} | {alarms.least_confidence(rate):.2f} |" for rate in RATES]
    head = "| rule | false alarms | per 1,000 characters |"
    return "\n".join([*lines, "", head, "|---|---|---|", *_rows(alarms), *_decided(alarms)])


def _rows(alarms: Alarms) -> Iterable[str]:
    for rule in (rule for rule in RULES if rule in alarms.confidences):
        yield f"| `{rule}` | {len(alarms.confidences[rule])} | {alarms.rate(rule=rule):.3f} |"
    yield f"| all | {sum(map(len, alarms.confidences.values()))} | {alarms.rate():.3f} |"


def _decided(alarms: Alarms) -> Iterable[str]:
    """What the decisions of reviewers make of a confidence of 0.5 and of 0.9, rule by rule."""
    if alarms.decided:
        yield from ("", "| rule | accepted | dismissed | 0.5 becomes | 0.9 becomes |", "|---|---|---|---|---|")
    for rule, (accepted, dismissed) in alarms.decided.items():
        after = (f"{alarms.confidence(rule, own):.2f}" for own in (0.5, 0.9))
        yield f"| `{rule}` | {accepted} | {dismissed} | {' | '.join(after)} |"
