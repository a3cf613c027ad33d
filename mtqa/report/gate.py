"""The gate: why a document or a run fails, by the settings that hold for it."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.config import Config
from mtqa.findings import Severity
from mtqa.mqm import Score


def of_document(score: Score, config: Config) -> Iterator[str]:
    """Why a document fails; nothing where it passes."""
    if score.value < config.fail_under:
        yield f"score {score.value:.1f} is under {config.fail_under:g} (--fail-under)"
    if config.fail_on != "never" and (grave := score.at_least(Severity(config.fail_on))):
        yield f"{grave} finding(s) of severity {config.fail_on} or worse (--fail-on {config.fail_on})"


def of_run(count: int, config: Config) -> Iterator[str]:
    """Why a run with so many open findings fails as a whole."""
    most = config.max_findings
    if most is not None and count > most:
        yield f"{count:,} findings, more than {most:,} (--max-findings)"
