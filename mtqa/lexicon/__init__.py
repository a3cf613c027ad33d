"""What is known of words without any model of the language: how common, how they sound, which are names."""

from mtqa.lexicon.base import Tagger, Word
from mtqa.lexicon.channel import Channel, Passage
from mtqa.lexicon.dictionary import Dictionary, Meeting
from mtqa.lexicon.frequency import character_surprisal, chinese_zipf, english_zipf
from mtqa.lexicon.names import NAME_TAGS, LacTagger
from mtqa.lexicon.pinyin import Likeness, likeness, sound_key

__all__ = [
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
    "likeness",
    "sound_key",
]
