"""Which language a text is in: the only judge of it. `language_of` is asked about sentences and documents alike.

Words of prose are counted. Two Chinese, Japanese or Korean characters are a word, and so is a mark such as 。 or ，,
which shows whose sentence a few foreign words stand in. Of words in Latin letters those in lower case count, and
function words that begin a sentence; without any function word they count half, since commands and names are written in
lower case, too (`pip install numpy`). Names in capitals, numbers, addresses, placeholders and identifiers (`x_train`,
`--force`, `a.b`, `f(x)`) count nothing: they stand in any language. The side with more words wins, and Han characters
win a draw.

Text in quotation marks or brackets is left out if the rest is prose: a Chinese word in an English sentence is quoted,
and an English name in a Chinese sentence often stands in brackets behind its translation.

Between languages in Latin letters the small words decide; the lists are the commonest function words of each language
that are not function words of English. Without any it is English.

The figures were chosen on half of the sources of parallel sentences and of the messages of programs, and hold on the
other half (`python -m research measure language FILE…`; docs/evaluation.md has the figures).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from mtqa.script import (
    ARABIC,
    CYRILLIC,
    DEVANAGARI,
    GREEK,
    HANGUL,
    HEBREW,
    LATIN,
    THAI,
    han_count,
    kana_count,
    latin_count,
)

_HANGUL = re.compile(f"[{HANGUL}]+")
_OTHERS = {
    "ru": re.compile(f"[{CYRILLIC}]+"),  # Cyrillic of any language
    "ar": re.compile(f"[{ARABIC}]+"),
    "th": re.compile(f"[{THAI}]+"),
    "el": re.compile(f"[{GREEK}]+"),
    "he": re.compile(f"[{HEBREW}]+"),
    "hi": re.compile(f"[{DEVANAGARI}]+"),
}
_SMALL = {
    "en": "the of and to in is that for was with are this from by be it as on not you have at or an will can my your "
    "his their our its has had did does were been should would could may might must when where what how who which why "
    "if then but so all there here they he she we them these those into about after before than while because",
    "de": "der die das und ist nicht ein eine mit von zu den auf für sich dem werden auch wird sind im des wie",
    "fr": "le la les des et est une dans pour que qui sur pas par avec du au sont ce il ne vous plus cette",
    "es": "el los las y una por para que del se es con su al lo como más pero no está esta son un",
    "it": "il di che è per una non con della sono gli del alla le nel si come anche più questo dei",
    "pt": "os uma para com não que é do da em por mais dos das como ao se foi são você na no",
    "nl": "het een van en is niet dat op te voor met zijn de aan er ook als bij wordt naar",
    "pl": "nie jest się na do że to jak po ale dla przez są był oraz który od",
    "tr": "ve bir bu için ile olarak da de olan daha çok gibi en var ne",
    "vi": "của là và có cho không được với các một trong này đã những người",
    "id": "yang dan di untuk dengan ini dari pada adalah tidak akan itu ke oleh dalam",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL.items()}
LATIN_LANGUAGES = frozenset(_WORDS)
_LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _words in _WORDS.items():
    for _word in _words:
        _LANGUAGES_OF.setdefault(_word, []).append(_language)
NAMES = {
    "zh": "Chinese",
    "en": "English",
    "ja": "Japanese",
    "ko": "Korean",
    "ru": "Cyrillic script",
    "ar": "Arabic",
} | {
    "th": "Thai",
    "el": "Greek",
    "he": "Hebrew",
    "hi": "Hindi",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "pl": "Polish",
    "tr": "Turkish",
    "vi": "Vietnamese",
    "id": "Indonesian",
}

_LEAST_LETTERS = 3  # of Latin script alone: fewer are a unit or an abbreviation
_CHARACTERS_A_WORD = 2  # of Chinese, kana or hangul
_LETTERS_A_WORD = 5  # of the other scripts
_PLAIN_WORTH = 0.5  # of a word in lower case, where none is a function word
_PROSE = 3  # words in lower case that are prose without any function word
_KANA = 0.1  # of Han and kana: Japanese has half of them in kana, Chinese about Japanese quotes a few
_LEAST_FOREIGN, _LEAST_BESIDE_ENGLISH = 2, 3  # small words of another Latin language that are no accident

_MARKS = re.compile("[，。、；：？！]")
_LATIN_WORD = re.compile(f"[{LATIN}]+")
# Not what is joined to a digit, a mark of code or the rest of a name: x_train, --force, a.b, f(x), <b>, %s, key=value.
_WORD = re.compile(
    rf"(?<![{LATIN}0-9_@#$%&*+=/\\.:~^<{{`-])[{LATIN}]++(?:['’-][{LATIN}]++)*+(?![0-9_=(/\\@*]|[.:-][\w/])"
)
_MOST_ASIDE = 80  # characters; a mark without its partner is to hide no more than that, and no other line
_ASIDES = re.compile(
    '(?=[“‘「『（《【(\\[<"`])(?:'
    + "|".join(
        f"\\{opening}[^\\{opening}\\{closing}\n]{{0,{_MOST_ASIDE}}}\\{closing}"
        for opening, closing in ("“”", "‘’", "「」", "『』", "（）", "《》", "【】", "()", "[]", "<>", '""', "``")
    )
    + ")"
)


class _Evidence(NamedTuple):
    """What speaks for a language, in words; `cjk` are Han, kana and hangul together."""

    cjk: float
    latin: float
    other: float
    is_prose: bool
    language: str  # of what is not Latin
    letters: int  # of Latin script


def language_of(text: str) -> str:
    """The ISO 639-1 code of a text's language, "" where there are no letters to tell.

    >>> [language_of(text) for text in ("雨停了，OK", "It has stopped raining", "雨が止んだ", "12:30")]
    ['zh', 'en', 'ja', '']
    >>> language_of("Der Regen ist vorbei und die Kinder sind im Garten")
    'de'
    >>> language_of("请先安装 TensorFlow Serving 和 Docker Compose，再运行 pip install numpy。")
    'zh'
    >>> language_of("The word “人情世故” has no equivalent")
    'en'
    """
    plain = _ASIDES.sub(" ", text)
    found = _evidence(plain)
    if plain != text and not found.is_prose:
        found = _evidence(text)
    if found.cjk and found.cjk >= max(found.latin, found.other):
        return found.language
    if found.other and found.other >= found.latin:
        return found.language
    return _latin(text) if found.letters >= _LEAST_LETTERS else ""


def is_small_word(word: str) -> bool:
    """Is it, in lower case, one of the commonest function words of English?"""
    return word in _WORDS["en"]


def _evidence(text: str) -> _Evidence:
    if text.isascii():
        han = kana = hangul = 0
        others = {}
    else:
        han, kana, hangul = han_count(text), kana_count(text), sum(map(len, _HANGUL.findall(text)))
        others = {code: sum(map(len, script.findall(text))) / _LETTERS_A_WORD for code, script in _OTHERS.items()}
    cjk = (han + kana + hangul) / _CHARACTERS_A_WORD
    if cjk:
        cjk += len(_MARKS.findall(text))
    best = max(others, key=others.__getitem__, default="")
    other = others.get(best, 0.0)
    words, small = _prose(text)
    if cjk >= other:
        best = "ko" if hangul > han + kana else "ja" if kana > _KANA * (han + kana) else "zh"
    latin = words if small else _PLAIN_WORTH * words
    is_prose = cjk > 0 or other > 0 or small > 0 or words >= _PROSE
    return _Evidence(cjk, latin, other, is_prose, best, latin_count(text))


def _prose(text: str) -> tuple[int, int]:
    """How many words of Latin letters are prose, and how many of them are function words of one language."""
    words = []
    for word in _WORD.findall(text):
        lower = word.lower()
        if len(word) > 1 and (word == lower or (lower in _WORDS["en"] and word[1:].islower())):
            words.append(lower)
    hits = Counter(language for word in words for language in _LANGUAGES_OF.get(word, ()))
    return len(words), max(hits.values(), default=0)


def _latin(text: str) -> str:
    words = {word.lower() for word in _LATIN_WORD.findall(text)}
    hits = {language: len(words & small) for language, small in _WORDS.items()}
    best = max(hits, key=hits.__getitem__)
    least = _LEAST_BESIDE_ENGLISH if hits["en"] else _LEAST_FOREIGN
    return best if hits[best] >= least and hits[best] > 2 * hits["en"] else "en"
