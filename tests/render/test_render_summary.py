"""The job's page, read as GitHub's Markdown: tables that hold, and no markup but our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from handmade import EVIL, EVIL_PATH, LATIN, MARKUP, checked, find, hostile, plain, report, sample
from markdown_it import MarkdownIt
from markdown_it.token import Token

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.findings import Status
from mtqa.read.discovery import PassedOver
from mtqa.render import summary, write
from mtqa.render.base import one_line
from mtqa.report import Report

OUR_HTML = {"<sub>", "</sub>", "<!-- -->"}


def test_what_was_passed_over_is_counted() -> None:
    made = replace(sample(), passed_over=PassedOver(Counter({".py": 2, ".<b>": 1})))
    assert "- passed over 3 files that mtqa does not read: 2 .py, 1 .&lt;b&gt;\n" in summary.render(made)


def tokens(text: str) -> Iterator[Token]:
    """Every token, after making sure that there is no markup in the text that we did not write."""
    text.encode("utf-8")
    for block in MarkdownIt("commonmark").enable("table").parse(text):
        yield block
        for inner in block.children or ():
            assert inner.type not in {"link_open", "image", "html_block", "em_open", "strong_open"}, inner
            assert inner.type != "html_inline" or inner.content in OUR_HTML, inner
            yield inner
        assert block.type != "html_block", block


def code(text: str) -> list[str]:
    return [token.content for token in tokens(text) if token.type == "code_inline"]


def plain_text(text: str) -> str:
    return "".join(token.content for token in tokens(text) if token.type in {"text", "text_special", "code_inline"})


def many(number: int, findings: int = 30, *, failing: int = 0) -> Report:
    documents = []
    for nth in range(number):
        document = plain("[/a]" * findings, path=f"{nth}.txt")
        rule = MARKUP if nth >= number - failing else LATIN
        words = 1_000_000
        documents.append(
            checked(document, [find(document, rule, "[/a]", nth=at) for at in range(findings)], words=words)
        )
    return report(*documents)


def test_verdict_totals_and_a_table() -> None:
    text = summary.render(sample())
    assert text.startswith("## ❌ mtqa failed\n")
    assert "🔴 1 critical · 🟠 2 major · 🔵 2 minor" in text
    kinds = [token.type for token in tokens(text)]
    assert kinds.count("table_open") == 2  # categories and severities; findings
    assert kinds.count("tr_open") == (1 + 4 + 1) + (1 + 5) and kinds.count("td_open") == 5 * 5 + 5 * 6
    assert {"logo.png", "notes/letter.md", "Boxma", "盒马", "[/s2/]", "送到&amp;居民<b>手中"} <= set(code(text))
    assert "failed: score 81.5 is under 90 (--fail-under)" in plain_text(text)


def test_documents_without_findings_are_counted_only() -> None:
    document = plain("Boxma。", path="aside.txt")
    aside = replace(find(document, LATIN, "Boxma"), status=Status.BASELINE)
    text = summary.render(report(checked(plain("好。", path="good.txt"), []), checked(document, [aside])))
    assert text.startswith("## ✅ mtqa passed\n") and "2 documents, 0 failed" in text
    assert "good.txt" not in text and "aside.txt" not in text


def test_the_run_as_a_whole_may_fail() -> None:
    document = plain("Boxma。")
    one = checked(document, [find(document, LATIN, "Boxma")])
    text = summary.render(report(one, config=Config(max_findings=0)))
    assert text.startswith("## ❌ mtqa failed") and "- failed: 1 findings, more than 0" in text
    assert "0 failed" in text and "### ⚠️" in text  # it passes by itself, with a major finding


def test_hostile_text_stays_text() -> None:
    text = summary.render(hostile())
    kinds = [token.type for token in tokens(text)]
    assert kinds.count("tr_open") == 4 + 3 and kinds.count("td_open") == 3 * 5 + 2 * 6
    assert kinds.count("heading_open") == 2
    assert code(text).count(one_line(EVIL_PATH)) == 2
    assert code(text).count(one_line(EVIL)) == 2  # what was found, and a better wording
    assert plain_text(text).count(one_line(EVIL)) == 3 + 3  # the cells with what was found; two messages and a letter


@pytest.mark.parametrize("evil", ["`", "``a", "a`", " a ", "|", "\\|", "a|b\\", "", "\n", "~~a~~", "<!--", "&lt;"])
def test_a_cell_shows_what_it_was_given(evil: str) -> None:
    document = plain(f"前{evil}后")
    one = find(document, LATIN, f"前{evil}后", message=f"前{evil}后", suggestions=(evil or "x",))
    text = summary.render(report(checked(document, [one])))
    assert code(text)[-2:] == [one_line(f"前{evil}后"), one_line(evil or "x")]
    assert plain_text(text).endswith(one_line(f"前{evil}后"))
    assert [token.type for token in tokens(text)].count("td_open") == 2 * 5 + 6


def test_a_page_is_smaller_than_github_takes() -> None:
    text = summary.render(many(500, failing=1))
    assert 900_000 < len(text.encode("utf-8")) <= 1024 * 1024
    assert text.index("`499.txt`") < text.index("`0.txt`")  # what failed comes first
    shown = text.count("\n### ")
    assert f"{500 - shown} more documents with findings would not fit" in text.splitlines()[-1]
    assert [token.type for token in tokens(text)].count("table_open") == 1 + shown


def test_many_unreadable_files_are_counted() -> None:
    unread = tuple(ReadError("no text", where=f"{number}.png") for number in range(1000))
    text = summary.render(report(unreadable=unread))
    assert text.startswith("## ❌ mtqa could not read everything") and "900 more were not read" in text


def test_the_page_of_a_job_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "step_summary"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    page.write_text("# before\n", encoding="utf-8")
    write(sample(), "summary", str(page))
    assert page.read_text(encoding="utf-8") == "# before\n" + summary.render(sample())
    page.write_text("x" * 1_048_000, encoding="utf-8")
    write(sample(), "summary", str(page))
    assert page.stat().st_size <= 1024 * 1024
    page.unlink()
    write(many(500), "summary", str(page))
    assert 900_000 < page.stat().st_size <= 1024 * 1024


def test_any_other_page_is_written_anew(tmp_path: Path) -> None:
    for _ in range(2):
        write(sample(), "summary", str(tmp_path / "page.md"))
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == summary.render(sample())
