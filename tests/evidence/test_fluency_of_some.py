"""The fluency of some segments: each token at its place in the document, whatever was read before it."""

from __future__ import annotations

from mtqa.calibration.native import Calibration
from mtqa.engines.fake import FakeLanguageModel
from mtqa.evidence.fluency import measure_some
from mtqa.text import Bitext, Document, Pair, Run, Segment, Span


def test_tokens_lie_in_their_segments() -> None:
    lines = ["打开文件", "关闭这个窗口", "删除", "保存到磁盘"]
    text = "\n".join(lines)
    document = Document("a.po", text, text, (Run(Span(0, len(text)), Span(0, len(text))),))
    starts = [text.index(line) for line in lines]
    segments = [
        Segment(at, Span(start, start + len(line)), line)
        for at, (start, line) in enumerate(zip(starts, lines, strict=True))
    ]
    found = measure_some(Bitext(document, tuple(map(Pair, segments))), {1, 3}, FakeLanguageModel(), Calibration())
    assert set(found) == {1, 3}
    for index, fluency in found.items():
        assert "".join(token.span.of(lines[index]) for token in fluency.tokens) == lines[index]
