"""With rules selected, a run asks the models only what these rules need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mtqa.config import Config
from mtqa.engines.base import LanguageModel, QualityEstimator, Translator
from mtqa.engines.fake import FakeEmbedder, FakeEstimator, FakeLanguageModel, FakeTranslator
from mtqa.engines.load import Engines
from mtqa.pipeline import run
from mtqa.report import DocumentReport
from mtqa.storage import Cache

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "The library is open on Sundays and closes at eight."
msgstr "他把车停在河边，然后一个人慢慢地走回家。"

msgid "They danced to the second suite of the evening."
msgstr "他们随着当晚的第二个套房翩翩起舞，跳了很久。"
"""
PROSE = "当快递员到达时，每个人都笑了。他把它送到不同走廊的门口。\n" * 9


class Watched:
    """Passes questions on to a model and notes which are asked."""

    def __init__(self, model: Any, asked: set[str]) -> None:
        self._model, self._asked = model, asked
        self.identity = model.identity

    def __getattr__(self, name: str) -> Callable[..., Any]:
        self._asked.add(f"{type(self._model).__name__}.{name}")
        answer: Callable[..., Any] = getattr(self._model, name)
        return answer


def watched(asked: set[str]) -> Engines:
    table = {("zh", "en"): dict[str, str](), ("en", "zh"): dict[str, str]()}
    language: LanguageModel = Watched(FakeLanguageModel(), asked)
    translator: Translator = Watched(FakeTranslator(table), asked)
    estimator: QualityEstimator = Watched(FakeEstimator(strange={"套房": 0.95}), asked)
    return Engines(language, translator, estimator=estimator, embedder=Watched(FakeEmbedder(), asked))


def checked(path: Path, cache: Cache | None = None, **options: Any) -> tuple[DocumentReport, set[str]]:
    asked: set[str] = set()
    report = run([str(path)], Config(strictness=100, **options), watched(asked), cache=cache)
    return report.documents[0], asked


@pytest.fixture
def po(tmp_path: Path) -> Path:
    (tmp_path / "zh.po").write_text(PO, encoding="utf-8")
    return tmp_path / "zh.po"


@pytest.fixture
def prose(tmp_path: Path) -> Path:
    (tmp_path / "zh.txt").write_text(PROSE, encoding="utf-8")
    return tmp_path / "zh.txt"


def test_all_rules_ask_all_models(po: Path) -> None:
    document, asked = checked(po)
    assert {name.partition(".")[0] for name in asked} >= {"FakeLanguageModel", "FakeTranslator", "FakeEstimator"}
    assert "FakeEmbedder.embed" in asked and document.segments[0].fluency and document.segments[0].back_translation


@pytest.mark.parametrize(
    ("select", "models"),
    [
        ("adequacy", {"FakeEstimator.estimate", "FakeEmbedder.embed"}),
        ("adequacy.suspicious", {"FakeEstimator.estimate"}),
        ("adequacy.unrelated", {"FakeEmbedder.embed"}),
        ("placeholders", set()),
        ("numbers", set()),
        ("fluency", {"FakeLanguageModel.surprisals"}),
        ("back-translation", {"FakeTranslator.translate"}),
        ("roundtrip", {"FakeTranslator.translate"}),
    ],
)
def test_only_what_a_rule_needs_is_asked(po: Path, select: str, models: set[str]) -> None:
    whole, _ = checked(po)
    document, asked = checked(po, select=(select,))
    assert asked == models
    wanted = [finding for finding in whole.findings if finding.rule.is_under(select)]
    assert all(finding in document.findings for finding in wanted)  # fewer: those of adequacy give way to others
    left_out = {name for skipped in document.skipped if not skipped.needs for name in skipped.rules}
    assert {"literal", "terms"} <= left_out  # as for every run with rules selected


def test_what_is_ignored_is_not_asked_either_but_for_what_the_reader_sees(po: Path) -> None:
    document, asked = checked(po, ignore=("adequacy",))
    assert "FakeEstimator.estimate" not in asked and document.segments[0].fluency


def test_a_document_without_a_source(prose: Path) -> None:
    document, asked = checked(prose, select=("residue",))
    assert not asked and document.translated is None
    document, asked = checked(prose, select=("literal",))
    assert any(name.startswith("FakeLanguageModel.") for name in asked) and document.translated is not None


def test_the_gate_on_translations_is_asked_whatever_is_selected(prose: Path, tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.sqlite") as cache:
        before, _ = checked(prose, cache, select=("residue",))
        after, asked = checked(prose, cache, select=("residue",), fail_on_translated=0.0)
    assert before.translated is None and before.passed
    assert after.machine_translated is not None and not after.passed and asked


def test_without_models_it_costs_nothing(prose: Path) -> None:
    report = run([str(prose)], Config(select=("residue",)))
    assert report.documents[0].translated is not None


LABELS = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Open the file"
msgstr "打开文件"

msgid "Delete %d files"
msgstr "删除文件"

msgid "Close the window"
msgstr "关闭窗口"
"""


def test_strings_of_a_program_are_read_where_something_was_found(tmp_path: Path) -> None:
    (tmp_path / "zh.po").write_text(LABELS, encoding="utf-8")
    document, asked = checked(tmp_path / "zh.po")
    found = {finding.segment for finding in document.findings}
    assert found == {1} and "FakeLanguageModel.surprisals" in asked and "FakeTranslator.translate" in asked
    assert {part.segment.index for part in document.segments if part.fluency} == found
    assert {part.segment.index for part in document.segments if part.back_translation} == found
    assert [dict(note.arguments) for note in document.document.notes if note.kind == "read_where_found"] == [
        {"n": 1, "total": 3}
    ]


def test_strings_of_a_program_without_findings_cost_the_models_little(tmp_path: Path) -> None:
    (tmp_path / "zh.po").write_text(LABELS.replace("%d ", ""), encoding="utf-8")
    document, asked = checked(tmp_path / "zh.po")
    assert not document.findings and not {"FakeLanguageModel.surprisals", "FakeTranslator.translate"} & asked


def test_strings_of_a_program_are_not_read_for_selected_rules(tmp_path: Path) -> None:
    (tmp_path / "zh.po").write_text(LABELS, encoding="utf-8")
    document, asked = checked(tmp_path / "zh.po", select=("placeholders",))
    assert document.findings and not asked and all(part.fluency is None for part in document.segments)


def test_of_a_large_program_the_estimator_reads_what_fits_least(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "Open the window of the report that you closed before", "打开先前关闭的报告窗口"
    wrong = "Delete the account that has no name and no number", "独立的套房在走廊的另一头"
    units = [("Open the file", "打开文件"), ("Suite", "套房"), long, wrong, ("Close the window", "关闭窗口")]
    entries = "".join(f'\nmsgid "{source}"\nmsgstr "{target}"\n' for source, target in units)
    (tmp_path / "zh.po").write_text(LABELS.partition("\n\n")[0] + "\n" + entries, encoding="utf-8")
    whole, _ = checked(tmp_path / "zh.po", select=("adequacy.suspicious",))
    monkeypatch.setattr("mtqa.checks.adequacy._MOST_ESTIMATED", 80)
    some, _ = checked(tmp_path / "zh.po", select=("adequacy.suspicious",))
    assert [finding.segment for finding in whole.findings] == [1, 3]
    assert [finding.segment for finding in some.findings] == [3]
    assert [dict(note.arguments) for note in some.document.notes if note.kind == "estimated_some"] == [
        {"n": 1, "total": 5}
    ]
