"""How right the rules are by reviewers' decisions, and how much of what reviewers found mtqa had found.

Precision is the share of the decided findings that are right: accepted or confirmed. Recall, as the reviewers saw it,
is the share of all right findings that mtqa found; the others are those that reviewers added. Faults that nobody saw do
not count, so the true recall is no higher. Intervals are Wilson's at 95 % (E. B. Wilson, Probable Inference, the Law of
Succession, and Statistical Inference, 1927), valid for few decisions and shares near 0 and 1, too. Disputed findings do
not count.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from mtqa.checks import RULES
from mtqa.findings import Category, Severity
from mtqa.render.base import one_line
from mtqa.review.agreement import Agreement, agreements
from mtqa.review.decisions import Choice, Why
from mtqa.review.merging import Case, Merged

SCHEMA = "mtqa-review-stats/2"
_NORMAL_QUANTILE = 1.959964  # of the standard normal distribution at 97.5 %


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a number of findings."""

    part: int
    of: int

    @property
    def value(self) -> float | None:
        return self.part / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its 95 % interval; None where there is nothing to share."""
        return wilson(self.part, self.of) if self.of else None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings of a rule were accepted, confirmed, dismissed and disputed; and why dismissed, where that is
    said: as a false alarm, as intended, as quoted."""

    accepted: int = 0
    confirmed: int = 0
    dismissed: int = 0
    disputed: int = 0
    false_alarm: int = 0
    intended: int = 0
    quoted: int = 0

    @property
    def precision(self) -> Share:
        right = self.accepted + self.confirmed
        return Share(right, right + self.dismissed)

    def __add__(self, other: Tally) -> Tally:
        return Tally(**{name: count + getattr(other, name) for name, count in asdict(self).items()})


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
    counted: dict[str, Tally] = {}
    for case in merged.cases:
        counted[case.any.rule] = counted.get(case.any.rule, Tally()) + _tally(case)
    order = {rule: number for number, rule in enumerate(RULES)}
    return {rule: counted[rule] for rule in sorted(counted, key=lambda rule: (order.get(rule, len(order)), rule))}


def _tally(case: Case) -> Tally:
    why = case.outcome.why if case.outcome else None
    return Tally(
        accepted=case.choice is Choice.ACCEPT,
        confirmed=case.choice is Choice.CONFIRM,
        dismissed=case.choice is Choice.DISMISS,
        disputed=case.choice is None,
        false_alarm=why is Why.FALSE_ALARM,
        intended=why is Why.INTENDED,
        quoted=why is Why.QUOTED,
    )


def added(merged: Merged) -> dict[tuple[Category, Severity], int]:
    """How many findings reviewers added, by category and severity."""
    counts = Counter((found.added.category, found.added.severity) for found in merged.additions if not found.disputed)
    return {
        (category, severity): counts[category, severity]
        for category in Category
        for severity in Severity
        if counts[category, severity]
    }


def recall(merged: Merged) -> Share:
    """How much of what reviewers found right mtqa had found."""
    all_ = sum(tallies(merged).values(), Tally())
    return Share(all_.precision.part, all_.precision.part + sum(added(merged).values()))


def changes(merged: Merged) -> dict[str, int]:
    """Of how many findings reviewers changed the severity, the category and the span."""
    said = [case.outcome or case.united for case in merged.cases]
    return {name: sum(getattr(each, name) is not None for each in said) for name in ("severity", "category", "moved")}


def tree(merged: Merged) -> dict[str, Any]:
    """The figures for JSON; shares in [0, 1]. `mtqa/data/review-stats.schema.json` describes it."""
    counted = tallies(merged)
    return {
        "schema": SCHEMA,
        "reviewers": list(merged.reviewers),
        "rules": [{"rule": rule, **_figures(tally)} for rule, tally in counted.items()],
        "all": _figures(sum(counted.values(), Tally())),
        "added": [
            {"category": category.value, "severity": severity.value, "count": count}
            for (category, severity), count in added(merged).items()
        ],
        "recall": _share(recall(merged)),
        "changed": changes(merged),
        "agreement": [asdict(agreement) for agreement in agreements(merged)],
    }


def _figures(tally: Tally) -> dict[str, Any]:
    share = tally.precision
    return {**asdict(tally), "precision": share.value, "interval": share.interval and list(share.interval)}


def _share(share: Share) -> dict[str, Any]:
    return {
        "found": share.part,
        "of": share.of,
        "share": share.value,
        "interval": share.interval and list(share.interval),
    }


def table(merged: Merged) -> str:
    """The figures as Markdown: each rule, what reviewers added, and the agreement of several reviewers."""
    counted = tallies(merged)
    lines = [
        "| rule | accepted | confirmed | dismissed | why | disputed | precision | 95 % interval |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(f"`{rule}`", tally) for rule, tally in counted.items()),
        _row("all", sum(counted.values(), Tally())),
    ]
    return "\n".join([*lines, *_added_lines(merged), *_changed_lines(merged), *agreement_lines(merged)])


def _row(name: str, tally: Tally) -> str:
    reasons = [f"{count} {why.in_words}" for why in Why if (count := getattr(tally, why.value))]
    cells = [
        one_line(name).replace("|", "\\|"),
        *map(str, (tally.accepted, tally.confirmed, tally.dismissed)),
        ", ".join(reasons),
        str(tally.disputed),
        *_in_percent(tally.precision),
    ]
    return f"| {' | '.join(cells)} |"


def _in_percent(share: Share) -> tuple[str, str]:
    """A share and its interval."""
    if share.value is None or share.interval is None:
        return "", ""
    return f"{share.value:.0%}", f"{share.interval[0]:.0%} to {share.interval[1]:.0%}"


def _added_lines(merged: Merged) -> Iterator[str]:
    """A table of what reviewers added, and the recall; nothing where they added nothing."""
    counts = added(merged)
    if not counts:
        return
    yield from ("", "| added by reviewers | severity | findings |", "|---|---|---|")
    yield from (f"| {category} | {severity} | {count} |" for (category, severity), count in counts.items())
    share = recall(merged)
    value, interval = _in_percent(share)
    yield ""
    yield f"mtqa had found {share.part:,} of {share.of:,} faults that reviewers saw: recall {value} (95 %: {interval})"


def _changed_lines(merged: Merged) -> Iterator[str]:
    """An empty line and a sentence about what reviewers changed; nothing where they changed nothing."""
    counts = changes(merged)
    if any(counts.values()):
        yield ""
        yield "changed by reviewers: {severity:,} severities, {category:,} categories, {moved:,} spans".format(**counts)


def agreement_lines(merged: Merged) -> Iterator[str]:
    """An empty line and a sentence for every pair of reviewers; nothing where there is one reviewer."""
    if not merged.whole:
        yield from ("", "agreement is not known of files that were merged: give the file of each reviewer")
    for number, agreement in enumerate(agreements(merged)):
        yield from [""] * (number == 0)
        yield one_line(_sentence(agreement))


def _sentence(found: Agreement) -> str:
    who = " and ".join(found.reviewers)
    if not found.findings:
        return f"{who} decided no finding in common"
    kappa = "not defined, since both always decide the same" if found.kappa is None else f"{found.kappa:.2f}"
    return f"{who} agree on {found.agreed:,} of {found.findings:,} findings, Cohen’s κ {kappa}"
