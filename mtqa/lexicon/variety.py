"""Simplified or Traditional: which characters a file should have, and which characters only the other variety has.

The characters come from the standards of the two varieties as Python has them: GB 2312 (Simplified) and Big5
(Traditional; of its two levels the frequent one). A character of both is no evidence (后, 里, 台). Japanese forms (両,
検) are in neither.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from mtqa.lexicon.lac import simple_forms
from mtqa.script import KANA
from mtqa.text import Document

Variety = Literal["simplified", "traditional", ""]

_CODE = re.compile(
    r"(?:^|(?<=[/\\._ -]))(?:zh|cmn)[-_]?(?:r?(?P<region>CN|SG|MY|TW|HK|MO)|(?P<script>Hans|Hant))(?![A-Za-z])"
    r"|(?:^|(?<=[/\\._ -]))(?P<windows>ch[st])(?![A-Za-z])|(?P<yue>(?:^|(?<=[/\\._ -]))yue(?=[/\\._ -]|$))",
    re.IGNORECASE,
)
_SIMPLIFIED = frozenset(("cn", "sg", "my", "hans", "chs"))
# Letters of Big5 that Simplified text has as well: Table of General Standard Chinese Characters (2013), variants that
# became characters of their own, and names.
_ALSO_SIMPLIFIED = frozenset("瞭昇祇蒐剋牴傢撚珪脩煇淩劄薰甯汙毬堃喆淼馀藉乾徵著甦閤鎔濛矇")
_ALSO_TRADITIONAL = frozenset("栖着厘厨床峰群岩污泄炮烟秘")  # in Hong Kong, or in old prints
_ROWS_OF_GB2312 = range(0xB0, 0xF8)  # the 6,763 characters
_FIRST_LEVEL_OF_BIG5 = range(0xA440, 0xC67F)  # the 5,401 frequent characters
# Forms of Japan that neither standard has, after “Japanese variant of” in CC-CEDICT.
JAPANESE = frozenset(
    "両乗亜仏仮価倹働児円剣剤剰労勧匁単厳団囲図圏圧塁塩増壊壌壱売変奨姫嬢実寛対専尭峠巌巣巻帯帰庁広廃弐弾徳徴応恵悩悪懐戦戻払抜択拝"
    "拠拡挙挿捜掲揺摂撃斎暁暦曽査栄桜桟検楽榊様歯歳毎気沢浄涙渇済渉渋渓満滝瀬犠猟獣畳発県穂穏穣竜籖粋粛経絵継続総緑縁縄繊聴脳臓舎舗"
    "荘蔵薫薬蛍蝋覚覧観訳読謡譲転軽辺辻込逓遅郷酔醤醸釈鈬鉱銭鋳錬録鎹閲闘陥険隠雑霊顕駄駅駆騒験髪鴎鶏鹸麿黒黙齢"
)
#: Two kana and more: a single の is an ornament.
KANA_RUN = re.compile(f"[{KANA}ー]{{2,}}")


def variety_of(document: Document, lang_pair: str = "") -> Variety:
    """The variety that a file should have: as declared, as it says itself, or by its name.

    >>> document = Document("locale/zh_TW/LC_MESSAGES/app.po", "", "", ())
    >>> variety_of(document), variety_of(document, "en-zh_CN")
    ('traditional', 'simplified')
    """
    for said in (lang_pair, document.language, document.path):
        if found := list(_CODE.finditer(said)):
            last = found[-1]
            code = (last["region"] or last["script"] or last["windows"] or "yue").lower()
            return "simplified" if code in _SIMPLIFIED else "traditional"
    return ""


@cache
def foreign_to(variety: Variety) -> frozenset[str]:
    """The characters that only the other variety has.

    >>> [character in foreign_to("simplified") for character in "連接后"]
    [True, False, False]
    >>> [character in foreign_to("traditional") for character in "铜区后"]
    [True, True, False]
    """
    forms = simple_forms()
    if variety == "simplified":
        return frozenset(filter(_is_frequent_in_big5, (old for old, new in forms.items() if old != new))) - _gb2312()
    simple = frozenset(new for old, new in forms.items() if old != new and _is_in(old, "big5"))
    return frozenset(new for new in simple & _gb2312() if not _is_frequent_in_big5(new)) - _ALSO_TRADITIONAL


@cache
def _gb2312() -> frozenset[str]:
    rows = (bytes((row, cell)) for row in _ROWS_OF_GB2312 for cell in range(0xA1, 0xFF))
    return frozenset("".join(code.decode("gb2312", "ignore") for code in rows)) | _ALSO_SIMPLIFIED


def _is_frequent_in_big5(character: str) -> bool:
    return _is_in(character, "big5") and int.from_bytes(character.encode("big5")) in _FIRST_LEVEL_OF_BIG5


def _is_in(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
