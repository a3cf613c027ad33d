"""A text whose places are followed while it is edited around them: to see whether decisions follow, too."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.text import Span

RULE = Rule("terms.inconsistent", Category.INCONSISTENT_TERM, Severity.MAJOR, "A term.")
_CONTEXT = 30
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?”?")
_WORDS = re.findall("..", "然而现在这里我们社区昨天因此大家可能已经工作许多觉得附近同时非常开始一起安静下午")


@dataclass
class Edited:
    """A text and the places in it that no edit may touch."""

    text: str
    places: list[Span]
    random: random.Random
    done: list[str] = field(default_factory=list)

    def findings(self) -> list[Finding]:
        """A finding for every place, as a check would make it."""
        found = []
        for span in self.places:
            context = (self.text[max(0, span.start - _CONTEXT) : span.start], self.text[span.end : span.end + _CONTEXT])
            found.append(
                Finding(RULE, span, span.of(self.text), 0, 1, 1, "A term.", 1.0, RULE.severity, context=context)
            )
        return found

    def edit(self) -> None:
        """One edit, the kinds equally often."""
        kind = self.random.choice([self._sentence, self._insert, self._delete, self._letters, self._move, self._split])
        kind()
        self.done.append(kind.__name__)

    def replace(self, start: int, end: int, text: str) -> None:
        cut = Span(start, end)
        assert not any(cut.overlaps(place) for place in self.places)
        assert not any(place.start < start < place.end for place in self.places)
        self.text = self.text[:start] + text + self.text[end:]
        shift = len(text) - (end - start)
        self.places = [place.shift(shift) if place.start >= end else place for place in self.places]

    def _phrase(self, most: int = 6) -> str:
        return "".join(self.random.choices(_WORDS, k=self.random.randint(1, most)))

    def _free(self, start: int, end: int) -> bool:
        return not any(Span(start, end).overlaps(place) for place in self.places)

    def _sentences(self) -> list[Span]:
        return [Span(*match.span()) for match in _SENTENCE.finditer(self.text)]

    def _sentence(self) -> None:
        """Write a sentence anew that holds no place, most often one beside a place."""
        sentences = self._sentences()
        free = [self._free(one.start, one.end) for one in sentences]
        beside = [i for i in range(len(sentences)) if free[i] and not all(free[max(0, i - 1) : i + 2])]
        if beside:
            one = sentences[self.random.choice(beside)]
            self.replace(one.start, one.end, self._phrase() + "，" + self._phrase() + "。")

    def _insert(self) -> None:
        at = self.random.choice([one.start for one in self._sentences()])
        if not any(place.start < at < place.end for place in self.places):
            self.replace(at, at, self._phrase() + "，" + self._phrase() + "。" + self.random.choice(["", "\n"]))

    def _delete(self) -> None:
        free = [one for one in self._sentences() if self._free(one.start, one.end)]
        if free:
            one = self.random.choice(free)
            self.replace(one.start, one.end, "")

    def _letters(self) -> None:
        """Change a few letters anywhere, also in the sentence of a place or right beside it."""
        start = self.random.randrange(len(self.text) - 3)
        end = start + self.random.randint(1, 3)
        if "\n" not in self.text[start:end] and self._free(start, end):
            self.replace(start, end, self._phrase(1))

    def _split(self) -> None:
        """End a paragraph after a sentence, or join two."""
        breaks = [i for i, letter in enumerate(self.text) if letter == "\n"]
        if breaks and self.random.random() < 0.5:
            at = self.random.choice(breaks)
            self.replace(at, at + 1, "")
        else:
            at = self.random.choice([one.end for one in self._sentences()])
            if not any(place.start < at < place.end for place in self.places):
                self.replace(at, at, "\n")

    def _move(self) -> None:
        """Take a paragraph elsewhere."""
        lines = self.text.split("\n")
        start = 0
        held: list[tuple[str, list[Span]]] = []
        for line in lines:
            span = Span(start, start + len(line) + 1)
            held.append(
                (
                    line,
                    [
                        place.shift(-start) if start == 0 else Span(place.start - start, place.end - start)
                        for place in self.places
                        if span.contains(place)
                    ],
                )
            )
            start = span.end
        assert sum(len(places) for _, places in held) == len(self.places)
        taken = held.pop(self.random.randrange(len(held)))
        held.insert(self.random.randint(0, len(held)), taken)
        self.text, self.places, start = "\n".join(line for line, _ in held), [], 0
        for line, places in held:
            self.places += [place.shift(start) for place in places]
            start += len(line) + 1
