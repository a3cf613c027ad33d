"""The options of the gate: what makes a run fail."""

from __future__ import annotations

from dataclasses import dataclass

from mtqa.config.choices import FailOn
from mtqa.config.option import option


@dataclass(frozen=True)
class GateOptions:
    """The options that decide whether a run passes; findings do not depend on them."""

    fail_under: float = option(
        90.0, "Gate: the lowest score that passes.", metavar="SCORE", least=0, most=100, paths=True, afterwards=True
    )
    fail_on: FailOn = option("critical", "Gate: the lowest severity that fails.", paths=True, afterwards=True)
    max_findings: int | None = option(
        None, "Gate: the run fails with more open findings than this.", metavar="N", least=0, afterwards=True
    )
    fail_on_unjudged: bool = option(
        False,
        "Gate: a file in which nothing can be judged, or that --reader did not read whole, fails the run.",
        afterwards=True,
    )
    fail_on_translated: float | None = option(
        None,
        "Gate: a file that reads machine-translated with this probability or more fails.",
        metavar="PROBABILITY",
        least=0,
        most=1,
        paths=True,
        afterwards=True,
    )
    min_translated: float | None = option(
        None,
        "Gate: a file of units fails with a lower percentage of them translated. Fuzzy ones do not count.",
        metavar="PERCENT",
        least=0,
        most=100,
        paths=True,
        afterwards=True,
    )
    exit_zero: bool = option(False, "Exit with 0 even if a gate fails.", afterwards=True)
