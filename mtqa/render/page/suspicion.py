"""How suspicious a segment is, as a figure in [0, 1]."""

from __future__ import annotations

import math
from collections.abc import Iterable

from mtqa.evidence.fluency import Fluency
from mtqa.findings import Finding, Severity

# Below this percentile a segment is among the least fluent tenth; above it fluency does not count.
_LOW_PERCENTILE = 10.0


def weight(severity: Severity) -> float:
    """A severity's share of the worst one, on a logarithmic scale.

    The penalties 1, 5 and 25 grow geometrically; on a linear scale minor errors would be too small to see
    in the chart.

    >>> [round(weight(severity), 2) for severity in Severity]
    [0.21, 0.55, 1.0]
    """
    return math.log1p(severity.penalty) / math.log1p(Severity.CRITICAL.penalty)


def suspicion(findings: Iterable[Finding], fluency: Fluency | None) -> float:
    """max( confidence × weight(severity) over the findings, weight(minor) × (1 − p / 10) ), in [0, 1].

    p is the segment's fluency percentile against native text, or within the document where that is not
    known, and counts only below 10. Fluency alone never weighs more than a minor finding of confidence 1: on the
    two example documents surprisal does not separate machine translation from native text.
    """
    found = max((finding.confidence * weight(finding.severity) for finding in findings), default=0.0)
    return min(1.0, max(found, weight(Severity.MINOR) * _low_fluency(fluency)))


def _low_fluency(fluency: Fluency | None) -> float:
    if fluency is None:
        return 0.0
    native = fluency.native_percentile
    percentile = fluency.document_percentile if native is None else native
    return max(0.0, 1 - percentile / _LOW_PERCENTILE) if math.isfinite(percentile) else 0.0
