"""Translation line by line: the output has as many lines as the input, in the same order, with the same line ends.

Translators are made for sentences, so a line is split into sentences, and their translations are joined. A line without
a letter or digit has nothing to translate and is not changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from mtqa.align.segment import segment
from mtqa.engines.base import Progress, Translation, Translator, no_progress
from mtqa.text import Document, Run, Span

# Sentences in a batch: few at first, so that output begins soon, and twice as many each time, since a translator is
# faster with many.
_FIRST_BATCH, _LARGEST_BATCH = 64, 512
# Only these end a line, as for `wc -l` and editors: U+2028 and form feed are within lines.
_LINE = re.compile(r"([^\n]*?)(\r?\n|\Z)")


@dataclass(frozen=True)
class TranslatedLine:
    """A line of the text, its `hypotheses` (at least one, best first, each on one line) and its line `end`.

    Without a translation the only hypothesis is empty and has a reason.
    """

    number: int
    hypotheses: tuple[Translation, ...]
    end: str

    @property
    def reason(self) -> str:
        """Why there is no translation; empty where there is one."""
        return self.hypotheses[0].reason


def translate_lines(
    text: str,
    translator: Translator,
    source: str,
    target: str,
    n_best: int = 1,
    progress: Progress = no_progress,
) -> Iterator[TranslatedLine]:
    """Yield every line of `text` as soon as it is translated; `progress` counts lines."""
    lines = _lines(text)
    start, size = 0, _FIRST_BATCH
    while start < len(lines):
        end, sentences = _next_batch(lines, start, size)
        size = min(2 * size, _LARGEST_BATCH)
        flat = [sentence for parts in sentences for sentence in parts]
        sentence_progress = partial(_count_lines, progress, start, end, len(lines))
        found = iter(translator.translate(flat, source, target, n_best, sentence_progress) if flat else ())
        for (line, line_end), parts in zip(lines[start:end], sentences, strict=True):
            start += 1
            hypotheses = _joined([next(found) for _ in parts], target, n_best) if parts else [Translation(line.strip())]
            yield TranslatedLine(start, tuple(hypotheses), line_end)
        progress(start, len(lines))


def _count_lines(progress: Progress, start: int, end: int, lines: int, done: int, total: int) -> None:
    """Report progress in the sentences of lines `start` to `end` as progress in lines."""
    progress(start + (end - start) * done // max(1, total), lines)


def _lines(text: str) -> list[tuple[str, str]]:
    """Each line with its line end; nothing follows a line feed at the end."""
    found: list[tuple[str, str]] = [(line, end) for line, end in _LINE.findall(text) if line or end]
    return found


def _next_batch(lines: Sequence[tuple[str, str]], start: int, size: int) -> tuple[int, list[list[str]]]:
    """The number of the line after the next batch, and the sentences of each line in it."""
    sentences: list[list[str]] = []
    count = 0
    while start + len(sentences) < len(lines) and count < size:
        sentences.append(_sentences(lines[start + len(sentences)][0]))
        count += len(sentences[-1])
    return start + len(sentences), sentences


def _sentences(line: str) -> list[str]:
    """The sentences of a line; empty where there is nothing to translate."""
    text = " ".join(line.split())
    whole = Span(0, len(text))
    return [part.text for part in segment(Document("", text, text, (Run(whole, whole),)))] if text else []


def _joined(parts: list[list[Translation]], target: str, n_best: int) -> list[Translation]:
    """The best hypotheses of a line, combined from those of its sentences; the score is the mean of the sentences',
    weighted by length. If one sentence has no translation, neither has the line: the gap would not be visible."""
    if missing := next((sentence[0] for sentence in parts if sentence[0].reason), None):
        return [Translation("", reason=missing.reason)]
    joint = "" if target == "zh" else " "
    found = [_on_one_line(hypothesis) for hypothesis in parts[0]]
    for sentence in parts[1:]:
        pairs = [_concatenated(left, _on_one_line(right), joint) for left in found for right in sentence]
        found = sorted(pairs, key=lambda pair: -pair.score)[:n_best]
    return found


def _on_one_line(hypothesis: Translation) -> Translation:
    return Translation(" ".join(hypothesis.text.split()), hypothesis.score)


def _concatenated(left: Translation, right: Translation, joint: str) -> Translation:
    score = left.score * len(left.text) + right.score * len(right.text)
    return Translation(left.text + joint + right.text, score / max(len(left.text) + len(right.text), 1))
