"""What the legend of the page says of a rule, in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from markupsafe import Markup

from mtqa.checks import CHECKS, Check
from mtqa.render.page import words
from mtqa.render.page.packs import Packs
from mtqa.render.page.rules import Manual
from mtqa.render.page.words import Words, check_in_chinese

KEYS = {"matters", "fix", "limits"}
EVERY_CHECK = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
_ENGLISH = re.compile(r"\b(?!mtqa\b)[a-z]{2,}\b")
_HALF_WIDTH = re.compile(r"[,;:!?()'\"]|\.(?!\d)")


class Kept(Packs):
    """Packs that can be read without inflating them."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def add(self, kind: str, place: int, text: str) -> Markup:
        self.texts.append(text)
        return super().add(kind, place, text)


@EVERY_CHECK
def test_every_check_has_its_chinese(check: Check) -> None:
    assert set(check_in_chinese(check.name)) == KEYS, f"write {', '.join(KEYS)} of {check.name} in checks.toml"


def test_no_text_is_of_a_check_that_is_gone() -> None:
    table = tomllib.loads((Path(words.__file__).parent / "checks.toml").read_text("utf-8"))
    assert set(table) == {check.name for check in CHECKS}


@EVERY_CHECK
def test_the_chinese_has_no_english_and_no_half_width_marks(check: Check) -> None:
    for text in check_in_chinese(check.name).values():
        assert text.count("`") % 2 == 0 and text.endswith("。")
        own = re.sub("`[^`]*`", "", text)
        assert _ENGLISH.findall(own) == [] and _HALF_WIDTH.findall(own) == []


@EVERY_CHECK
def test_a_check_is_explained_once_for_all_its_rules_in_both_languages(check: Check) -> None:
    packs = Kept()
    manual = Manual(packs, Words("en"))
    assert {manual.place(rule) for rule in check.rules} == {0}
    (text,) = packs.texts
    for heading in ("matters", "example", "fix", "limits"):
        assert f'data-t="rule.{heading}"' in text
    english, chinese = text.count("<p class=in-en lang=en>"), text.count("<p class=in-zh lang=zh>")
    assert (english, chinese) == (len(KEYS) + 2, len(KEYS))  # the summary and what it finds are in English only
