"""Which tokens stand beside each other in English and in Chinese: mtqa/data/adjacency.tsv.xz."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from mtqa.bench.corpus import lines
from mtqa.lexicon.adjacency import END, START, STEP, pieces, tokens
from research.tables.neighbours import neighbours

_COMMAND = "python -m research tables adjacency"
_COMMON = {"en": 150, "zh": 300}  # words and characters that are tokens of their own; more add little
_CHANCE_SENTENCES = 20.0  # smoothing: occurrences in each row that follow the frequencies of single tokens
_LEAST_PAIRS = 2  # occurrences of a pair that is listed
_EVERY_LINE = 4  # one line in four of native text


def table(files: Sequence[Path], native: Sequence[Path]) -> str:
    """The lines of the table: language, token, ratio of followers that are not listed, each follower with its ratio."""
    pairs = [(english, chinese) for english, chinese, _ in neighbours(files)]
    chinese = [two for _, two in pairs] + [line for path in native for line in lines(path)[::_EVERY_LINE]]
    rows = [*_rows("en", [one for one, _ in pairs]), *_rows("zh", chinese)]
    names = " ".join(path.name for path in (*files, *native))
    head = f"# language\ttoken\tratio of others\tfollower ratio\t…\tin {STEP} nats; by {_COMMAND} {names}"
    return "\n".join([head, *rows]) + "\n"


def _rows(language: str, sentences: Sequence[str]) -> Iterable[str]:
    words = Counter(one for text in sentences for one in pieces(text, language))
    common = {one: 0.0 for one, _ in Counter({w: n for w, n in words.items() if w.isalpha()}).most_common()}
    common = dict(list(common.items())[: _COMMON[language]]) | {one: 0.0 for one in words if not one[0].isalnum()}
    single, double, left = Counter[str](), Counter[tuple[str, str]](), Counter[str]()
    for text in sentences:
        found = (START, *tokens(text, language, common), END)
        single.update(found[1:])
        double.update(pairwise(found))
        left.update(found[:-1])
    total = single.total()
    followers: dict[str, list[str]] = {token: [] for token in left}
    for (one, other), count in sorted(double.items()):
        share = single[other] / total
        ratio = round(math.log((count + _CHANCE_SENTENCES * share) / ((left[one] + _CHANCE_SENTENCES) * share)) / STEP)
        if count >= _LEAST_PAIRS:
            followers[one].append(f"{other} {ratio}")
    for one in sorted(followers):
        unseen = round(math.log(_CHANCE_SENTENCES / (left[one] + _CHANCE_SENTENCES)) / STEP)
        yield "\t".join([language, one, str(unseen), *followers[one]])
