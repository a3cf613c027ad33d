"""Scripts: what is Han, and that no other module says so."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from mtqa.script import (
    HAN,
    HANGUL,
    KANA,
    LATIN,
    han_count,
    has_han,
    is_han,
    kana_count,
    latin_count,
    letter_count,
)

ROOT = Path(__file__).parents[1]
# A range of Han: two characters with a hyphen, or an escape or number for the borders of a block.
SPELT = re.compile(
    rf"[{HAN}]-[{HAN}]|\\u(?:3400|4dbf|4e00|9fa5|9fff|f900|faff)|\\U000[23]|0x(?:3400|4e00|9fa5|9fff|a000|20000)\b",
    re.IGNORECASE,
)


def _named(*names: str) -> list[str]:
    return [one for one in map(chr, range(0x110000)) if unicodedata.name(one, "").startswith(names)]


def test_all_ideographs_are_han_and_hardly_anything_else() -> None:
    ideographs = _named("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH")
    assert len(ideographs) > 90_000
    assert all(map(is_han, ideographs))
    others = [one for one in map(chr, range(0x110000)) if is_han(one) and unicodedata.name(one, "") != ""]
    assert set(others) - set(ideographs) == {"々", "〇"}


def test_kana_and_hangul_are_the_named_ones() -> None:
    for ranges, names in ((KANA, ("HIRAGANA LETTER", "KATAKANA LETTER")), (HANGUL, ("HANGUL SYLLABLE ",))):
        pattern = re.compile(f"[{ranges}]")
        assert [one for one in _named(*names) if ord(one) < 0x10000 and not pattern.match(one)] == []
    assert not re.search(f"[{KANA}{HANGUL}{LATIN}]", "ー・·×÷中〇。，　")


@pytest.mark.parametrize("character", ["⼀", "〡", "。", "々々", "", "ー", "a", "가"])
def test_what_is_no_han_character(character: str) -> None:
    assert not is_han(character)


def test_counting() -> None:
    text = "二〇二六年 𠮷 さくら OK für 한국"
    assert (han_count(text), kana_count(text), latin_count(text), letter_count(text)) == (6, 3, 5, 16)
    assert has_han("a中") and not has_han("a。")


def test_no_other_module_spells_a_range_of_han() -> None:
    modules = [
        path for room in ("mtqa", "research") for path in (ROOT / room).rglob("*") if path.suffix in (".py", ".js")
    ]
    assert len(modules) > 250
    spelt = {
        path.relative_to(ROOT).as_posix(): match[0]
        for path in modules
        if path != ROOT / "mtqa" / "script.py" and (match := SPELT.search(path.read_text(encoding="utf-8")))
    }
    assert spelt == {}
