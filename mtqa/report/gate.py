"""The gate: why a document or a run fails by its settings, and why nothing was judged."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from mtqa.checks.base import Unjudged
from mtqa.completeness import Completeness
from mtqa.config import Config
from mtqa.findings import Severity
from mtqa.mqm import Score
from mtqa.text import Note


class Verdict(StrEnum):
    """The decision of the gate about a document, or about a run."""

    PASS = "pass"
    FAIL = "fail"
    NOT_JUDGED = "not_judged"


class Reason(Note):
    """Why a document or a run fails, or was not judged, as a kind and its arguments."""

    __slots__ = ()


def document_reasons(score: Score, translated: float | None, config: Config) -> Iterator[Reason]:
    """Why a document fails, by its score and by how likely it is a machine translation; empty where it passes."""
    if score.value is not None and score.value < config.fail_under:
        yield Reason.of("score", score=score.value, least=config.fail_under)
    if config.fail_on != "never" and (grave := score.at_least(Severity(config.fail_on))):
        yield Reason.of(config.fail_on, n=grave)
    least = config.fail_on_translated
    if least is not None and translated is not None and translated >= least:
        yield Reason.of("translated", percent=percent(translated), least=least)


def cautions(score: Score, *, reads_translated: bool) -> Iterator[Reason]:
    """Why a document that passes is no document without faults."""
    if grave := score.at_least(Severity.MAJOR):
        critical = score.counts[Severity.CRITICAL]
        if critical == grave:
            yield Reason.of("open_critical", n=grave)
        else:
            yield Reason.of("open_grave", n=grave) if critical else Reason.of("open_major", n=grave)
    if reads_translated:
        yield Reason.of("reads_translated")


def coverage_reasons(known: Completeness | None, config: Config) -> Iterator[Reason]:
    """Why a document fails because too few of its units are translated; also where nothing of it could be judged."""
    least = config.min_translated
    if least is not None and known and known.is_under(least):
        numbers = {"n": known.translated, "total": known.total, "least": least}
        yield (
            Reason.of("units_fuzzy", **numbers, share=known.percent, fuzzy=known.fuzzy)
            if known.fuzzy
            else Reason.of("units", **numbers, share=known.percent)
        )


def percent(probability: float) -> int:
    """A probability as a whole per cent, rounded down, so that none reads like certainty: at most 99."""
    return min(int(100 * probability), 99)


def unjudged_reason(why: Unjudged, config: Config, known: Completeness | None) -> Reason:
    """Why nothing of a document was judged."""
    if why is Unjudged.UNTRANSLATED and known:
        return Reason.of("not_judged_untranslated", n=known.total)
    if why is Unjudged.DECLARED:
        return Reason.of("not_judged_declared", language=config.language, origin=config.origin("language"))
    return Reason.of(f"not_judged_{why}")


def run_reasons(findings: int, unjudged: int, unread: int, documents: int, config: Config) -> Iterator[Reason]:
    """Why a run as a whole fails, by its numbers of open findings, of documents that were not judged, and of those that
    the second reader did not read whole."""
    most = config.max_findings
    if most is not None and findings > most:
        yield Reason.of("findings", n=findings, most=most)
    if config.fail_on_unjudged and unjudged:
        yield Reason.of("unjudged", n=unjudged, total=documents)
    if config.fail_on_unjudged and unread:
        yield Reason.of("unread", n=unread, total=documents)
