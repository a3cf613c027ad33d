"""The score of a document in words and in figures, for the renderers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from mtqa.findings import Severity
from mtqa.mqm import Row, Score
from mtqa.render.sentences import sentence
from mtqa.report import DocumentReport

TOO_SHORT = "too short to score: read the findings"
SEVERITIES = tuple(reversed(Severity))


def headline(score: Score) -> str:
    """The number, with its rating and with a warning where the text is too short for it; empty where there is none.

    >>> headline(Score(83.22, 177, 1055, {}, rating="fair")), headline(Score(95.0, 6, 120, {}))
    ('83.2 (fair)', '95.0 (too short to score: read the findings)')
    """
    if score.value is None:
        return ""
    said = ", ".join(filter(None, (score.rating, TOO_SHORT if score.is_too_short else "")))
    return f"{score.value:.1f}" + (f" ({said})" if said else "")


def rates(score: Score) -> str:
    """The penalty, whole and by the length of the text; empty where nothing was judged.

    >>> rates(Score(83.22, 177, 1055, {}, 2104, repeated=3))
    'penalty 177 points: 167.8 per 1,000 words, 84.1 per 1,000 characters (3 repeats cost nothing)'
    """
    by_size = [
        f"{rate:,.1f} per 1,000 {thing}"
        for rate, thing in ((score.per_1000_words, "words"), (score.per_1000_characters, "characters"))
        if rate is not None
    ]
    if not by_size:
        return ""
    points = f"{points_of(score.penalty)} {'point' if score.penalty == 1 else 'points'}"
    dropped = f" ({score.repeated:,} {'repeat costs' if score.repeated == 1 else 'repeats cost'} nothing)"
    return f"penalty {points}: {', '.join(by_size)}{dropped if score.repeated else ''}"


def points_of(penalty: float) -> str:
    """Penalty points as people write them.

    >>> points_of(1770), points_of(2.5)
    ('1,770', '2.5')
    """
    return f"{penalty if isinstance(penalty, int) else round(penalty, 2):,}"


def caution(report: DocumentReport) -> str:
    """Why a document that passed should be read nevertheless; empty where nothing speaks for that."""
    why = ", and ".join(map(sentence, report.cautions))
    return f"passed the gate, but {why}" if why else ""


def table(scores: Iterable[Score]) -> list[tuple[str, ...]]:
    """Categories and severities of some documents as rows of cells, the names of the columns first and the sums last;
    empty without findings."""
    counts: dict[str, Counter[Severity]] = defaultdict(Counter)
    costs: dict[str, float] = defaultdict(int)
    for score in scores:
        for category, row in score.categories.items():
            counts[category].update(row.counts)
            costs[category] += row.penalty
    if not counts:
        return []
    rows = [
        (category, *(f"{counts[category][severity]:,}" for severity in SEVERITIES), points_of(costs[category]))
        for category in sorted(counts, key=lambda name: (-costs[name], -counts[name].total()))
    ]
    sums = sum(counts.values(), Counter[Severity]())
    total = ("all", *(f"{sums[severity]:,}" for severity in SEVERITIES), points_of(sum(costs.values())))
    return [("category", *SEVERITIES, "points"), *rows, total]


def aligned(score: Score) -> Iterator[str]:
    """The rows of the table as lines whose columns stand under each other."""
    rows = table([score])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, *figures in rows:
        cells = (figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=True))
        yield "  ".join((name.ljust(widths[0]), *cells))


def tree(score: Score, model: str) -> dict[str, Any]:
    """What JSON says of a score beside its value, penalty, words and counts."""
    return {
        "model": model,
        "characters": score.characters,
        "penalty_per_1000_words": score.per_1000_words,
        "penalty_per_1000_characters": score.per_1000_characters,
        "repeated": score.repeated,
        "too_short": score.value is not None and score.is_too_short,
        "rating": score.rating,
    }


def row_tree(row: Row) -> dict[str, Any]:
    """A row of a table as JSON has it."""
    return {"counts": {severity.value: count for severity, count in row.counts.items()}, "penalty": row.penalty}
