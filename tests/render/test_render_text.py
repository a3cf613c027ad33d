"""The terminal summary: complete for grep, harmless for the terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from handmade import LATIN, MARKUP, checked, find, lacking, plain, report, sample
from rich.cells import cell_len
from rich.console import Console

from mtqa.checks import Need
from mtqa.errors import ReadError
from mtqa.findings import Evidence, Status
from mtqa.render.text import render, render_unreadable
from mtqa.report import Report


def drawn(made: Report, *, terminal: bool = False, width: int = 80) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=width, legacy_windows=False)
    render(made, console)
    render_unreadable(made, console)
    return out.getvalue()


def test_a_log_has_each_finding_whole_on_one_line() -> None:
    text = drawn(sample(), width=40)
    assert "FAIL  notes/letter.md  score 81.5 (too short to score: read the findings)  1 critical · 2 major" in text
    assert " · 2 minor  (200 words)" in text
    assert "failed: score 81.5 is under 90 (--fail-under)" in text
    (line,) = [line for line in text.splitlines() if "Boxma" in line]
    assert line.split() == [
        "3:4",
        "major",
        "untranslated.latin",
        "«Boxma»",
        "→",
        "盒马",
        *LATIN.message.split(),
    ]
    assert "not checked: terms: needs a language model" in text and "note: encoding guessed: big5" in text
    assert "UNREADABLE  logo.png  a binary file, not text" in text
    assert any(line.startswith("signature mtqa:0.1.0|") for line in text.splitlines())
    assert "\x1b" not in text


def test_markup_of_the_document_is_not_rich_markup() -> None:
    text = drawn(sample(), terminal=True)
    assert "«[/s2/]»" in text and "(delete)" in text


@pytest.mark.parametrize("terminal", [False, True])
def test_square_brackets_everywhere(terminal: bool) -> None:
    document = plain("[bold]粗[/bold] :smile: [link=x]", path="[/red].txt")
    finding = find(document, MARKUP, document.raw, message="[/nope] :heart:", suggestions=("[blink]",))
    one = checked(document, [finding], skipped=(lacking("[/skipped]"),))
    text = drawn(report(one, unreadable=(ReadError("[/what]", where="[/where]", advice="[/do]"),)), terminal=terminal)
    for part in (
        document.raw,
        "[/red].txt",
        "[/nope] :heart:",
        "[blink]",
        "[/skipped]",
        "[/what]",
        "[/where]",
        "[/do]",
    ):
        assert part in text


@pytest.mark.parametrize("terminal", [False, True])
def test_a_document_cannot_control_the_terminal(terminal: bool) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\r\n\x08\ud800"
    document = plain(f"坏{evil}字", path=f"{evil}.txt")
    finding = find(document, LATIN, document.raw, message=evil, suggestions=(evil,))
    made = report(
        checked(document, [finding], skipped=(lacking(evil),)), unreadable=(ReadError(evil, where=evil, advice=evil),)
    )
    text = drawn(made, terminal=terminal, width=400)
    for char in ("\x1b]", "\x1b[2J", "\x07", "\x9b", "\u202e", "\r", "\x08", "\ud800"):
        assert char not in text
    assert "␛]0;owned␇␛[2J⟨U+009B⟩31m⟨U+202E⟩⏎␈⟨U+D800⟩" in text


def test_no_color_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    text = drawn(sample(), terminal=True)
    assert "\x1b[31m" not in text and "\x1b[33m" not in text


def test_a_terminal_shortens_and_a_log_does_not() -> None:
    document = plain("长" * 200)
    made = report(checked(document, [find(document, LATIN, document.raw)]))
    assert "长" * 200 in drawn(made)
    short = drawn(made, terminal=True)
    assert "长" * 200 not in short and "…»" in short


def test_wide_characters_align() -> None:
    document = plain("送Boxma到。\n汇源和惠源。")
    made = report(checked(document, [find(document, LATIN, "Boxma"), find(document, LATIN, "汇源和惠源")]))
    lines = [line for line in drawn(made).splitlines() if LATIN.message in line]
    assert len({cell_len(line[: line.index(LATIN.message)]) for line in lines}) == 1


def test_no_finding_is_reported_as_such() -> None:
    text = drawn(report(checked(plain("一切都好。"), [])))
    assert "PASS  letter.txt  score 100.0" in text and "nothing was flagged" in text


def test_verbose_gives_the_evidence_under_each_finding() -> None:
    out = io.StringIO()
    document = plain("数字站台")
    evidence: Evidence = {"log_odds": 8.5, "rival": "[/variants]", "counts": {"站\n台": 1}, "english": ""}
    finding = find(document, LATIN, "站台", evidence=evidence)
    console = Console(file=out, width=200)
    render(report(checked(document, [finding])), console, verbose=True)
    (line,) = [line for line in out.getvalue().splitlines() if "log_odds" in line]
    assert line.strip() == 'confidence 0.9 · log_odds 8.5 · rival [/variants] · counts {"站\\n台": 1}'


def test_many_documents_have_totals_and_only_some_have_a_block() -> None:
    bad = plain("送Boxma到。", path="bad.txt")
    aside = replace(find(bad, LATIN, "Boxma"), status=Status.BASELINE)
    documents = [
        checked(plain("好。", path=f"good{number}.txt"), [], skipped=(lacking("terms"),)) for number in range(3)
    ]
    documents += [
        checked(bad, [find(bad, LATIN, "Boxma")], words=10, skipped=(lacking("terms"), lacking("names", Need.CHINESE)))
    ]
    documents += [checked(replace(bad, path="aside.txt"), [aside], skipped=(lacking("terms"),))]
    lines = drawn(report(*documents, unreadable=(ReadError("gone", where="gone.txt"),))).splitlines()
    assert [line.split()[:2] for line in lines if line.startswith(("PASS", "FAIL"))] == [["FAIL", "bad.txt"]]
    for line in (
        "5 documents: 4 passed, 1 failed, 1 not read  0 critical · 1 major · 0 minor  (810 words)",
        "  suppressed: 1 known, from the baseline",
        "  not checked: terms: needs a language model",
        "  not checked: names: needs a Chinese text (1 of 5 documents)",
    ):
        assert lines.count(line) == 1


def test_verbose_has_a_block_for_every_document() -> None:
    out = io.StringIO()
    made = report(checked(plain("好。", path="a.txt"), []), checked(plain("好。", path="b.txt"), []))
    render(made, Console(file=out, width=200), verbose=True)
    assert "PASS  a.txt" in out.getvalue() and "PASS  b.txt" in out.getvalue()


def test_one_document_has_no_totals_and_none_has_only_them() -> None:
    assert "documents:" not in drawn(report(checked(plain("好。"), [])))
    assert "0 documents: 0 passed, 0 failed" in drawn(report())


def test_a_log_has_no_commands_for_build_servers() -> None:
    document = plain("##[add-mask]字##vso[task.x]字 ##[error] # 好")
    text = drawn(report(checked(document, [find(document, LATIN, document.raw)])))
    assert "## [add-mask]字## vso[task.x]字 ## [error] # 好" in text
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
