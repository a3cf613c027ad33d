"""Figures of native text that `mtqa calibrate` measures for a model of the user's, and `mtqa check` takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mtqa.calibration.alarms import Alarms, alarms
from mtqa.calibration.native import Calibration, calibration
from mtqa.config import Config
from mtqa.engines.base import Identity
from mtqa.engines.fake import FakeLanguageModel, FakeTranslator
from mtqa.engines.load import Engines
from mtqa.errors import UsageError
from mtqa.lexicon import LacTagger
from mtqa.pipeline.calibrate import write
from mtqa.pipeline.document import material_of
from mtqa.pipeline.native import Native
from mtqa.read import read_text

MODEL, TRANSLATOR = Identity("mine", "1"), Identity("theirs", "2")
FIGURES = {"fluency": [[0.003, 1.0], [0.5, 3.0]], "token_excess": 4.5, "least_score": 3.5}
TRIPS = {"round_trips": {str(TRANSLATOR): [[0.005, 20.0], [0.5, 41.0]]}}


@pytest.mark.parametrize(
    ("scores", "han", "least"),
    [
        ([], 1_999, None),  # one that was not seen would be too many already
        ([], 2_000, 0.0),
        ([0.5, 3.2], 2_000, 3.5),
        ([0.5, 3.2], 4_000, 1.0),
        ([0.5, 3.2], 6_000, 0.0),
        ([6.0] * 3, 2_000, 6.5),
    ],
)
def test_the_threshold_of_contests(scores: list[float], han: int, least: float | None) -> None:
    assert Native(scores=scores, han=han).least_score == least


def test_small_samples_have_no_figures() -> None:
    small = Native(slors=[1.0] * 333, excesses=[1.0], trips=[50.0] * 199, scores=[1.0], han=100)
    assert small.to_json(TRANSLATOR) == {}
    assert "at least 334 are needed" in small.report() and "more text is needed" in small.report()
    large = Native([n / 100 for n in range(334)], [n / 10 for n in range(100)], [50.0] * 200, [1.0], 9_000)
    entry = large.to_json(TRANSLATOR)
    assert entry["fluency"][0] == [0.003, 0.0] and entry["token_excess"] == 9.9 and entry["least_score"] == 0
    assert entry["round_trips"][str(TRANSLATOR)][0][0] == 0.005
    assert "doubts from 0 nats" in large.report()


def test_a_document_is_measured() -> None:
    text = "雨停了，孩子们都跑到院子里去。奶奶在门口喊他们回来吃饭。"
    engines = Engines(FakeLanguageModel(), FakeTranslator({}))
    native = Native()
    native.add(material_of(read_text("a.txt", text), Config(), engines, LacTagger()))
    assert len(native.slors) == 2 and native.han == len(text) - 3 and native.trips == []
    assert len(native.excesses) == len(text)


def test_figures_are_those_of_the_models(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    write(Alarms(10), str(MODEL), path, FIGURES | TRIPS)
    found = calibration(MODEL, TRANSLATOR, str(path))
    assert found.fluency == ((0.003, 1.0), (0.5, 3.0)) and found.token_excess == 4.5 and found.least_score == 3.5
    assert found.translator_is_trusted and found.id != calibration(MODEL, None, str(path)).id != "none"
    assert calibration(Identity("other", "1"), TRANSLATOR, str(path)) == calibration(MODEL, TRANSLATOR) == Calibration()
    assert alarms(str(MODEL), str(path)).characters == 10


def test_figures_that_ship_are_not_replaced(tmp_path: Path) -> None:
    shipped = Identity("gemma-3-270m", "a5fd3b62230a")
    path = tmp_path / "own.json"
    write(Alarms(10), str(shipped), path, FIGURES)
    assert calibration(shipped, None, str(path)).fluency == calibration(shipped, None).fluency


def test_what_was_not_measured_now_stays(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    write(Alarms(10), str(MODEL), path, FIGURES)
    write(Alarms(20), str(MODEL), path, {"least_score": 2.0})  # less text than before
    write(Alarms(30), str(MODEL), path)  # decisions of reviewers only
    entry = json.loads(path.read_text(encoding="utf-8"))[str(MODEL)]
    assert entry["native"] == FIGURES | {"least_score": 2.0} and entry["characters"] == 30


@pytest.mark.parametrize(
    "native", [3, {"fluency": 3}, {"fluency": [3]}, {"least_score": "x"}, {"round_trips": [1]}, {"token_excess": "x"}]
)
def test_figures_that_are_none(tmp_path: Path, native: object) -> None:
    path = tmp_path / "own.json"
    path.write_text(json.dumps({str(MODEL): {"characters": 1, "confidences": {}, "native": native}}), encoding="utf-8")
    with pytest.raises(UsageError, match=r"own\.json"):
        calibration(MODEL, TRANSLATOR, str(path))
