"""The context of names: the end of a place name, and the words that indicate a person's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtqa.lexicon.base import Word
from mtqa.script import HAN

# Kinds of places whose proper part is a name of two characters, as in 枫林街道. Not those that follow names of any
# form (市, 县, 州, 地区: 广岛县, 成渝地区).
_KINDS = "街道|社区|小区|新村|居民委员会|居委会|村民委员会|村委会|村|镇|乡|大道|街|路|苑|花园|家园|公寓"
_PLACE = re.compile(rf"([{HAN}]{{2}})(?:{_KINDS})")
_KIND = re.compile(rf"地区|{_KINDS}")

# The last character of nouns that say who a person is: 记者, 书记, 队员, 快递员, 美女.
_WHO = re.compile(
    r"[员长者师生手家士民工友妹哥姐弟叔伯姨婶嫂爷奶婆妈爸兄兵警医官任授理记总匠星童娃妻夫孩人女]$|"
    r"同志|同学|姑娘|小伙|老板|代表|主席|教练|导演"
)
_NAMING = re.compile("叫|名叫|叫做|叫作|名为|名字叫|人称|姓名|原名|本名|化名")
# Words that follow the name of a person, and hardly anything else.
_AFTER = re.compile(
    "说|表示|介绍|告诉|坦言|回忆|笑|笑道|说道|认为|指出|感叹|感慨|解释|回答|补充|透露|先生|女士|同志|老师|教授|院士|主任|医生|"
    "同学|夫妇|夫妻|一家|等人|小姐|阿姨|大爷|大妈|师傅|经理|书记"
)
_AND = re.compile("[、和与及]|以及")
_CLOSING = '”"」』》’)）'


def proper_part(place: str) -> str:
    """The two characters that are the proper name in the name of a place, or "" if the name has another form.

    >>> proper_part("枫林街道"), proper_part("汇源居委会"), proper_part("北京市")
    ('枫林', '汇源', '')
    """
    match = _PLACE.match(place)
    return match[1] if match else ""


def names_a_place(words: Sequence[Word], index: int) -> bool:
    """Is the next word a kind of place, as in 林峰 + 社区?"""
    return index + 1 < len(words) and words[index + 1].tag[0] in "nLO" and bool(_KIND.fullmatch(words[index + 1].text))


def shows_a_person(words: Sequence[Word], index: int) -> bool:
    """Do the neighbours of a word show that it is a person's name? They can be a role (记者 …), a verb of naming
    (名叫 …), a verb of speaking (… 说), or other people in a list."""
    before = index - 1
    while before >= 0 and words[before].text in _CLOSING:  # an epithet in quotation marks: “热心人”李明
        before -= 1
    if before >= 0:
        word = words[before]
        if _NAMING.fullmatch(word.text) or (word.tag[0] in "nLO" and len(word.text) > 1 and _WHO.search(word.text)):
            return True
    if index + 1 < len(words) and _AFTER.fullmatch(words[index + 1].text):
        return True
    return any(
        0 <= index + 2 * step < len(words)
        and _AND.fullmatch(words[index + step].text)
        and words[index + 2 * step].tag == "PER"
        for step in (-1, 1)
    )
