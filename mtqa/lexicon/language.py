"""Which language a text is in, as far as a pair of Chinese and English has to know: by its script, and for Latin script
by the small words that every sentence needs.

A language model would know more languages; that a file is not the one it should be shows in its script, or in not one
“the”, “of” or “is” in a paragraph of Latin letters. The lists are the commonest function words of each language that
are no function words of English.
"""

from __future__ import annotations

import re
from collections import Counter

_SCRIPTS = {
    "zh": re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
    "ja": re.compile("[\u3041-\u30ff]"),
    "ko": re.compile("[\u1100-\u11ff\uac00-\ud7af]"),
    "ru": re.compile("[\u0400-\u04ff]"),  # Cyrillic of any language
    "ar": re.compile("[\u0600-\u06ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f]"),
}
_SMALL = {
    "en": "the of and to in is that for was with are this from by be it as on not you have at or an will can",
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
_WORD = re.compile("[A-Za-z\u00c0-\u024f]+")
_LEAST_LETTERS = 3
_KANA = 0.1  # of the letters of Japanese and Chinese, as in Material.is_chinese
_HAN_WORTH = 3  # a Han character says as much as three letters
_HAN_AMONG_NAMES = 4 * _HAN_WORTH  # Chinese about things that keep their Latin names has no “the” beside them
_LEAST_WORDS = 3  # small words of another language that are no accident
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


def language_of(text: str) -> str:
    """The ISO 639-1 code of a text's language, "" where there are no letters to tell. Latin letters are English unless
    the small words of another language outnumber those of English.

    >>> [language_of(text) for text in ("雨停了，OK", "It has stopped raining", "雨が止んだ", "12:30")]
    ['zh', 'en', 'ja', '']
    >>> language_of("Der Regen ist vorbei und die Kinder sind im Garten")
    'de'
    """
    counts = Counter({language: len(script.findall(text)) for language, script in _SCRIPTS.items()})
    if counts.total() < _LEAST_LETTERS and not counts["zh"]:
        return ""
    if counts["ja"] > _KANA * (counts["ja"] + counts["zh"]) and counts["ja"] * _HAN_WORTH > counts["latin"]:
        return "ja"
    counts["ja"] = 0
    counts["zh"] *= _HAN_WORTH
    best = max(counts, key=lambda language: counts[language])
    if best == "latin" and counts["zh"] >= _HAN_AMONG_NAMES and not _WORDS["en"] & set(text.lower().split()):
        return "zh"
    return _latin(text) if best == "latin" else best


def _latin(text: str) -> str:
    words = {word.lower() for word in _WORD.findall(text)}
    hits = {language: len(words & small) for language, small in _WORDS.items()}
    best = max(hits, key=lambda language: hits[language])
    return best if hits[best] >= _LEAST_WORDS and hits[best] > 2 * hits["en"] else "en"
