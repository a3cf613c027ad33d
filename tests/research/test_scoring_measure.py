"""The measurement of the models of a score, on made-up data."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from mtqa.engines.base import no_progress
from research.measure.scoring import agreement, scoring


def row(line: int, rating: float, *severities: str, doc: str = "a") -> dict[str, Any]:
    spans = [{"start": 0, "end": 1, "severity": severity} for severity in severities]
    text = {"source": "It rained for three days, and the river rose.", "target": "下了三天雨，河水涨了。"}
    return {"line": line, "doc": doc, "system": "x", "score": rating, "omission": 0, "spans": spans, **text}


def test_what_experts_marked_orders_as_their_scores_do(tmp_path: Path) -> None:
    rows = [row(1, 100), row(2, 90, "minor"), row(3, 30, "major"), row(4, 100, "undecided")]
    rows += [row(1, 95, doc="b"), row(1, 10, "major", "major", doc="c")]
    (tmp_path / "esa.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for name, text in (("native", "雨停了，孩子们跑进院子。\n"), ("machine", "雨停了[/b]，孩子们跑进院子。\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(text * 9, encoding="utf-8")
    report = scoring(tmp_path / "esa.jsonl", tmp_path / "native", tmp_path / "machine", no_progress)
    assert "| 3 documents |" in report and "| 6 segments |" in report
    linear = [line.split(" | ") for line in report.splitlines() if line.startswith("| linear")]
    assert float(linear[0][2]) == 1.0 and 0.8 < float(linear[1][2]) < 1.0  # Spearman: documents, segments
    assert linear[2][-1].startswith("100%")


def test_agreement_of_known_series() -> None:
    pearson, spearman, kendall = agreement([1, 2, 3, 4], [1, 2, 4, 30])
    assert spearman == kendall == pytest.approx(1) and 0.7 < pearson < 1
    assert agreement([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx((-1, -1, -1))
    # By hand: 4 concordant, 1 discordant, one tie in the first: 3 / sqrt(5 × 6).
    assert agreement([1, 1, 2, 3], [1, 2, 4, 3])[2] == pytest.approx(3 / math.sqrt(30))
    assert all(map(math.isnan, agreement([1, 1, 1], [1, 2, 3])))
