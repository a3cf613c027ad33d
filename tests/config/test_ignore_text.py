"""Ignore rules: what they cover, and letters about those that cannot work."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from handmade import LATIN, NAMES, find, plain

from mtqa.config.ignore_text import IgnoreRule
from mtqa.errors import UsageError

DOCUMENT = plain("食物从Boxma超市送到。\n另一家Boxma餐厅关门了。\n")
FIRST, SECOND = (find(DOCUMENT, LATIN, "Boxma", nth=number) for number in (0, 1))


def covers(pattern: str = "", *, rule: str = "", paths: tuple[str, ...] = ()) -> tuple[bool, bool]:
    made = IgnoreRule(pattern, rule, paths, reason="why")
    return made.covers(FIRST, "content/food/a.md"), made.covers(SECOND, "other/b.md")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("Boxma", (True, True)),
        ("Boxma(?=超市)", (True, False)),
        ("(?<=另一家)Boxma", (False, True)),
        ("从Boxma超市送", (True, False)),
        ("ox", (True, True)),
        ("(?i)BOXMA", (True, True)),
        ("超市", (False, False)),  # beside it, not in it
        ("从", (False, False)),
        ("x*", (True, True)),
        ("^Boxma$", (False, False)),
    ],
)
def test_a_pattern_touches_the_finding(pattern: str, expected: tuple[bool, bool]) -> None:
    assert covers(pattern) == expected


@pytest.mark.parametrize(
    ("rule", "paths", "expected"),
    [
        ("untranslated.latin", (), (True, True)),
        ("untranslated", (), (True, True)),
        ("untranslated.lat", (), (False, False)),
        ("names", (), (False, False)),
        ("untranslated", ("content/**",), (True, False)),
        ("untranslated", ("*.md",), (True, True)),
        ("untranslated", ("*.md", "!other/*"), (True, False)),
    ],
)
def test_rules_and_paths(rule: str, paths: tuple[str, ...], expected: tuple[bool, bool]) -> None:
    assert covers(rule=rule, paths=paths) == expected


def test_an_empty_finding_is_touched_where_it_stands() -> None:
    point = replace(find(DOCUMENT, NAMES, "Boxma"), text="", context=("食物从", "超市"))
    assert IgnoreRule("(?<=从)(?=超)", reason="why").covers(point, "a.md")
    assert not IgnoreRule("物", reason="why").covers(point, "a.md")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"pattern": "Box"}, "needs a reason"),
        ({"pattern": "Box", "reason": "  "}, "needs a reason"),
        ({"reason": "why"}, "would ignore everything"),
        ({"pattern": "(Box", "reason": "why"}, "“(Box” is not a regular expression: missing )"),
    ],
)
def test_letters(given: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        IgnoreRule(given.get("pattern", ""), reason=given.get("reason", ""), where="mtqa.toml:3")
    assert said in caught.value.what and caught.value.where == "mtqa.toml:3" and caught.value.advice


def test_a_pattern_without_end_is_stopped() -> None:
    long = replace(FIRST, text="a" * 5000, context=("", "b"))
    began = time.monotonic()
    with pytest.raises(UsageError, match=r"backtracks without end on “a{20}”"):
        IgnoreRule("(a|aa)+$", reason="why").covers(long, "a.md")
    assert time.monotonic() - began < 5
