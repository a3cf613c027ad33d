"""Workflow commands, read back as the runner of GitHub Actions reads them."""

from __future__ import annotations

import pytest
from handmade import EVIL, EVIL_PATH, LATIN, MARKUP, REPEAT, checked, find, hostile, plain, report, sample

from mtqa.errors import ReadError
from mtqa.findings import Rule
from mtqa.render.base import visible
from mtqa.render.github import MOST_PER_LEVEL, render
from mtqa.report import Report

Command = tuple[str, dict[str, str], str]


def unescaped(text: str, *, property: bool = False) -> str:
    pairs = [("%0D", "\r"), ("%0A", "\n"), *([("%3A", ":"), ("%2C", ",")] if property else []), ("%25", "%")]
    for escape, meaning in pairs:
        text = text.replace(escape, meaning)
    return text


def commands(made: Report) -> list[Command]:
    """Each line as the runner parses it: `::name key=value,…::data`, up to the second `::`."""
    text = render(made)
    text.encode("utf-8")
    found = []
    for line in text.split("\n")[:-1]:
        assert line.startswith("::") and visible(line) == line
        head, _, data = line[2:].partition("::")
        name, _, told = head.partition(" ")
        properties = dict(one.split("=", 1) for one in told.split(","))
        found.append(
            (name, {key: unescaped(value, property=True) for key, value in properties.items()}, unescaped(data))
        )
    return found


def many(*numbers: tuple[Rule, int]) -> Report:
    text = "".join(f"第{number}\n" for number in range(sum(number for _, number in numbers)))
    document = plain(text, path="a.txt")
    rules = [rule for rule, number in numbers for _ in range(number)]
    return report(checked(document, [find(document, rule, f"第{number}\n") for number, rule in enumerate(rules)]))


def test_a_command_a_finding() -> None:
    unread, markup, *rest = commands(sample())
    assert unread == (
        "error",
        {"file": "logo.png", "title": "mtqa cannot read this file"},
        "a binary file, not text\n→ mtqa reads text: convert the file to text first",
    )
    assert markup[0] == "error" and markup[1] == {
        "file": "notes/letter.md", "line": "4", "col": "1", "endColumn": "7", "title": "mtqa residue.markup",
    }  # fmt: skip
    assert markup[2] == "“[/s2/]”: Markup is left in the text. → (delete)"
    assert [name for name, _, _ in rest] == ["warning", "warning", "notice", "notice"]


def test_a_finding_of_several_lines_has_no_columns() -> None:
    document = plain("汇\n源")
    (command,) = commands(report(checked(document, [find(document, LATIN, "汇\n源")])))
    assert command[1] == {"file": "letter.txt", "line": "1", "endLine": "2", "title": "mtqa untranslated.latin"}


def test_hostile_text_gives_no_command() -> None:
    made = commands(hostile())
    assert [name for name, _, _ in made] == ["error", "error", "warning"]
    assert all(properties["file"] == visible(EVIL_PATH) for _, properties, _ in made)
    assert visible(EVIL) in made[1][2]


@pytest.mark.parametrize(
    ("numbers", "shown", "left"),
    [
        ([(MARKUP, 10), (LATIN, 10), (REPEAT, 10)], 30, 0),
        ([(MARKUP, 0), (LATIN, 0), (REPEAT, 11)], 9, 2),
        ([(MARKUP, 12), (LATIN, 0), (REPEAT, 3)], 13, 2),
        ([(MARKUP, 500), (LATIN, 70), (REPEAT, 10)], 29, 551),
    ],
)
def test_ten_a_level_and_the_last_says_how_many_more(numbers: list[tuple[Rule, int]], shown: int, left: int) -> None:
    made = commands(many(*numbers))
    levels = [name for name, _, _ in made]
    assert max(levels.count(level) for level in ("error", "warning", "notice")) <= MOST_PER_LEVEL and len(made) <= 50
    findings = [one for one in made if "file" in one[1]]
    assert len(findings) == shown
    if left:
        assert made[-1] == ("notice", {"title": "mtqa"}, f"{left:,} more that GitHub does not show here")
    else:
        assert len(made) == shown


def test_unreadable_files_count_as_errors() -> None:
    unread = tuple(ReadError("no text", where=f"{number}.png") for number in range(12))
    document = plain("[/a]", path="a.txt")
    made = commands(report(checked(document, [find(document, MARKUP, "[/a]")]), unreadable=unread))
    assert [name for name, _, _ in made] == ["error"] * 10 + ["notice"]
    assert made[-1][2].startswith("3 more")


def test_high_confidence_comes_first() -> None:
    document = plain("".join(f"第{number}\n" for number in range(20)), path="a.txt")
    findings = [find(document, LATIN, f"第{number}\n", confidence=number / 20) for number in range(20)]
    kept = [command[1]["line"] for command in commands(report(checked(document, findings)))[:-1]]
    assert kept == [str(line) for line in range(20, 10, -1)]


def test_without_findings_the_output_is_empty() -> None:
    assert render(report(checked(plain("好。"), []))) == ""
