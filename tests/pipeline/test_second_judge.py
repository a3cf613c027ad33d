"""A second judge in a whole run: asked where its opinion can be weighed, and said where it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mtqa.checks import preparation
from mtqa.config import Config
from mtqa.engines.base import Contest
from mtqa.engines.fake import FakeLanguageModel, FakeTranslator
from mtqa.engines.load import Engines
from mtqa.evidence.confidence import Weights, weights
from mtqa.pipeline import run

TEXT = "当快递员到达时，每个人都笑了。他把它送到不同走廊的门口。\n"
FITTED = {"": 4.0, "replaced": 0.0, "score": 0.0, "second": 1.0}


class Asked(FakeLanguageModel):
    """A judge that counts its questions."""

    questions = 0

    def log_odds(self, text: str, contests: Sequence[Contest], *rest: Any) -> list[tuple[float, ...]]:
        self.questions += len(contests)
        return super().log_odds(text, contests, *rest)


def checked(folder: Path, judge: FakeLanguageModel) -> Any:
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    first = FakeLanguageModel(dict.fromkeys("楼道", 1.0), default=4.0)
    engines = Engines(first, FakeTranslator({("zh", "en"): {}, ("en", "zh"): {}}), second=judge)
    return run([str(folder / "a.txt")], Config(strictness=100), engines)


def test_an_opinion_that_nobody_can_weigh_is_not_asked_for(tmp_path: Path) -> None:
    judge = Asked(dict.fromkeys("楼道", 1.0), default=5.0, name="judge")
    report = checked(tmp_path, judge)
    assert judge.questions == 0 and "|judge:judge@0|" in report.signature
    (note,) = (note for note in report.documents[0].document.notes if note.kind == "judge_not_asked")
    assert dict(note.arguments) == {"judge": "judge@0", "model": "fake-lm@0"}


@pytest.mark.parametrize(("likely", "found"), [("楼道", True), ("走廊", False)])
def test_its_opinion_decides_where_it_can_be_weighed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, likely: str, found: bool
) -> None:
    def fitted(model: Any, least: Any, second: Any) -> Weights:
        own = weights(model, least, second)
        return replace(own, alone={"": -9.0}, document={"": 9.0}, second=FITTED if second else {})

    monkeypatch.setattr(preparation, "weights", fitted)
    judge = Asked(dict.fromkeys(likely, 1.0), default=5.0, name="judge")
    document = checked(tmp_path, judge).documents[0]
    assert judge.questions > 0 and not any(note.kind == "judge_not_asked" for note in document.document.notes)
    hits = [one for one in document.findings if one.rule.id == "literal.collision" and one.text == "走廊"]
    assert bool([one for one in hits if one.confidence > 0.5]) is found
    assert all(one.evidence["second_log_odds"] == (6.0 if found else -6.0) for one in hits)
