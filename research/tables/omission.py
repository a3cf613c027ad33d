"""The weights of the signs that a part of a text is missing in its translation: the regression of `omission.segment`.

`research.measure.edits` removes clauses from one side of human translations. The samples are the stretch that is least
likely to be in the other side, once of the pair with the omission and once of the whole pair. Stretches that are too
short to be reported are left out.
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
    """Signs of stretches, whether each is missing, and how many texts had no stretch."""

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
    """Markdown: the constant and the weights, in nats, for each direction and for both; and how much they find."""
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
    """The pair as it is, and without a part of its target if one can be removed."""
    yield pair, False
    if (cut := omission(pair, chance, ())) is not None:
        yield cut, True


def _signs(pair: Pair, coverage: Coverage) -> Signs | None:
    """The signs of the stretch of the source that is least likely to be in the target."""
    covered = coverage.of(*(pair if pair.into_chinese else (pair.target, pair.source)))
    found = likeliest_gap(covered.english if pair.into_chinese else covered.chinese, pair.source, pair.target)
    return found[1] if found else None


def _found(samples: dict[str, _Samples], weights: Vector) -> Iterator[str]:
    """How many omissions are found at each rate of false alarms."""
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
