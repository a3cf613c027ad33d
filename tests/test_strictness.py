"""How sure a finding has to be, and what `mtqa calibrate` writes for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shell import NATIVE, TRANSLATED, Shell

from mtqa.errors import UsageError
from mtqa.strictness import RULES_ONLY, Alarms, alarms

#: 10,000 characters, in which one rule found five things and another one thing.
COUNTED = Alarms(10_000, {"a.b": (0.2, 0.3, 0.3, 0.6, 0.9), "c.d": (0.5,)})


def test_rates_are_per_thousand_characters() -> None:
    assert COUNTED.rate() == pytest.approx(0.6)
    assert COUNTED.rate(0.5) == pytest.approx(0.3)
    assert COUNTED.rate(0.5, "a.b") == pytest.approx(0.2)
    assert Alarms().rate() == 0


@pytest.mark.parametrize(("strictness", "least"), [(1.0, 0.0), (0.6, 0.0), (0.5, 0.3), (0.4, 0.5), (0.1, 0.9)])
def test_the_least_confidence_stays_within_the_rate(strictness: float, least: float) -> None:
    assert COUNTED.least_confidence(strictness) == least
    assert COUNTED.rate(least) <= strictness


def test_nothing_is_sure_enough_for_no_alarm_at_all() -> None:
    assert COUNTED.rate(COUNTED.least_confidence(0)) == 0
    assert Alarms().least_confidence(0) == 0


def test_an_unknown_model_has_no_alarms() -> None:
    assert alarms("nobody@0") == Alarms()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"rules only": {"characters": "x"}}', '{"rules only": 3}'])
def test_a_file_that_is_none_is_a_letter(tmp_path: Path, text: str) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"calibration\.json"):
        alarms(RULES_ONLY, str(path))


def test_calibrate_writes_what_check_reads(mtqa: Shell, tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    done = mtqa("calibrate", "--no-models", TRANSLATED, "--write", str(path))
    assert "| strictness | least confidence |" in done.stdout.decode()
    entry = json.loads(path.read_text(encoding="utf-8"))[RULES_ONLY]
    assert entry["characters"] > 2000 and "untranslated.latin" in entry["confidences"]
    every = json.loads(mtqa("check", "--no-models", TRANSLATED, "-o", "json=-", "-q").stdout)
    strict = ("--calibration", str(path), "--strictness", "2")
    few = json.loads(mtqa("check", "--no-models", TRANSLATED, "-o", "json=-", "-q", *strict).stdout)
    count = len(every["documents"][0]["findings"])
    assert 0 < len(few["documents"][0]["findings"]) <= 2 * entry["characters"] / 1000 < count
    assert "strictness:2" in few["signature"]


def test_calibrate_keeps_other_models_and_goes_on_after_a_bad_file(mtqa: Shell, tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text('{"other@1": {"characters": 5, "confidences": {}}}', encoding="utf-8")
    done = mtqa("calibrate", "--no-models", NATIVE, "missing.md", "--write", str(path), code=3)
    assert b"no such file" in done.stderr
    assert {*json.loads(path.read_text(encoding="utf-8"))} == {"other@1", RULES_ONLY}


def test_a_missing_calibration_is_a_letter(mtqa: Shell) -> None:
    done = mtqa("check", "--no-models", NATIVE, "--calibration", "nowhere.json", code=2)
    assert b"nowhere.json" in done.stderr and b"no such file" in done.stderr
