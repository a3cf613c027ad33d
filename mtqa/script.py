"""What is Han, kana, hangul, Latin, a letter: told here, and nowhere else.

The constants in capitals are ranges to stand inside the brackets of a regular expression: rf"[{HAN}]+". They follow the
property Script of Unicode 17.0 (https://www.unicode.org/Public/17.0.0/ucd/Scripts.txt), as far as it is text:

HAN     々 and 〇, the unified ideographs with extension A, the compatibility ideographs, and the planes 2 and 3 whole,
        which Unicode keeps for ideographs: extensions B to J, and those to come. Not the radicals (⼀), the numerals of
        Suzhou (〡) nor 〻, which are symbols.
KANA    Not ー and ・, which Unicode counts as common: Chinese has them for a dash and between the parts of a name.
LATIN   As far as Vietnamese needs it.

They are escapes on purpose: an editor or a normaliser makes of U+F900 the ideograph U+8C48 that it is compatible with,
and a class that began with it would hold all of Korean. The width costs nothing: by runs (`han_count`) a million
characters of Chinese take 26 ms, for the class from U+4E00 to U+9FFF alone 37 ms, and of English 17 and 13 ms (Python
3.11, the least of nine). A list of single characters takes five times as long.
"""

from __future__ import annotations

import re

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff6f\uff71-\uff9d"
HANGUL = "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
CYRILLIC = "\u0400-\u052f"
GREEK = "\u0370-\u03ff\u1f00-\u1fff"
ARABIC = "\u0600-\u06ff\u0750-\u077f"
HEBREW = "\u0590-\u05ff"
THAI = "\u0e00-\u0e7f"
DEVANAGARI = "\u0900-\u097f"
#: What is written without spaces: CJK punctuation, kana, Han, full-width forms. Hangul is written with spaces.
WIDE = "\u2e80-\u312f\u3190-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f\U00020000-\U0003ffff"

#: A whole expression, not for brackets: one letter of any script, Han among them.
LETTER = r"[^\W\d_]"

# Characters that stand for others in fonts without a proper table: radicals (⽤ for 用), compatibility ideographs.
COMPATIBLE = "\u2e80-\u2fdf\uf900-\ufaff"
_HAN, _KANA, _LATIN = (re.compile(f"[{ranges}]+") for ranges in (HAN, KANA, LATIN))
_ONE_HAN = re.compile(f"[{HAN}]")
# `python -m research measure lengths`, on twenty corpora of articles, documentation and talks: a Han character is worth
# 3.4–4.2 characters of English (medians).
_HAN_WIDTH = 3.5
_LETTERS = re.compile(rf"{LETTER}+")


def is_han(character: str) -> bool:
    return _ONE_HAN.fullmatch(character) is not None


def has_han(text: str) -> bool:
    return _HAN.search(text) is not None


def han_runs(text: str) -> list[str]:
    """The runs of Han characters, in order."""
    return _HAN.findall(text)


def han_count(text: str) -> int:
    """How many characters are Han.

    >>> han_count("二〇二六年，〡 is no Han, 𠮷 is")
    6
    """
    return sum(map(len, _HAN.findall(text)))


def english_length(text: str) -> float:
    """Length in characters of English.

    >>> english_length("看 it")
    6.5
    """
    han = han_count(text)
    return han * _HAN_WIDTH + len(text) - han


def kana_count(text: str) -> int:
    return sum(map(len, _KANA.findall(text)))


def latin_count(text: str) -> int:
    return sum(map(len, _LATIN.findall(text)))


def letter_count(text: str) -> int:
    """How many letters of any script."""
    return sum(map(len, _LETTERS.findall(text)))
