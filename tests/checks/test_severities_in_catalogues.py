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


def findings(rule: str, *units: tuple[str, str]) -> list[Finding]:
    entries = "".join(
        f"msgctxt {_quoted(str(number))}\nmsgid {_quoted(source)}\nmsgstr {_quoted(target)}\n\n"
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
