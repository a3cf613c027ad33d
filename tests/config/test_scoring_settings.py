"""The table [scoring]: what it may hold, what is said of a mistake, and where the settings hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from shell import NATIVE, TRANSLATED, Shell, flat

import mtqa as library
from mtqa.config import Config
from mtqa.config.load import load
from mtqa.config.per_path import at
from mtqa.config.scoring import Scoring
from mtqa.errors import UsageError
from mtqa.findings import Category, Severity
from mtqa.pipeline import signature

FULL = """\
[scoring]
model = "log"
tolerated = { 1000 = 20, 5000 = 60 }
threshold = 85
repeated = "once"

[scoring.weights]
critical = 30
terminology = 2
"accuracy/omission" = 3.5

[scoring.bands]
good = 95
"needs editing" = 80
unusable = 0
"""


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


def read(folder: Path, text: str) -> Config:
    (folder / "mtqa.toml").write_text(text, encoding="utf-8")
    return load({}, {}, folder).config


def test_every_key(tmp_path: Path) -> None:
    assert read(tmp_path, FULL).scoring == Scoring(
        "log",
        "once",
        85.0,
        {1000: 20.0, 5000: 60.0},
        {"critical": 30.0, "terminology": 2.0, "accuracy/omission": 3.5},
        {"good": 95.0, "needs editing": 80.0, "unusable": 0.0},
    )


def test_a_category_goes_before_its_dimension(tmp_path: Path) -> None:
    settings = read(tmp_path, "[scoring.weights]\naccuracy = 2\n'accuracy/omission' = 3\n").scoring
    assert [settings.type_weight(each) for each in (Category.OMISSION, Category.ADDITION, Category.GRAMMAR)] == [
        3,
        2,
        1,
    ]
    assert [settings.severity_weight(level) for level in Severity] == [1, 5, 25]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("scoring = 'log'", 1, "“scoring” needs a table → head it with [scoring]"),
        ("[scoring]\nmodl = 'log'", 2, "[scoring] has no key “modl” → did you mean model?"),
        ("[scoring]\nmodel = 'lin'", 2, '“model” needs one of linear, calibrated, log, not "lin"'),
        ("[scoring]\nrepeated = true", 2, "“repeated” needs one of each, once"),
        ("[scoring]\nthreshold = 100", 2, "“threshold” needs a number from 0 to 99, not 100"),
        ("[scoring.weights]\nmajor = -1", 2, "“weights” of “major” needs a number from 0 to 1,000, not -1"),
        ("[scoring.weights]\nmajor = nan", 2, "“weights” of “major” needs a number"),
        ("[scoring.weights]\nmajor = true", 2, "“weights” of “major” needs a number from 0 to 1,000, not true"),
        ("[scoring.weights]\nterminolgy = 2", 2, "“terminolgy” of MQM to weigh → did you mean terminology?"),
        ("[scoring]\nweights = 3", 2, "“weights” needs a table of numbers, not 3 → write weights = {"),
        ("[scoring.bands]\ngood = 95", 1, "the lowest band must begin at 0"),
        ("[scoring.bands]\ngood = 0\nbad = 0", 1, "two bands begin at the same score"),
        ("[scoring.bands]\ngood = 101\nbad = 0", 2, "“bands” of “good” needs a number from 0 to 100, not 101"),
        ("[scoring.bands]\n'ab' = 0\n\"x\\ny\" = 9", 3, "is no name for a band → write one line"),
        ("[scoring]\ntolerated = { many = 3 }", 2, "“tolerated” needs numbers of words, not “many”"),
        ("[scoring]\ntolerated = { 0 = 3 }", 2, "“tolerated” needs numbers of words, not “0”"),
        ("[scoring]\ntolerated = { 1000 = 0 }", 2, "a text of 1000 words must tolerate more than 0 penalty points"),
        (
            "[scoring]\nmodel = 'calibrated'",
            1,
            "the model “calibrated” needs the penalty points with which 1,000 words of yours may still pass → agree on "
            "them, and write tolerated = { 1000 = 20 }",
        ),
        ("[scoring]\nmodel = 'log'\ntolerated = { 1000 = 20 }", 1, "write tolerated = { 1000 = 20, 5000 = 60 }"),
        (
            "[scoring]\nmodel = 'log'\ntolerated = { 1000 = 20, 5000 = 100 }",
            1,
            "more slowly than these: 1000 = 20, 5000 = 100 → for 5,000 words write a number above 20 and below 100",
        ),
        ("[scoring]\nmodel = 'log'\ntolerated = { 1000 = 20, 5000 = 20 }", 1, "“tolerated” must grow with the words"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text)
    got = flat(str(caught.value).encode())
    assert re.match(rf"\S*mtqa\.toml:{line}: ", got) and said in got
    assert caught.value.exit_code == 2


def test_settings_for_some_paths_are_merged(tmp_path: Path) -> None:
    text = FULL + '\n[[paths]]\nfiles = ["legal/**"]\nscoring = { repeated = "each", weights = { terminology = 5 } }\n'
    config = read(tmp_path, text)
    legal = at(config, str(tmp_path / "legal" / "a.md")).scoring
    assert (legal.model, legal.repeated, legal.bands) == ("log", "each", config.scoring.bands)
    assert legal.weights == {**config.scoring.weights, "terminology": 5.0}
    assert at(config, str(tmp_path / "a.md")).scoring == config.scoring


def test_a_mistake_for_some_paths_stops_the_run(mtqa: Shell) -> None:
    (mtqa.folder / "mtqa.toml").write_text('[[paths]]\nfiles = ["*"]\nscoring = { model = "calibrated" }\n')
    said = flat(mtqa("check", "--no-models", NATIVE, code=2).stderr)
    assert "mtqa.toml:3: the model “calibrated” needs" in said


def test_every_setting_is_in_the_signature() -> None:
    usual = signature(None, Config())
    changed = [
        Scoring("calibrated", tolerated={1000: 20.0}),
        Scoring("calibrated", tolerated={1000: 21.0}),
        Scoring("calibrated", tolerated={1000: 20.0}, threshold=80.0),
        Scoring("log", tolerated={1000: 20.0, 5000: 60.0}),
        Scoring(repeated="once"),
        Scoring(weights={"major": 6.0}),
        Scoring(bands={"good": 0.0}),
        Scoring(bands={"|lm:": 0.0}),
    ]
    signed = [signature(None, Config(scoring=settings)) for settings in changed]
    assert len({usual, *signed}) == 1 + len(changed)
    assert signature(None, Config(scoring=Scoring())) == usual
    assert "|scoring:model:log;tolerated:1000=20+5000=60;threshold:90|" in signed[3]
    assert signed[-1].count("|lm:") == 1


def test_settings_for_some_paths_are_in_the_signature(tmp_path: Path) -> None:
    def signed(points: int) -> str:
        text = f'[[paths]]\nfiles = ["a.md"]\nscoring = {{ model = "calibrated", tolerated = {{ 1000 = {points} }} }}\n'
        return signature(None, read(tmp_path, text))

    assert signed(20) != signed(21)


def test_the_library_takes_a_dict_or_the_settings() -> None:
    scores = [
        library.check(TRANSLATED, models=False, cache=False, scoring=given).documents[0].score
        for given in ({"weights": {"major": 10}}, Scoring(weights={"major": 10.0}))
    ]
    usual = library.check(TRANSLATED, models=False, cache=False).documents[0].score
    assert scores[0] == scores[1] and scores[0].penalty > usual.penalty
    with pytest.raises(UsageError, match=r"mtqa\.check: .*no key “wieghts”"):
        library.check(TRANSLATED, models=False, cache=False, scoring={"wieghts": {}})


def test_another_setting_needs_no_new_examination(mtqa: Shell) -> None:
    before = mtqa("check", "--no-models", TRANSLATED, "--fail-under=0").stdout
    (mtqa.folder / "mtqa.toml").write_text("[scoring.weights]\nmajor = 50\n")
    after = mtqa("check", "--no-models", TRANSLATED, "--fail-under=0").stdout
    assert b"score 94.4" in before and b"score 94.4" not in after and b"weights:major=50" in after


def test_config_show_prints_what_can_be_pasted(mtqa: Shell) -> None:
    (mtqa.folder / "mtqa.toml").write_text(FULL, encoding="utf-8")
    shown = mtqa("config", "show").stdout.decode()
    again = mtqa.folder / "again"
    again.mkdir()
    assert read(again, shown).scoring == read(mtqa.folder, FULL).scoring
