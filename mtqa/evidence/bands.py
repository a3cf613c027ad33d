"""How a document reads, in three bands: native, unclear, translated.

Doubts about words are right only in a translation, so their confidence is multiplied by the probability that the
document is one. That probability moves a little with every edit; a band does not, and so an edit in one paragraph does
not make findings elsewhere come and go. A document leaves the band that a baseline or an earlier report gives it only
where its probability lies clearly beyond the edge.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from mtqa.findings import Finding


class Band(StrEnum):
    """How a document reads."""

    NATIVE = "native"
    UNCLEAR = "unclear"
    TRANSLATED = "translated"

    @property
    def prior(self) -> float:
        """The probability that a document of this band is a machine translation, as doubts take it. By hand, with the
        documents of docs/evaluation.md in view."""
        return {"native": 0.05, "unclear": 0.6, "translated": 0.95}[self.value]


# By hand: from even odds on a document may be a translation, and from 0.8 on it counts as one.
_EDGES = (0.5, 0.8)
_MARGIN = 1.0  # nats beyond an edge, for a document to leave its band


def band(probability: float, before: Band | None = None) -> Band:
    """The band of a document with that probability of being a machine translation.

    `before` is the band that it had: edges are 1 nat farther away from there.
    """
    order = list(Band)
    at = order.index(before) if before else None
    edges = [_log_odds(edge) for edge in _EDGES]
    if at is not None:
        edges = [edge + (_MARGIN if number >= at else -_MARGIN) for number, edge in enumerate(edges)]
    return order[sum(_log_odds(probability) >= edge for edge in edges)]


def in_band(findings: Iterable[Finding], of: Band) -> Iterator[Finding]:
    """The findings, with the confidence that doubts have in a document of that band."""
    for finding in findings:
        if finding.rule.doubt:
            evidence = finding.evidence | {"translated_probability": of.prior}
            yield replace(finding, confidence=finding.confidence * of.prior, evidence=evidence)
        else:
            yield finding


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(bounded / (1 - bounded))
