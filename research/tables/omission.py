"""What each sign weighs that a part of a text is missing in its translation: the regression of `omission.segment`.

Clauses are taken out of one side of human translations, as `research.measure.edits` does it, and the stretch that the
other side then least likely says is looked at; beside it the one of the pair as it was. Those too small to be
told of anyway are left out, on either side.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from mtqa.bilingual.coverage import Coverage
from mtqa.bilingual.omission import Signs, likeliest_gap
from mtqa.engines.base import Progress
from mtqa.lexicon import shared_dictionary
from research.measure.edits import Pair, omission
from research.tables.regression import Vector, regression

_SHARES = (0.01, 0.005, 0.002)


@dataclass
class _Samples:
    """Signs of stretches, and whether each is missing; and how many texts had none to look at."""

    signs: list[Signs] = field(default_factory=list)
    missing: list[bool] = field(default_factory=list)
    bare: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})

    def add(self, found: Signs | None, missing: bool) -> None:
        if found is None:
            self.bare[missing] += 1
        else:
            self.signs.append(found)
            self.missing.append(missing)


def fit(pairs: Sequence[Pair], progress: Progress) -> str:
    """A Markdown table: the constant and the weights, in nats, of both directions and of all; and what they find."""
    samples = {"English": _Samples(), "Chinese": _Samples()}
    coverage = Coverage(shared_dictionary())
    for done, pair in enumerate(pairs, 1):
        for turned in (pair, Pair(pair.target, pair.source)):
            for version, missing in _versions(turned, random.Random(turned.source)):
                language = "English" if version.into_chinese else "Chinese"
                samples[language].add(_signs(version, coverage), missing)
        progress(done, len(pairs))
    both = _Samples()
    for one in samples.values():
        both.signs += one.signs
        both.missing += one.missing
    lines = [f"| of | samples | constant | {' | '.join(Signs._fields)} |", "|---" * (3 + len(Signs._fields)) + "|"]
    for name, one in [*samples.items(), ("both", both)]:
        weights = regression(np.array(one.signs, dtype=np.float64), np.array(one.missing, dtype=np.float64))
        lines.append(f"| {name} | {len(one.missing)} | " + " | ".join(f"{weight:.2f}" for weight in weights) + " |")
    return "\n".join([*lines, "", *_found(samples, weights)])


def _versions(pair: Pair, chance: random.Random) -> Iterator[tuple[Pair, bool]]:
    """The pair as it is; and without a part of its target, where one can be taken out."""
    yield pair, False
    if (cut := omission(pair, chance, ())) is not None:
        yield cut, True


def _signs(pair: Pair, coverage: Coverage) -> Signs | None:
    """Those of the stretch of the source that the target least likely says."""
    covered = coverage.of(*(pair if pair.into_chinese else (pair.target, pair.source)))
    found = likeliest_gap(covered.english if pair.into_chinese else covered.chinese, pair.source, pair.target)
    return found[1] if found else None


def _found(samples: dict[str, _Samples], weights: Vector) -> Iterator[str]:
    """How many of the omissions are found where so many texts that are whole are reported."""
    yield "| of | " + " | ".join(f"found at {share:.1%} false alarms, and the score there" for share in _SHARES) + " |"
    yield "|---" * (1 + len(_SHARES)) + "|"
    for name, one in samples.items():
        scores = weights[0] + np.array(one.signs, dtype=np.float64) @ weights[1:]
        missing = np.array(one.missing)
        whole = np.sort(np.concatenate([scores[~missing], np.full(one.bare[False], -np.inf)]))[::-1]
        cells = []
        for share in _SHARES:
            limit = float(whole[int(share * len(whole))])
            found = (scores[missing] > limit).sum() / (missing.sum() + one.bare[True])
            cells.append(f"{found:.1%}, {limit:.1f}")
        yield f"| {name} | " + " | ".join(cells) + " |"
