"""A sentence whose scores are known: what a machine has to agree with before its scores are worth comparing.

`mtqa/data/golden.json` has one entry a model, written by `python -m research tables golden`; rules are
compared with what stands here.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TypedDict

from mtqa.config import Config
from mtqa.data import data_file
from mtqa.engines.base import Contest, LanguageModel
from mtqa.text import Span

FILE = data_file("golden.json")
TOLERANCE = 1e-3  # nats

SENTENCE = "志愿者把蔬菜送到不同走廊的门口，居民打电话感谢她们。"
_SUSPECT = Span(SENTENCE.index("走廊"), SENTENCE.index("走廊") + 2)
_CONTEST = Contest(_SUSPECT, ("楼道", "单元"), len(SENTENCE))

#: For the rules: a text, and the rule and words of all that is wrong with it.
FAULTY = "奶奶在门口喊他们回来吃饭，Boxma也来了[/b]。老师谈了责任和责任。\n"
FAULTS = (("untranslated.latin", "Boxma"), ("residue.markup", "[/b]"), ("repetition.coordinate", "责任和责任"))


class Scores(TypedDict):
    """surprisals: nats of each token of SENTENCE; log_odds: nats of the rivals of 走廊 in it."""

    surprisals: list[float]
    log_odds: list[float]


def measure(model: LanguageModel) -> Scores:
    return {
        "surprisals": [round(token.surprisal, 6) for token in model.surprisals(SENTENCE)],
        "log_odds": [round(value, 6) for value in model.log_odds(SENTENCE, [_CONTEST])[0]],
    }


def difference(found: Scores, known: Scores) -> float:
    """The greatest difference of any score, nats; infinite where the sentence is not even cut alike."""
    mine, theirs = ([*one["surprisals"], *one["log_odds"]] for one in (found, known))
    if len(found["surprisals"]) != len(known["surprisals"]) or len(mine) != len(theirs):
        return float("inf")
    return max(abs(one - other) for one, other in zip(mine, theirs, strict=True))


def expected(identity: str) -> Scores | None:
    return _recorded().get(identity)


def record(identity: str, scores: Scores, path: Path = FILE) -> None:
    entries = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    entries[identity] = scores
    path.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")


@cache
def _recorded() -> dict[str, Scores]:
    entries: dict[str, Scores] = json.loads(FILE.read_text(encoding="utf-8"))
    return entries


def is_ready(profile: str) -> bool:
    """Are the models of a profile here, so that asking them converts and fetches nothing?"""
    from mtqa.engines.load import all_ready

    return all_ready(Config(profile=profile))
