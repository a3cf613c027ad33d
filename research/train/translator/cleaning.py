"""Which pairs are fit for training: every reason to drop a pair, in the order of the tests."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from mtqa.engines.base import Progress, no_progress
from mtqa.errors import UsageError
from mtqa.script import HANGUL, KANA, han_count, has_han, letter_count
from research.train.translator.heldout import HeldOut
from research.train.translator.lexical import Lexical
from research.train.translator.pairs import Pair

_LATIN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d+")
_FOREIGN = re.compile(rf"[\u0370-\u1fff{KANA}{HANGUL}]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffd]")
_KEY = re.compile(r"[\W_]+")
#: English words, or Chinese characters over 1.7 (mtqa/engines/translators/guard.py).
_LONGEST, _HAN_PER_WORD = 120, 1.7
#: Ratio of the longer to the shorter length, with three words of allowance: 1 % of 108,181 pairs of `open` are above
#: 1.4; above 1.8 (one in a thousand) most pairs are misaligned.
_RATIO, _ALLOWANCE = 1.8, 3
#: 0.5 % of the pairs are below it, 50 % of sentences with their neighbour's translation, and 81 % of random pairs. Of
#: 18 pairs below it that were read, half were misaligned; of 18 between it and 0.2, one pair.
LEAST_LEXICAL = 0.12
#: Translations of a sentence that are kept.
_MOST_TRANSLATIONS = 2


@dataclass
class Cleaning:
    """Drops pairs and counts the reasons. `simplify` turns traditional characters into simplified ones."""

    held_out: HeldOut
    simplify: Callable[[str], str]
    lexical: Lexical = field(default_factory=Lexical)
    dropped: Counter[str] = field(default_factory=Counter)
    by_source: Counter[str] = field(default_factory=Counter)
    scores: Counter[str] = field(default_factory=Counter)
    _seen: set[bytes] = field(default_factory=set)
    _translations: Counter[bytes] = field(default_factory=Counter)
    _before: str = ""

    def clean(self, rows: Iterable[Pair | None], progress: Progress = no_progress) -> Iterator[Pair]:
        for index, row in enumerate(rows, 1):
            pair = row and self._normalised(row)
            reason = self._reason(pair) if pair else "no pair"
            if index % 1000 == 0:
                progress(index, index)
            if reason or pair is None:
                self.dropped[reason] += 1
            else:
                self.by_source[pair.source] += 1
                yield pair

    def report(self) -> str:
        """Markdown: the dropped pairs by reason, the kept pairs by corpus, and figures of the lexical score."""
        kept = self.by_source.total()
        lines = [f"| {reason} | {count:,} |" for reason, count in self.dropped.most_common()]
        sources = [f"| kept of {name} | {count:,} |" for name, count in self.by_source.most_common()]
        crossed = self.scores["crossed, low"] / max(1, self.scores["crossed"])
        pairs = self.scores["pairs, low"] / max(1, self.scores["pairs"])
        low = f"{pairs:.2%} of pairs, {crossed:.1%} of sentences beside their neighbour's translation"
        figures = f"Lexical score under {LEAST_LEXICAL}: {low}"
        return "\n".join(["| dropped | pairs |", "|---|---|", *lines, *sources, f"| kept | {kept:,} |", "", figures])

    def _normalised(self, pair: Pair) -> Pair:
        english, chinese = (
            " ".join(_CONTROL.sub(" ", html.unescape(text)).split()) for text in (pair.english, pair.chinese)
        )
        return Pair(pair.source, english, self.simplify(chinese))

    def _reason(self, pair: Pair) -> str:
        return _shape(pair) or self._repeated(pair) or self.held_out.reason(pair) or self._misaligned(pair)

    def _repeated(self, pair: Pair) -> str:
        english, chinese = _digest(pair.english), _digest(pair.chinese)
        if english + chinese in self._seen:
            return "duplicate"
        if max(self._translations[english], self._translations[chinese]) >= _MOST_TRANSLATIONS:
            return "one more translation of the same"
        self._seen.add(english + chinese)
        self._translations.update((english, chinese))
        return ""

    def _misaligned(self, pair: Pair) -> str:
        """The reason if the dictionary finds the pair misaligned. Some pairs are also scored with the English of the
        pair before, to measure the score itself."""
        score = self.lexical.score(pair.chinese, pair.english)
        crossed = self.lexical.score(pair.chinese, self._before) if self.scores["pairs"] % 20 == 0 else None
        self._before = pair.english
        for kind, value in (("pairs", score), ("crossed", crossed)):
            if value is not None:
                self.scores[kind] += 1
                self.scores[f"{kind}, low"] += value < LEAST_LEXICAL
        return "misaligned, by the dictionary" if score is not None and score < LEAST_LEXICAL else ""


def simplifier() -> Callable[[str], str]:
    """Traditional → simplified characters, by OpenCC's tables."""
    try:
        from opencc import OpenCC
    except ImportError as error:
        raise UsageError("OpenCC is not installed", advice="pip install opencc") from error
    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def _shape(pair: Pair) -> str:
    """The reason if lengths, scripts or languages are wrong, else an empty string."""
    han, words = han_count(pair.chinese), len(_LATIN.findall(pair.english))
    latin = len(_LATIN.findall(pair.chinese))
    if not han or not words:
        return "empty, or in the wrong language"
    if _FOREIGN.search(pair.english) or _FOREIGN.search(pair.chinese):
        return "letters of other scripts"
    if han < 0.3 * _letters_of_its_own(pair) or has_han(pair.english):
        return "empty, or in the wrong language"
    lengths = han / _HAN_PER_WORD + latin, float(words)
    if max(lengths) > _LONGEST:
        return "too long"
    if max(lengths) > _RATIO * (min(lengths) + _ALLOWANCE):
        return "lengths do not agree"
    return ""


def _letters_of_its_own(pair: Pair) -> int:
    """Letters of the Chinese side, without Latin words that the English side has too (pip, Python)."""
    both = set(_LATIN.findall(pair.chinese)) & set(_LATIN.findall(pair.english))
    common = sum(len(word) for word in _LATIN.findall(pair.chinese) if word in both and not word.isdigit())
    return letter_count(pair.chinese) - common


def _digest(text: str) -> bytes:
    """A hash of the sentence without case, punctuation and numbers: manuals repeat sentences with other numbers."""
    return blake2b(re.sub(r"\d+", "0", _KEY.sub("", text.lower())).encode(), digest_size=8).digest()
