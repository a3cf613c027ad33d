"""How words and embedder separate translations from translations of other sentences: for `adequacy.unrelated`.

The samples are human translations into Chinese, and each source with the translation of another sentence of its page
of about the same length.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np

from mtqa.bilingual.coverage import Coverage
from mtqa.bilingual.omission import is_unrelated, unrelated_odds
from mtqa.bilingual.similarity import similarity_function
from mtqa.checks.adequacy import LEAST_CHARACTERS, LEAST_LOG_ODDS, LEAST_WORDS_LOG_ODDS, log_odds
from mtqa.engines.base import Embedder, Progress, no_progress
from mtqa.lexicon import shared_dictionary
from research.measure.edits import Pair, unrelated
from research.tables.regression import Vector, regression

_PAGE = 12
_LIMITS = (2.0, 3.0, 4.0, 5.0)
_SHARES = (0.001, 0.002, 0.005)


def fit(pairs: Sequence[Pair], embedder: Embedder, progress: Progress = no_progress, verbose: bool = False) -> str:
    """Markdown: the regression, and how much each kind of evidence finds."""
    samples = list(_samples(pairs))
    coverage = Coverage(shared_dictionary())
    covered = [coverage.of(*pair) for pair, _ in samples]
    by_words = np.array([unrelated_odds(one) for one in covered])
    by_rule = np.array(
        [is_unrelated(one, pair.target, chinese=True) for one, (pair, _) in zip(covered, samples, strict=True)]
    )
    alike = np.array(similarity_function(embedder, progress)([pair for pair, _ in samples]))
    false = np.array([wrong for _, wrong in samples])
    weights = regression(np.column_stack([by_words, alike]), false.astype(np.float64))
    score = weights[0] + weights[1] * by_words + weights[2] * alike
    lines = [
        f"{len(false)} pairs, {int(false.sum())} of them unrelated",
        f"log-odds = {weights[0]:.2f} + {weights[1]:.3f} · words + {weights[2]:.2f} · cosine",
        "",
        "| evidence | " + " | ".join(f"found at {share:.1%} false alarms" for share in _SHARES) + " |",
        "|---" * (1 + len(_SHARES)) + "|",
        *(_found(name, one, false) for name, one in (("words", by_words), ("embedder", -alike), ("both", score))),
        "",
        "| log-odds of at least | unrelated | translations |",
        "|---|---|---|",
    ]
    for limit in _LIMITS:
        lines.append(f"| {limit:g} | {(score[false] >= limit).mean():.1%} | {int((score[~false] >= limit).sum())} |")
    odds = np.array([log_odds(*one) for one in zip(by_words, alike, strict=True)])
    rule = (odds >= LEAST_LOG_ODDS) & (by_words >= LEAST_WORDS_LOG_ODDS)
    lines += [f"| the rule as it is | {rule[false].mean():.1%} | {int(rule[~false].sum())} |"]
    lines += [
        f"| the words alone, as `omission.segment` | {by_rule[false].mean():.1%} | {int(by_rule[~false].sum())} |"
    ]
    doubtful = (by_words >= LEAST_WORDS_LOG_ODDS)[~false].mean()
    missed = int((by_words < LEAST_WORDS_LOG_ODDS)[false].sum())
    lines += ["", f"the words leave {doubtful:.1%} of the translations in doubt; they miss {missed} unrelated pairs"]
    if verbose:
        worst = [index for index in np.argsort(-score) if not false[index] and score[index] >= _LIMITS[0]]
        lines += [f"{score[i]:.1f}: {samples[i][0].source}\n    {samples[i][0].target}" for i in worst]
    return "\n".join(lines)


def _samples(pairs: Sequence[Pair]) -> Iterator[tuple[Pair, bool]]:
    """Translations, and unrelated pairs, with True for the latter; only those that are long enough to be judged."""
    for start in range(0, len(pairs) - _PAGE + 1, _PAGE):
        page = pairs[start : start + _PAGE]
        chance = random.Random(page[0].source)
        for pair in page:
            if len(pair.target) >= LEAST_CHARACTERS:
                yield pair, False
                other = unrelated(pair, chance, page)
                if other and other.target != pair.target:
                    yield other, True


def _found(name: str, score: Vector, false: np.ndarray) -> str:
    right = np.sort(score[~false])[::-1]
    cells = (f"{(score[false] > right[int(share * len(right))]).mean():.1%}" for share in _SHARES)
    return f"| {name} | " + " | ".join(cells) + " |"
