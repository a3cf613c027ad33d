"""A reference sentence with recorded scores: a machine whose scores differ cannot be compared with others.

`mtqa/data/golden.json` has one entry per model, written by `python -m research tables golden`; the findings that the
rules must report are here.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TypedDict

from mtqa.config import Config
from mtqa.config.profiles import OwnProfile
from mtqa.data import data_file
from mtqa.engines.base import Contest, LanguageModel
from mtqa.text import Span

FILE = data_file("golden.json")
TOLERANCE = 1e-3  # nats

SENTENCE = "志愿者把蔬菜送到不同走廊的门口，居民打电话感谢她们。"
_SUSPECT = Span(SENTENCE.index("走廊"), SENTENCE.index("走廊") + 2)
_CONTEST = Contest(_SUSPECT, ("楼道", "单元"), len(SENTENCE))

#: For the rules: a text, and the rule and words of every error in it.
FAULTY = "奶奶在门口喊他们回来吃饭，Boxma也来了[/b]。老师谈了责任和责任。\n"
FAULTS = (("untranslated.latin", "Boxma"), ("residue.markup", "[/b]"), ("repetition.coordinate", "责任和责任"))


class Scores(TypedDict):
    """surprisals: of each token of SENTENCE, in nats; log_odds: of the rivals of 走廊 in it, in nats."""

    surprisals: list[float]
    log_odds: list[float]


def measure(model: LanguageModel) -> Scores:
    return {
        "surprisals": [round(token.surprisal, 6) for token in model.surprisals(SENTENCE)],
        "log_odds": [round(value, 6) for value in model.log_odds(SENTENCE, [_CONTEST])[0]],
    }


def difference(found: Scores, known: Scores) -> float:
    """The greatest difference of any score, in nats; infinite where the sentence has other tokens."""
    mine, theirs = ([*scores["surprisals"], *scores["log_odds"]] for scores in (found, known))
    if len(found["surprisals"]) != len(known["surprisals"]) or len(mine) != len(theirs):
        return float("inf")
    return max(abs(a - b) for a, b in zip(mine, theirs, strict=True))


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


def is_ready(profile: str, profiles: tuple[OwnProfile, ...] = ()) -> bool:
    """Are all models of a profile ready, so that using them converts and fetches nothing?"""
    from mtqa.engines.load import all_ready

    return all_ready(Config(profile=profile, profiles=profiles))
