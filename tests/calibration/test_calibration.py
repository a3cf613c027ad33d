"""Percentiles between measured points."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mtqa.calibration import native as room
from mtqa.calibration.native import Calibration, calibration
from mtqa.engines.base import Identity

POINTS = ((0.0, -1.0), (0.25, 1.0), (0.5, 1.5), (1.0, 3.5))


@pytest.mark.parametrize(
    ("value", "percentile"),
    [(-9, 0), (-1, 0), (0, 12.5), (1, 25), (1.25, 37.5), (1.5, 50), (2.5, 75), (3.5, 100), (9, 100)],
)
def test_between_the_points_it_is_a_straight_line(value: float, percentile: float) -> None:
    assert Calibration(fluency=POINTS).fluency_percentile(value) == pytest.approx(percentile)
    assert Calibration(round_trip=POINTS).round_trip_percentile(value) == pytest.approx(percentile)


def test_equal_points_are_no_division_by_zero() -> None:
    steps = Calibration(fluency=((0.0, 0.0), (0.1, 2.0), (0.9, 2.0), (1.0, 4.0)))
    assert steps.fluency_percentile(2.0) == pytest.approx(90)
    assert steps.fluency_percentile(1.0) == pytest.approx(5)


def test_a_model_that_was_not_measured_has_no_percentiles() -> None:
    found = calibration(Identity("nobody", "0"), None)
    assert found == Calibration()
    assert found.fluency_percentile(0.0) is None and found.round_trip_percentile(50.0) is None
    assert found.token_excess == float("inf")


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    entries = {
        "lm@1": {"fluency": [[0.0, 0.0], [1.0, 4.0]], "token_excess": 6.5},
        "mt@2": {"round_trip": [[0.0, 10.0], [1.0, 90.0]]},
    }
    (tmp_path / "calibration.json").write_text(json.dumps(entries), encoding="utf-8")
    monkeypatch.setattr(room, "_FILE", tmp_path / "calibration.json")
    room._entries.cache_clear()
    yield
    room._entries.cache_clear()


@pytest.mark.usefixtures("measured")
def test_each_model_brings_its_own_measurements() -> None:
    both = calibration(Identity("lm", "1"), Identity("mt", "2"))
    assert both.fluency_percentile(1.0) == 25 and both.round_trip_percentile(50.0) == 50
    assert both.token_excess == 6.5
    assert calibration(Identity("lm", "1"), None).round_trip == ()
    assert calibration(Identity("lm", "2"), Identity("mt", "2")).fluency == ()


def test_the_shipped_measurements_are_sound() -> None:
    for name, entry in room._entries().items():
        assert "@" in name
        for kind in ("fluency", "round_trip"):
            points = entry.get(kind, [])
            assert points == sorted(points) and [value for _, value in points] == sorted(value for _, value in points)
            assert all(0 <= share <= 1 for share, _ in points)
