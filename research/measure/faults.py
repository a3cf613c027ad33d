"""A fault that an editor marked, with what each stage of the pipeline made of it, and the stage where it was lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mtqa.bench.spans.sets import Gold
from mtqa.calibration.alarms import Alarms
from mtqa.config import Config
from mtqa.evidence.contrast import Contrast
from mtqa.evidence.rivals.collisions import is_content
from mtqa.evidence.signals import Contested, Signals
from mtqa.lexicon import Word, chinese_zipf
from mtqa.script import has_han
from mtqa.text import Segment, Span

_NOTE = re.compile(r"（[^）]*）")  # of an annotator, inside a suggestion: （体型）过大
_LEFT_OUT = "…"
LEAST_CONFIDENCE = Alarms().least_confidence(Config().strictness)  # that the default takes
READS_NATIVE = 0.5  # P(the document is a machine translation) below it
THRESHOLDS = (2.0, 3.0, 5.0)  # nats by which a wording wins


class Stage(StrEnum):
    """Where a fault is lost, in the order of the pipeline."""

    WORDLESS = "no word to doubt"
    UNPROPOSED = "not proposed"
    UNDOUBTED = "not doubted"
    UNWEIGHED = "not weighed"
    UNBEATEN = "no rival wins"
    LIGHT = "weighs too little"
    NATIVE = "document reads native"
    DROPPED = "dropped by strictness"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Tried:
    """A word at its place, with what the pipeline thinks of it.

    span        in the file
    contested   its best rival, also where the word is not doubted but was tried all the same
    chance      P(an editor would change it, in a machine translation); None if it is not weighed
    translated  P(the document is a machine translation) of its band, with which the word is weighed
    """

    segment: Segment
    word: Word
    span: Span
    signals: Signals | None = None
    contested: Contested | None = None
    chance: float | None = None
    translated: float = 0.0

    @property
    def is_content(self) -> bool:
        """Is it a word that the channel may have rivals for?"""
        return is_content(self.word)

    @property
    def is_known(self) -> bool:
        """Can the detector doubt it?"""
        return len(self.word.text) > 1 and chinese_zipf(self.word.text) > 0

    @property
    def is_doubted(self) -> bool:
        return self.signals is not None and self.signals.is_doubted

    @property
    def is_weighed(self) -> bool:
        """Does it weigh enough to be reported?"""
        return (self.chance or 0.0) * self.translated >= LEAST_CONFIDENCE

    @property
    def log_odds(self) -> float:
        """Of the best rival, nats; minus infinity without one."""
        return self.contested.log_odds if self.contested else float("-inf")


@dataclass(frozen=True)
class Fault:
    """A major error and its words.

    proposed  the editor's wording, or a content word of it, where a source of rivals has it, by source
    right     the log-odds of the best of these against the word that it would replace
    editors   the log-odds of the editor's whole wording
    rules     that report it
    dropped   rules that would, but for the strictness
    models    are there models that could doubt?
    """

    gold: Gold
    words: tuple[Tried, ...]
    proposed: Mapping[str, tuple[str, ...]]
    right: Contrast | None = None
    editors: Contrast | None = None
    rules: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    models: bool = True

    @property
    def has_wording(self) -> bool:
        return has_han(wanted(self.gold))

    @property
    def is_proposed(self) -> bool:
        return any(self.proposed.values())

    @property
    def has_whole_wording(self) -> bool:
        """Can the editor's wording be put in its place?"""
        return self.editors is not None

    @property
    def is_within_reach(self) -> bool:
        """Does the best proposed wording win by 3 nats, though no rule reports the fault?"""
        return not self.rules and self.right is not None and self.right.log_odds >= 3.0

    @property
    def doubted(self) -> list[Tried]:
        return [word for word in self.words if word.is_doubted]

    @property
    def best(self) -> Tried | None:
        """The word whose rival wins most clearly: of the doubted words, if one of them has a rival."""
        contested = [word for word in self.doubted if word.contested] or [word for word in self.words if word.contested]
        return max(contested, key=lambda word: word.log_odds, default=None)

    @property
    def chance(self) -> float:
        """The highest probability of its words that an editor would change it, in a machine translation."""
        return max((word.chance or 0.0 for word in self.words), default=0.0)

    @property
    def is_weighed(self) -> bool:
        return any(word.is_weighed for word in self.words)

    @property
    def translated(self) -> float:
        """P(the document is a machine translation), as its words were weighed."""
        return max((word.translated for word in self.words), default=0.0)

    @property
    def highest(self) -> float | None:
        """The detector's log-odds of the word that it doubts most; None without a detector, or a word to doubt."""
        odds = (word.signals.replaced for word in self.words if word.signals and word.is_known)
        return max((value for value in odds if value is not None), default=None)

    def wins(self, least: float, *, doubted: bool = True) -> bool:
        """Has a doubted word of it a rival that wins by so many nats? Or one that is not doubted?"""
        return any(word.log_odds >= least for word in self.words if word.is_doubted == doubted)

    @property
    def stage(self) -> Stage:
        """The first stage that it does not pass."""
        if self.rules:
            return Stage.REPORTED
        if self.dropped:
            return Stage.DROPPED
        if not any(word.is_known for word in self.words):
            return Stage.WORDLESS
        if self.has_wording and not self.is_proposed:
            return Stage.UNPROPOSED
        if not self.doubted:
            return Stage.UNDOUBTED
        if all(word.chance is None for word in self.doubted):
            return Stage.UNWEIGHED
        if self.chance < LEAST_CONFIDENCE:
            return Stage.LIGHT if self.wins(0.0) else Stage.UNBEATEN
        return Stage.NATIVE if self.translated < READS_NATIVE else Stage.LIGHT

    @property
    def reason(self) -> str:
        """Why it was lost, in words."""
        match self.stage:
            case Stage.REPORTED:
                return f"by {', '.join(self.rules)}"
            case Stage.DROPPED:
                return f"{', '.join(self.dropped)} would report it, but the strictness drops it"
            case Stage.WORDLESS:
                return "it has no known word of two or more characters, and no rule looks at it"
            case Stage.UNPROPOSED:
                return "no source has a content word of the editor's wording"
            case Stage.UNDOUBTED if not self.models:
                return "no rule looks at it, and without models nothing is doubted"
            case Stage.UNDOUBTED:
                return "for the detector every word is at home"
            case Stage.UNWEIGHED:
                return "the doubted word stands in a heading or a cell, or the language model has no weights"
            case Stage.UNBEATEN:
                return "no rival of a doubted word fits better"
            case Stage.NATIVE:
                return "the word is doubtful, but the document reads native"
            case Stage.LIGHT:
                return "the signals together weigh too little"


def wanted(gold: Gold) -> str:
    """The editor's wording, without notes in brackets."""
    return _NOTE.sub("", gold.suggestion)


def whole(gold: Gold) -> str:
    """The editor's wording, if it can be put in place of the fault: nothing is left out."""
    wording = wanted(gold)
    return wording if has_han(wording) and _LEFT_OUT not in wording else ""
