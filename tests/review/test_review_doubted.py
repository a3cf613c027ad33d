"""From a check with models to a review and to the next check: a word that a reviewer chose is not doubted again."""

from __future__ import annotations

from contextlib import chdir

import pytest
from deciding import added, leave, of_report, review
from shell import Shell

from mtqa.config import Config
from mtqa.engines.fake import FakeLanguageModel, FakeTranslator
from mtqa.engines.load import Engines
from mtqa.findings import Finding
from mtqa.pipeline import run
from mtqa.render.json import tree as tree_of
from mtqa.report import Report

TEXT = "当快递员到达时，每个人都笑了。他把它送到不同楼道的门口。\n"


def checked(mtqa: Shell, path: str) -> Report:
    """By a model to which 楼道 is the likelier word, as 走廊 is what a machine writes for “corridor”."""
    model = FakeLanguageModel(dict.fromkeys("楼道", 1.0), default=4.0)
    engines = Engines(model, FakeTranslator({("zh", "en"): {}, ("en", "zh"): {}}))
    with chdir(mtqa.folder):
        return run([path], Config(strictness=100), engines)


def doubts(report: Report, word: str) -> list[Finding]:
    return [one for one in report.documents[0].findings if one.rule.id == "literal.collision" and one.text == word]


def test_a_doubted_word_that_a_reviewer_chose_is_known(inside: Shell) -> None:
    (inside.folder / "a.txt").write_bytes(TEXT.encode())
    assert doubts(checked(inside, "a.txt"), "走廊") == []
    leave(inside.folder / "d.json", review("a.txt", TEXT.encode(), [], added=[added(TEXT, "楼道", "走廊")]))
    inside("review", "apply", "d.json")
    (known,) = doubts(checked(inside, "a.corrected.txt"), "走廊")
    assert (known.status, known.status_reason) == ("baseline", "accepted in review")
    (inside.folder / ".mtqa-baseline.json").unlink()
    (raised,) = doubts(checked(inside, "a.corrected.txt"), "走廊")
    assert raised.is_open


@pytest.mark.parametrize("choice", ["accept", "confirm", "dismiss"])
def test_a_word_that_the_model_doubts_is_decided_once(inside: Shell, choice: str) -> None:
    text = TEXT.replace("楼道", "走廊")
    (inside.folder / "a.txt").write_bytes(text.encode())
    (document,) = tree_of(checked(inside, "a.txt"))["documents"]
    (found,) = (one for one in document["findings"] if one["rule"] == "literal.collision" and one["text"] == "走廊")
    assert found["suggestions"][0] == "楼道"
    said = of_report(found, choice, "楼道" if choice == "accept" else None)
    leave(inside.folder / "d.json", review("a.txt", text.encode(), [said]))
    inside("review", "apply", "d.json", "--in-place")
    after = checked(inside, "a.txt")
    assert [one.status for one in doubts(after, "走廊")] == {"confirm": ["open"], "dismiss": ["baseline"]}.get(
        choice, []
    )
    place = (inside.folder / "a.txt").read_text("utf-8").find("楼道")
    assert (place >= 0) == (choice == "accept")
    reopened = [one for one in after.documents[0].open_findings if place <= one.span.start < place + 2]
    assert choice != "accept" or reopened == []
