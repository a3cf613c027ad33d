"""How sure a finding has to be, and what `mtqa calibrate` writes for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from deciding import leave, of_report, review
from shell import NATIVE, TRANSLATED, Shell

from mtqa.calibration.alarms import RULES_ONLY, UNLIMITED, Alarms, alarms
from mtqa.errors import UsageError

DECISION = of_report(
    {"fingerprint": "0" * 16, "rule": "repetition.coordinate", "start": 1, "end": 3, "text": "责任和责任"}, "dismiss"
)
#: 10,000 characters, in which one rule found five things and another one thing.
COUNTED = Alarms(10_000, {"a.b": (0.2, 0.3, 0.3, 0.6, 0.9), "c.d": (0.5,)})


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


def test_rates_are_per_thousand_characters() -> None:
    assert COUNTED.rate() == pytest.approx(0.6)
    assert COUNTED.rate(0.5) == pytest.approx(0.3)
    assert COUNTED.rate(0.5, "a.b") == pytest.approx(0.2)
    assert Alarms().rate() == 0


@pytest.mark.parametrize("strictness", [0.1, 0.2, 0.3, 0.5, 2, 5, 9, 20])
def test_native_text_has_no_more_alarms_than_the_rate(strictness: float) -> None:
    many = Alarms(10_000, {"a.b": (0.95, 0.9, 0.6, 0.6), "c.d": (0.2,) * 90})
    assert many.rate(many.least_confidence(strictness)) <= strictness
    bound = strictness in (0.1, 2, 5, 9)  # where the odds alone would let too many through
    assert (many.least_confidence(strictness) > Alarms().least_confidence(strictness)) is bound


@pytest.mark.parametrize(("strictness", "least"), [(0, 0.9), (0.1, 0.822), (0.5, 0.48), (1, 0.316), (10, 0.044)])
def test_a_higher_strictness_takes_what_is_less_sure(strictness: float, least: float) -> None:
    assert Alarms().least_confidence(strictness) == pytest.approx(least, abs=1e-3)
    assert Alarms().least_confidence(UNLIMITED) < 1e-8


def test_nothing_is_sure_enough_for_no_alarm_at_all() -> None:
    assert COUNTED.rate(COUNTED.least_confidence(0)) == 0
    certain = Alarms(1_000, {"a.b": (1.0,)})
    assert certain.rate(certain.least_confidence(0)) == 0


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
    assert f"strictness:2|alarms:{alarms(RULES_ONLY, str(path)).id}" in few["signature"]
    assert "alarms" not in every["signature"]


def test_calibrate_keeps_other_models_and_goes_on_after_a_bad_file(mtqa: Shell, tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text('{"other@1": {"characters": 5, "confidences": {}}}', encoding="utf-8")
    done = mtqa("calibrate", "--no-models", NATIVE, "missing.md", "--write", str(path), code=3)
    assert b"no such file" in done.stderr
    assert {*json.loads(path.read_text(encoding="utf-8"))} == {"other@1", RULES_ONLY}


@pytest.mark.parametrize("content", ["[]", "no JSON", '{"name": "page", "version": 1}', "\udcff"])
def test_calibrate_writes_over_no_other_file(mtqa: Shell, tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(content.encode(errors="surrogateescape"))
    done = mtqa("calibrate", "--no-models", NATIVE, "--write", str(path), code=2)
    assert b"this is not a file of `mtqa calibrate`" in done.stderr and done.stdout == b""  # said before it is counted
    assert path.read_bytes() == content.encode(errors="surrogateescape")


def test_calibrate_says_where_it_cannot_write(mtqa: Shell) -> None:
    done = mtqa("calibrate", "--no-models", NATIVE, "--write", "/dev/null/x", code=2)
    assert b"--write" in done.stderr and b"--output" not in done.stderr


def test_a_missing_calibration_is_a_letter(mtqa: Shell) -> None:
    done = mtqa("check", "--no-models", NATIVE, "--calibration", "nowhere.json", code=2)
    assert b"nowhere.json" in done.stderr and b"no such file" in done.stderr


def test_a_calibration_of_other_models_is_told(mtqa: Shell) -> None:
    (mtqa.folder / "own.json").write_text('{"other@1": {"characters": 5, "confidences": {}}}', encoding="utf-8")
    done = mtqa("check", "--no-models", "-q", NATIVE, "--calibration", "own.json")
    told = "own.json: there is no calibration for rules only, only for other@1; no finding is left out"
    assert told in done.stderr.decode()
    assert "nothing was counted" not in mtqa("check", "--no-models", "-q", NATIVE).stderr.decode()


# --------------------------------------------------------------------------------- decisions of reviewers

#: Reviewers dismissed what the sure rule found, and accepted what the other did.
REVIEWED = Alarms(10_000, {"a.b": (0.9,) * 10}, {"a.b": (0, 10), "c.d": (10, 0)})


def test_confidence_follows_the_reviewers() -> None:
    assert REVIEWED.confidence("a.b", 0.9) == pytest.approx(0.45)
    assert REVIEWED.confidence("c.d", 0.5) == pytest.approx(0.75)
    assert REVIEWED.confidence("e.f", 0.5) == 0.5
    assert Alarms(0, {}, {"a.b": (0, 1000)}).confidence("a.b", 1.0) < 0.01


def test_alarms_are_worth_what_reviewers_leave_of_them() -> None:
    assert REVIEWED.rate(0.46) == 0 and REVIEWED.rate(0.44) == pytest.approx(1.0)
    assert REVIEWED.least_confidence(0.6) > 0.45 == pytest.approx(REVIEWED.confidence("a.b", 0.9))


def test_native_text_and_reviews_are_counted_together() -> None:
    both = COUNTED + REVIEWED
    assert both.characters == 20_000 and len(both.confidences["a.b"]) == 15
    assert both.decided == {"a.b": (0, 10), "c.d": (10, 0)}
    assert (both + REVIEWED).decided["a.b"] == (0, 20)
    assert Alarms() + COUNTED == COUNTED


def test_decisions_are_kept_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(json.dumps({RULES_ONLY: REVIEWED.to_json()}), encoding="utf-8")
    assert alarms(RULES_ONLY, str(path)) == REVIEWED
    assert "decided" not in COUNTED.to_json()


def test_calibrate_learns_from_reviews(mtqa: Shell, tmp_path: Path) -> None:
    """What a reviewer always dismissed is not shown again; what was confirmed is, and surer."""
    text = (
        "他承担责任和责任。\n她承担责任和责任。\n春天来了[/b]。\n夏天来了[/i]。\n"
        + "窗外下着小雨，街上没有什么人。\n" * 100
    )
    (mtqa.folder / "a.txt").write_text(text, encoding="utf-8")
    check = ("check", "--no-models", "--fail-on", "never", "-q", "-o", "json=-", "a.txt")
    (before,) = json.loads(mtqa(*check).stdout)["documents"]
    said = [of_report(one, "confirm" if one["rule"] == "residue.markup" else "dismiss") for one in before["findings"]]
    assert {one["decision"] for one in said} == {"confirm", "dismiss"}
    strange = said[0] | {"fingerprint": "0" * 16}
    leave(mtqa.folder / "d.json", review("a.txt", text.encode(), [*said, strange]))
    done = mtqa("calibrate", "--no-models", "--from-reviews", "d.json", "--write", "own.json")
    assert "| `residue.markup` | 2 | 0 |" in done.stdout.decode() and "mean confidence" in done.stdout.decode()
    assert b"1 decisions are left out: this run does not have" in done.stderr
    entry = json.loads((mtqa.folder / "own.json").read_text("utf-8"))[RULES_ONLY]
    assert entry["decided"] == {"repetition.coordinate": [0, 2], "residue.markup": [2, 0]}
    assert entry["characters"] == len(text) and [*entry["confidences"]] == ["repetition.coordinate"]
    (after,) = json.loads(mtqa(*check, "--calibration", "own.json").stdout)["documents"]
    assert {one["rule"] for one in after["findings"]} == {"residue.markup"}
    own = next(one["confidence"] for one in before["findings"] if one["rule"] == "residue.markup")
    assert after["findings"][0]["confidence"] > own


def test_a_part_of_a_document_counts_as_a_part(mtqa: Shell) -> None:
    text = "他承担责任和责任。\n她承担责任和责任。\n" + "窗外下着小雨，街上没有什么人。\n" * 20
    (mtqa.folder / "a.txt").write_text(text, encoding="utf-8")
    done = mtqa("check", "--no-models", "--fail-on", "never", "--fail-under", "0", "-q", "-o", "json=-", "a.txt")
    first = json.loads(done.stdout)["documents"][0]["findings"][0]
    leave(mtqa.folder / "d.json", review("a.txt", text.encode(), [of_report(first, "dismiss")]))
    mtqa("calibrate", "--no-models", "--from-reviews", "d.json", "--write", "own.json")
    assert json.loads((mtqa.folder / "own.json").read_text("utf-8"))[RULES_ONLY]["characters"] == len(text) // 2


def test_calibrate_says_what_it_cannot_use(mtqa: Shell) -> None:
    (mtqa.folder / "a.txt").write_text("他承担责任和责任。\n", encoding="utf-8")
    leave(mtqa.folder / "d.json", review("a.txt", b"something else", [DECISION]))
    done = mtqa("calibrate", "--no-models", "--from-reviews", "d.json", code=3)
    assert b"has changed since it was checked" in done.stderr
    assert b"no text to count findings in" in mtqa("calibrate", "--no-models", code=2).stderr


def test_a_calibration_that_is_written_anew_is_read_anew(tmp_path: Path) -> None:
    """A program that keeps running, such as a notebook, calibrates and checks in turn."""
    file = tmp_path / "own.json"
    for characters in (1_000, 2_000):
        file.write_text(json.dumps({"m": {"characters": characters, "confidences": {}}}), encoding="utf-8")
        assert alarms("m", str(file)).characters == characters
