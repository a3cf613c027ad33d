"""The gate: why a document or a run fails, by the settings that hold for it; and why nothing was judged."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from mtqa.checks.base import Unjudged
from mtqa.config import Config
from mtqa.findings import Severity
from mtqa.mqm import Score
from mtqa.text import Note


class Verdict(StrEnum):
    """What became of a document, or of a run."""

    PASS = "pass"
    FAIL = "fail"
    NOT_JUDGED = "not_judged"


class Reason(Note):
    """Why a document or a run fails, or was not judged, as a kind and its arguments."""

    __slots__ = ()


def of_document(score: Score, config: Config) -> Iterator[Reason]:
    """Why a document fails; nothing where it passes."""
    if score.value is not None and score.value < config.fail_under:
        yield Reason.of("score", score=score.value, least=config.fail_under)
    if config.fail_on != "never" and (grave := score.at_least(Severity(config.fail_on))):
        yield Reason.of(config.fail_on, n=grave)


def of_unjudged(why: Unjudged, config: Config) -> Reason:
    """Why nothing of a document was judged."""
    if why is Unjudged.DECLARED:
        return Reason.of("not_judged_declared", language=config.language, origin=config.origin("language"))
    return Reason.of(f"not_judged_{why}")


def of_run(findings: int, unjudged: int, documents: int, config: Config) -> Iterator[Reason]:
    """Why a run fails as a whole: by how many open findings it has, and how many documents that were not judged."""
    most = config.max_findings
    if most is not None and findings > most:
        yield Reason.of("findings", n=findings, most=most)
    if config.fail_on_unjudged and unjudged:
        yield Reason.of("unjudged", n=unjudged, total=documents)
