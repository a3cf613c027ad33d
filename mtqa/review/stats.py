"""The precision of each rule by reviewers' decisions, with a confidence interval.

Precision is the share of the decided findings that were accepted. The interval is Wilson's at 95 % (E. B. Wilson,
Probable Inference, the Law of Succession, and Statistical Inference, 1927), which is valid for few decisions and shares
near 0 and 1, too. Disputed findings do not count.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from mtqa.checks import RULES
from mtqa.render.base import one_line
from mtqa.review.agreement import Agreement, agreements
from mtqa.review.decisions import Choice
from mtqa.review.merging import Merged

SCHEMA = "mtqa-review-stats/1"
_NORMAL_QUANTILE = 1.959964  # of the standard normal distribution at 97.5 %


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings of a rule were accepted, dismissed and disputed."""

    accepted: int = 0
    dismissed: int = 0
    disputed: int = 0

    @property
    def decided(self) -> int:
        return self.accepted + self.dismissed

    @property
    def precision(self) -> float | None:
        """Share of the decided findings that were accepted; None where none was decided."""
        return self.accepted / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the precision; None where no finding was decided."""
        return wilson(self.accepted, self.decided) if self.decided else None

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.accepted + other.accepted, self.dismissed + other.dismissed, self.disputed + other.disputed)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share, each end in [0, 1].

    >>> [round(end, 3) for end in wilson(8, 10)]
    [0.49, 0.943]
    """
    share, spread = successes / trials, _NORMAL_QUANTILE**2 / trials
    middle = share + spread / 2
    half = _NORMAL_QUANTILE * math.sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))


def tallies(merged: Merged) -> dict[str, Tally]:
    """The tally of every rule, in the order of the rules; rules that this version of mtqa lacks come last."""
    counts: Counter[tuple[str, Choice | None]] = Counter((case.any.rule, case.choice) for case in merged.cases)
    order = {rule: number for number, rule in enumerate(RULES)}
    rules = sorted({rule for rule, _ in counts}, key=lambda rule: (order.get(rule, len(order)), rule))
    return {
        rule: Tally(counts[rule, Choice.ACCEPT], counts[rule, Choice.DISMISS], counts[rule, None]) for rule in rules
    }


def tree(merged: Merged) -> dict[str, Any]:
    """The figures for JSON; shares in [0, 1]."""
    counted = tallies(merged)
    return {
        "schema": SCHEMA,
        "reviewers": list(merged.reviewers),
        "rules": [{"rule": rule, **_figures(tally)} for rule, tally in counted.items()],
        "all": _figures(sum(counted.values(), Tally())),
        "agreement": [asdict(agreement) for agreement in agreements(merged)],
    }


def _figures(tally: Tally) -> dict[str, Any]:
    return {**asdict(tally), "precision": tally.precision, "interval": tally.interval and list(tally.interval)}


def table(merged: Merged) -> str:
    """The figures as Markdown, with the agreement of several reviewers below."""
    counted = tallies(merged)
    lines = ["| rule | accepted | dismissed | disputed | precision | 95 % interval |", "|---|---|---|---|---|---|"]
    lines += [_row(f"`{rule}`", tally) for rule, tally in counted.items()]
    return "\n".join([*lines, _row("all", sum(counted.values(), Tally())), *agreement_lines(merged)])


def _row(name: str, tally: Tally) -> str:
    share, ends = tally.precision, tally.interval
    cells = [
        one_line(name).replace("|", "\\|"),
        *map(str, (tally.accepted, tally.dismissed, tally.disputed)),
        "" if share is None else f"{share:.0%}",
        "" if ends is None else f"{ends[0]:.0%} to {ends[1]:.0%}",
    ]
    return f"| {' | '.join(cells)} |"


def agreement_lines(merged: Merged) -> Iterator[str]:
    """An empty line and a sentence for every pair of reviewers; nothing where there is one reviewer."""
    for number, agreement in enumerate(agreements(merged)):
        yield from [""] * (number == 0)
        yield one_line(_sentence(agreement))


def _sentence(found: Agreement) -> str:
    who = " and ".join(found.reviewers)
    if not found.findings:
        return f"{who} decided no finding in common"
    kappa = "not defined, since both always decide the same" if found.kappa is None else f"{found.kappa:.2f}"
    return f"{who} agree on {found.agreed:,} of {found.findings:,} findings, Cohen’s κ {kappa}"
