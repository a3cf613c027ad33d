"""Files in, a Report out: the two real documents, bad files, and the whole road with fakes."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import mtqa
from mtqa import pipeline
from mtqa import report as reports
from mtqa.checks import CHECKS, RULES, Need, Skipped
from mtqa.config import Config
from mtqa.config.option import options
from mtqa.config.path_settings import PathSettings
from mtqa.engines.base import Progress
from mtqa.engines.fake import FakeLanguageModel, FakeTranslator
from mtqa.engines.load import Engines
from mtqa.errors import UsageError
from mtqa.findings import Severity
from mtqa.pipeline import run
from mtqa.render import RENDERERS
from mtqa.render.sentences import sentence
from mtqa.report import DocumentReport, Report

EXAMPLES = Path(__file__).parents[2] / "examples"
TRANSLATED = EXAMPLES / "linfeng-mt.txt"
NATIVE = EXAMPLES / "xiaodongmen-native.md"
TEXT = "雨停了，孩子们都跑到院子里去。奶奶在门口喊他们回来吃饭。\n"
FAKES = Engines(
    FakeLanguageModel(),
    FakeTranslator({("zh", "en"): {"雨停了，孩子们都跑到院子里去。": "The rain stopped."}}),
)


@pytest.fixture(scope="module")
def translated() -> DocumentReport:
    (document,) = mtqa.check(str(TRANSLATED), models=False).documents
    return document


def sound(report: Report) -> None:
    """What holds for every report."""
    for document in report.documents:
        raw = document.document.raw
        lines = raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for finding in document.findings:
            assert finding.text == raw[finding.span.start : finding.span.end] != ""
            assert finding.rule.id in RULES and 0 <= finding.confidence <= 1
            assert lines[finding.line - 1][finding.column - 1 :].startswith(finding.text.splitlines()[0])
            home = document.segments[finding.segment].span
            assert home.start <= finding.span.start and finding.span.end <= home.end
        assert list(document.findings) == sorted(document.findings, key=lambda one: (one.span, one.rule.id))
        assert len({(one.rule.id, one.span) for one in document.findings}) == len(document.findings)
        for part in document.segments:
            assert raw[part.span.start] == part.segment.text[0]


def test_the_translated_document_has_its_errors(translated: DocumentReport) -> None:
    found = {(finding.rule.id, finding.text) for finding in translated.findings}
    assert ("untranslated.latin", "Boxma") in found
    assert ("residue.markup", "[/s2/]") in found
    assert ("names.inconsistent", "惠源") in found
    assert ("repetition.coordinate", "责任和责任") in found
    assert {"residue.boilerplate", "punctuation.halfwidth"} <= {rule for rule, _ in found}
    (name,) = [finding for finding in translated.findings if finding.text == "惠源"]
    assert name.suggestions[0] == "汇源" and name.severity is Severity.MAJOR
    assert translated.score.value is not None and translated.score.value < 100


def test_the_native_document_is_left_alone() -> None:
    report = mtqa.check(Path(NATIVE), models=False)
    assert [(finding.rule.id, finding.text) for finding in report.documents[0].findings] == []
    assert report.exit_code == 0 and report.documents[0].score.value == 100


def test_places_are_those_of_the_file(translated: DocumentReport) -> None:
    sound(Report((translated,), (), "", Config()))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_line_ends_and_encodings_change_no_finding(
    translated: DocumentReport, tmp_path: Path, newline: str, encoding: str
) -> None:
    raw = TRANSLATED.read_text(encoding="utf-8")
    path = tmp_path / "copy.txt"
    path.write_bytes(raw.replace("\n", newline).encode(encoding))
    report = mtqa.check(str(path), models=False)
    sound(report)
    found = report.documents[0].findings
    assert [(one.rule.id, one.text, one.line, one.fingerprint) for one in found] == [
        (one.rule.id, one.text, one.line, one.fingerprint) for one in translated.findings
    ]


def test_markup_in_between_is_part_of_the_place(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    page = "<html><body>\n<p>妈妈在<b>Huoma</b>买菜，&lt;br&gt;还买了&amp;nbsp;虾。</p></body></html>"
    path.write_text(page, encoding="utf-8")
    report = mtqa.check(str(path), models=False)
    found = {(one.rule.id, one.text) for one in report.documents[0].findings}
    assert found == {
        ("untranslated.latin", "Huoma"),
        ("residue.markup", "&lt;br&gt;"),
        ("residue.markup", "&amp;nbsp;"),
    }


def test_unreadable_files_do_not_stop_the_others(tmp_path: Path) -> None:
    good, empty, binary = tmp_path / "good.txt", tmp_path / "empty.txt", tmp_path / "binary.txt"
    good.write_text(TEXT, encoding="utf-8")
    empty.write_bytes(b"")
    binary.write_bytes(bytes(range(256)) * 40)
    missing = tmp_path / "good.text"
    report = mtqa.check(str(missing), str(empty), str(good), str(binary), str(good), models=False)
    assert [document.document.path for document in report.documents] == [str(good)]
    assert {error.where for error in report.unreadable} == {str(missing), str(empty), str(binary)}
    assert all(error.what and error.advice for error in report.unreadable)
    assert report.exit_code == 3


def test_a_directory_is_walked(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "picture.png"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    report = mtqa.check(str(tmp_path), models=False)
    assert [Path(document.document.path).name for document in report.documents] == ["a.md", "b.txt"]


def test_exit_codes() -> None:
    assert mtqa.check(str(TRANSLATED), models=False, fail_under=0, fail_on="never").exit_code == 0
    assert mtqa.check(str(TRANSLATED), models=False, fail_under=0, fail_on="major").exit_code == 1
    assert mtqa.check(str(TRANSLATED), models=False, fail_under=99.9, fail_on="never").exit_code == 1


def test_rules_without_their_model_are_skipped_and_reported(translated: DocumentReport) -> None:
    text = " ".join(map(sentence, translated.skipped))
    assert "fluency.outlier: needs a language model" in text and "roundtrip.drift: needs a translator" in text
    assert all(part.fluency is None and part.back_translation is None for part in translated.segments)


def test_with_models_every_segment_has_its_figures(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    titles: list[str] = []
    steps: list[tuple[int, int]] = []

    def tasks(title: str) -> Progress:
        titles.append(title)
        return lambda done, total: steps.append((done, total))

    report = run([str(path)], Config(), FAKES, tasks=tasks)
    sound(report)
    (document,) = report.documents
    assert document.not_checked == (
        Skipped(("literal.misfit",), (Need.DETECTOR,)),  # what was trained or measured for the embedded model only
        Skipped(("fluency.outlier",), (Need.NATIVE_FIGURES,)),
    )
    assert Skipped(("roundtrip.drift",), (Need.TRANSLATOR,)) in document.skipped
    assert [note.kind for note in document.document.notes] == ["no_detector"]
    assert all(part.fluency for part in document.segments)
    first, second = (part.back_translation for part in document.segments)
    assert first and first.pivot == "The rain stopped." and first.reason.startswith("no round trip")
    assert second and second.reason.startswith("no back-translation")
    assert titles == [f"{path}: {task}" for task in ("words", "fluency", "back-translation", "rivals")] and steps


def test_the_signature_names_version_models_and_checks() -> None:
    checks = ",".join(check.name for check in CHECKS)
    without = mtqa.check(str(NATIVE), models=False).signature
    assert without.startswith(f"mtqa:{mtqa.__version__}|lm:none|mt:none|") and checks in without
    with_models = run([], Config(), FAKES).signature
    assert "|lm:fake-lm@0|mt:fake-mt@0|" in with_models


def test_an_english_document_is_skipped_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear all,\nThe meeting is on Monday. [/s2/] Bring Boxma along, please.\n", encoding="utf-8")
    for engines in (None, FAKES):
        report = run([str(path)], Config(fail_under=0), engines)
        sound(report)
        (document,) = report.documents
        assert [one.rule.id for one in document.findings] == ["residue.markup"]
        assert any("untranslated.latin" in one.rules and one.needs == (Need.CHINESE,) for one in document.skipped)
        assert all(part.fluency is None for part in document.segments)


def test_addresses_do_not_make_a_text_foreign(tmp_path: Path) -> None:
    path = tmp_path / "invitation.txt"
    path.write_text("报名请看https://www.example.org/community/registration/form，欢迎大家。\n", encoding="utf-8")
    (document,) = mtqa.check(str(path), models=False).documents
    assert not any(Need.CHINESE in one.needs for one in document.skipped)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("春天[/b]来了。".encode())))
    report = run(["-"], Config(), stdin_filename="notes.md")
    (document,) = report.documents
    assert document.document.path == "notes.md" and document.document.format == "markdown"
    assert [one.text for one in document.findings] == ["[/b]"]


def test_the_front_door_knows_its_options() -> None:
    with pytest.raises(UsageError, match="options are: fail_under") as caught:
        mtqa.check(str(NATIVE), fail_udner=3)
    assert caught.value.exit_code == 2
    assert mtqa.Report is Report
    with pytest.raises(AttributeError):
        _ = mtqa.nothing
    documented = mtqa.Config.__doc__ or ""
    assert all(f"\n    {option.name}  {option.help}" in documented for option in options(Config))


def test_no_files_is_a_report_without_documents() -> None:
    assert run([], Config()).exit_code == 0


def test_a_cut_is_never_silent(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("山高水长，" * 200, encoding="utf-8")
    (document,) = mtqa.check(str(path), models=False).documents
    assert "cut at 400 characters" in sentence(document.document.notes[0])
    assert "".join(part.segment.text for part in document.segments) == "山高水长，" * 200


def counting(monkeypatch: pytest.MonkeyPatch, owner: ModuleType, name: str) -> list[tuple[Any, ...]]:
    """The calls of a function, as they come."""
    calls: list[tuple[Any, ...]] = []
    real = getattr(owner, name)

    def called(*arguments: Any) -> Any:
        calls.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(owner, name, called)
    return calls


def test_settings_are_found_and_a_score_is_worked_out_once_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("雨停了，Boxma都跑到院子里去。\n", encoding="utf-8")
    asked = counting(monkeypatch, pipeline, "at")
    scored = counting(monkeypatch, reports, "score")
    paths = (PathSettings(("b.md",), {"fail_on": "major"}),)
    report = run([str(tmp_path)], Config(models=False, fail_under=0, paths=paths, root=str(tmp_path)))
    assert [one.config.fail_on for one in report.documents] == ["critical", "major"]
    assert [one.verdict for one in report.documents] == ["pass", "fail"] and report.exit_code == 1
    for format in ("html", "json", "junit", "summary"):
        RENDERERS[format](report)
    assert [Path(path).name for _, path in asked] == ["a.md", "b.md"] and len(scored) == 2
