"""In the strings of a program an uncertain finding is minor, and names the segment of its own unit."""

from __future__ import annotations

import json

import pytest

from mtqa.align import align
from mtqa.checks import CHECKS, Material, run_checks
from mtqa.findings import Finding, Severity
from mtqa.lexicon import LacTagger
from mtqa.read import read_text

TAGGER = LacTagger()
AROUND = [
    ("Open the recent files list", "打开最近的文件列表"),
    ("The document was saved.", "文档已保存。"),
    ("Choose a folder for backups", "选择备份文件夹"),
]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def findings(rule: str, *units: tuple[str, str], flag: str = "") -> list[Finding]:
    comment = f"#, {flag}\n" if flag else ""
    entries = "".join(
        f"{comment}msgctxt {_quoted(str(number))}\nmsgid {_quoted(source)}\nmsgstr {_quoted(target)}\n\n"
        for number, (source, target) in enumerate([*units, *AROUND])
    )
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    document = read_text("zh_CN.po", head + entries)
    found, _ = run_checks(Material(align(document), TAGGER), CHECKS)
    return [finding for finding in found if finding.rule.id == rule]


@pytest.mark.parametrize(
    ("rule", "source", "target", "severity"),
    [
        ("placeholders.lost", "Select <b>objects</b> first.", "请先选择对象。", Severity.MINOR),
        ("placeholders.lost", "Select <b>objects</b> first.", "请先选择<b>对象。", Severity.MAJOR),
        ("placeholders.lost", 'Select <a href="x">objects</a> first.', "请先选择对象。", Severity.MAJOR),
        (
            "omission.segment",
            "Provide less feedback when dragging windows by using outlines",
            "拖动窗口时仅显示外框",
            Severity.MINOR,
        ),
        (
            "omission.segment",
            "Choose a folder for the daily backups of your photos.",
            "网络连接已经中断，请稍后再登录一次。",
            Severity.MAJOR,
        ),
        ("untranslated.partial", "Please make a pull request now.", "现在请提交 pull request 吧。", Severity.MINOR),
        ("untranslated.partial", "Syntax error: Included from here", "语法错误：Included from here", Severity.MAJOR),
    ],
)
def test_how_grave_a_finding_is(rule: str, source: str, target: str, severity: Severity) -> None:
    assert [finding.severity for finding in findings(rule, (source, target))] == [severity]


@pytest.mark.parametrize(
    ("source", "target", "severity"),
    [
        ("Sorry, this account has been banned (Reason: %1)", "", Severity.CRITICAL),
        ("Starts at 01 in each subdirectory.", "", Severity.CRITICAL),
        ("Could not open the file %s: the disk is full", "", Severity.CRITICAL),
        ("Select a category", "", Severity.MAJOR),  # a label
        ("Extended music library browser", "", Severity.MAJOR),  # no function word
        ("press h for help or q to quit", "", Severity.MAJOR),  # neither capital nor mark: a line of an example
        ("Written by %s, %s, and %s.", "", Severity.MAJOR),  # half of it codes
        ("Enter a formula:\nThe sum of a and b.", "请输入公式：\nThe sum of a and b.", Severity.MAJOR),
        ("The red door is open.\nThe sum of a and b.", "", Severity.CRITICAL),
    ],
)
def test_a_copied_sentence_is_critical_and_a_copied_label_major(source: str, target: str, severity: Severity) -> None:
    found = findings("untranslated.copy", (source, target or source))
    assert {finding.severity for finding in found} == {severity}


@pytest.mark.parametrize(
    "source", ["git push --force", "str, start[, length]", "%s: %s", "import numpy as np", "GTK+ 3.0"]
)
def test_what_is_no_language_may_be_copied(source: str) -> None:
    assert not findings("untranslated.copy", (source, source))


@pytest.mark.parametrize(
    ("flag", "source", "target", "severity"),
    [
        ("c-format", "%d files in %s", "%s 里有文件", Severity.CRITICAL),  # a number is taken for an address
        ("c-format", "Open %s", "用 %s 打开 %s", Severity.CRITICAL),  # nothing is there for the second
        ("c-format", "Open %s now", "现在打开", Severity.MAJOR),
        ("c-format", "Page %d", "第 %d 页，共 %d 页", Severity.MAJOR),  # a wrong number
        ("c-format", "%d files in %s", "%s 里有 %d 个文件", Severity.CRITICAL),
        ("c-format", "%d files in %s", "%2$s 里有 %3$s 的 %1$d 个文件", Severity.CRITICAL),
        ("python-format", "Open %s with %s", "用 %s 打开", Severity.CRITICAL),  # TypeError
        ("python-format", "Open %(name)s", "打开 %(file)s", Severity.CRITICAL),  # KeyError
        ("python-format", "Open %(name)s now", "现在打开", Severity.MAJOR),
        ("python-brace-format", "Open {name}", "打开 {file}", Severity.CRITICAL),
        ("python-brace-format", "Open {name} now", "现在打开", Severity.MAJOR),
        ("php-format", "Open %s", "用 %s 打开 %s", Severity.CRITICAL),
        ("php-format", "Open %s now", "现在打开", Severity.MAJOR),
        ("", "Open %s", "用 %s 打开 %s", Severity.MAJOR),  # nothing says which language reads it
        ("", "Open {name}", "打开 {file}", Severity.MAJOR),
    ],
)
def test_a_placeholder_at_which_the_program_stops_is_critical(
    flag: str, source: str, target: str, severity: Severity
) -> None:
    assert [finding.severity for finding in findings("placeholders.lost", (source, target), flag=flag)] == [severity]


@pytest.mark.parametrize(
    ("flag", "source", "target"),
    [
        ("c-format", "%d files in %s", "%2$s 里有 %1$d 个文件"),
        ("c-format", "%-20s %5d items", "%-30s %3d 项"),
        ("python-format", "Open %(name)s in %(place)s", "在 %(place)s 打开 %(name)s"),
        ("python-brace-format", "Open {name} in {place}", "在 {place} 打开 {name}"),
    ],
)
def test_placeholders_that_the_program_can_read(flag: str, source: str, target: str) -> None:
    assert not findings("placeholders.lost", (source, target), flag=flag)


def test_labels_that_share_words_are_minor() -> None:
    label = "Use Startup Notification"
    (found,) = findings("terms.inconsistent", (label, "使用启动提示"), (label, "使用启动通知"))
    assert found.severity is Severity.MINOR


def test_labels_that_share_none_are_major() -> None:
    label = "Loan Repayment Options"
    (found,) = findings("terms.inconsistent", (label, "贷款偿还选项"), (label, "托管科目"))
    assert found.severity is Severity.MAJOR


def test_a_tag_at_the_end_belongs_to_its_own_unit() -> None:
    (found,) = findings("placeholders.lost", ("Close", "关闭"), ("Open %s now", "现在打开<a>文件</a>"))
    assert found.segment == 1


@pytest.mark.parametrize(("half", "found"), [(5, 5), (12, 1)])
def test_a_mark_that_many_strings_have_half_width_is_one_finding(half: int, found: int) -> None:
    fruits = ["苹果", "香蕉", "葡萄", "桃子", "梨子", "橘子", "草莓", "西瓜", "樱桃", "芒果", "石榴", "柠檬"]
    written = [(f"Weight of fruit {name}:", f"{name}的重量:") for name in fruits[:half]]
    full = [(f"Colour of fruit {name}:", f"{name}的颜色：") for name in [*fruits, "李子", "杏子", "枣子", "荔枝"]]
    assert len(findings("punctuation.mismatch", *written, *full)) == found
