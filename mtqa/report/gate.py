"""The gate: why a document or a run fails, by the settings that hold for it."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.config import Config
from mtqa.findings import Severity
from mtqa.mqm import Score
from mtqa.text import Note


class Reason(Note):
    """Why a document or a run fails, as a kind and its arguments."""

    __slots__ = ()


def of_document(score: Score, config: Config) -> Iterator[Reason]:
    """Why a document fails; nothing where it passes."""
    if score.value < config.fail_under:
        yield Reason.of("score", score=score.value, least=config.fail_under)
    if config.fail_on != "never" and (grave := score.at_least(Severity(config.fail_on))):
        yield Reason.of(config.fail_on, n=grave)


def of_run(count: int, config: Config) -> Iterator[Reason]:
    """Why a run with so many open findings fails as a whole."""
    most = config.max_findings
    if most is not None and count > most:
        yield Reason.of("findings", n=count, most=most)
