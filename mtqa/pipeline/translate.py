"""Text → its translation, line by line: as many lines come out as went in, in their order, with their line ends.

Translators are made for sentences, so a line that holds several is taken apart and joined again. A line without a
letter or digit has nothing to translate and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from mtqa.align.segment import segment
from mtqa.engines.base import Progress, Translation, Translator, no_progress
from mtqa.text import Document, Run, Span

# Sentences asked for at once: few at first, so that something comes out soon, and more each time, since a translator
# does many faster than few. Batches are sorted by length within it; what is translated is on its way out after it.
_FIRST, _LARGEST = 64, 512
# Only these end a line, as `wc -l` and editors have it: U+2028 or a form feed stands within one.
_LINE = re.compile(r"([^\n]*?)(\r?\n|\Z)")


@dataclass(frozen=True)
class TranslatedLine:
    """A line of the text, its `hypotheses` (at least one, best first, each on one line) and the `end` it had.

    Where there is no translation the only hypothesis is empty and has a reason.
    """

    number: int
    hypotheses: tuple[Translation, ...]
    end: str

    @property
    def reason(self) -> str:
        return self.hypotheses[0].reason


def translate_lines(
    text: str,
    translator: Translator,
    source: str,
    target: str,
    n_best: int = 1,
    progress: Progress = no_progress,
) -> Iterator[TranslatedLine]:
    """Every line of `text`, as soon as it is translated; `progress` counts lines."""
    lines = _lines(text)
    start, size = 0, _FIRST
    while start < len(lines):
        end, sentences = _portion(lines, start, size)
        size = min(2 * size, _LARGEST)
        flat = [sentence for one in sentences for sentence in one]
        told = partial(_as_lines, progress, start, end, len(lines))
        found = iter(translator.translate(flat, source, target, n_best, told) if flat else ())
        for (line, mark), one in zip(lines[start:end], sentences, strict=True):
            start += 1
            hypotheses = _joined([next(found) for _ in one], target, n_best) if one else [Translation(line.strip())]
            yield TranslatedLine(start, tuple(hypotheses), mark)
        progress(start, len(lines))


def _as_lines(progress: Progress, start: int, end: int, lines: int, done: int, total: int) -> None:
    """Progress in the sentences of lines `start` to `end`, as progress in lines."""
    progress(start + (end - start) * done // max(1, total), lines)


def _lines(text: str) -> list[tuple[str, str]]:
    """Each line and what ends it; after a last line feed comes no further line."""
    found: list[tuple[str, str]] = [(line, end) for line, end in _LINE.findall(text) if line or end]
    return found


def _portion(lines: Sequence[tuple[str, str]], start: int, size: int) -> tuple[int, list[list[str]]]:
    """The sentences of the next lines, and where those lines end."""
    sentences: list[list[str]] = []
    count = 0
    while start + len(sentences) < len(lines) and count < size:
        sentences.append(_sentences(lines[start + len(sentences)][0]))
        count += len(sentences[-1])
    return start + len(sentences), sentences


def _sentences(line: str) -> list[str]:
    text = " ".join(line.split())
    whole = Span(0, len(text))
    return [part.text for part in segment(Document("", text, text, (Run(whole, whole),)))] if text else []


def _joined(parts: list[list[Translation]], target: str, n_best: int) -> list[Translation]:
    """The best hypotheses of a line, made of those of its sentences; their score is the mean of the sentences',
    weighted by length. One sentence without a translation leaves the line without: what is missing would not show."""
    if missing := next((one[0] for one in parts if one[0].reason), None):
        return [Translation("", reason=missing.reason)]
    joint = "" if target == "zh" else " "
    found = [_on_one_line(one) for one in parts[0]]
    for one in parts[1:]:
        pairs = [_together(left, _on_one_line(right), joint) for left in found for right in one]
        found = sorted(pairs, key=lambda pair: -pair.score)[:n_best]
    return found


def _on_one_line(one: Translation) -> Translation:
    return Translation(" ".join(one.text.split()), one.score)


def _together(left: Translation, right: Translation, joint: str) -> Translation:
    score = left.score * len(left.text) + right.score * len(right.text)
    return Translation(left.text + joint + right.text, score / max(len(left.text) + len(right.text), 1))
