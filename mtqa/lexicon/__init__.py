"""Facts about words without a language model: frequency, sound, meanings, names, and the language of a text."""

from mtqa.lexicon.base import Tagger, Word
from mtqa.lexicon.channel import Channel, Passage
from mtqa.lexicon.dictionary import Dictionary, Meeting, shared_dictionary
from mtqa.lexicon.frequency import character_surprisal, chinese_zipf, english_zipf, is_common_english
from mtqa.lexicon.language import LATIN_LANGUAGES, language_of
from mtqa.lexicon.language import NAMES as LANGUAGES
from mtqa.lexicon.pinyin import Likeness, likeness, sound_key
from mtqa.lexicon.tagger import NAME_TAGS, LacTagger

__all__ = [
    "LANGUAGES",
    "LATIN_LANGUAGES",
    "NAME_TAGS",
    "Channel",
    "Dictionary",
    "LacTagger",
    "Likeness",
    "Meeting",
    "Passage",
    "Tagger",
    "Word",
    "character_surprisal",
    "chinese_zipf",
    "english_zipf",
    "is_common_english",
    "language_of",
    "likeness",
    "shared_dictionary",
    "sound_key",
]
