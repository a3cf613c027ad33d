"""Documents of an office beside their source: aligned, not paired by number."""

from __future__ import annotations

from made_docx import docx

from mtqa.align import beside
from mtqa.align.pairing import align
from mtqa.read import decoded


def paragraphs(*texts: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)


def test_a_paragraph_more_moves_no_other() -> None:
    english = paragraphs("The cat sleeps on the red chair.", "", "Rain fell on 12 May 2019.", "Nobody came to London.")
    chinese = paragraphs("译者的话。", "猫睡在红椅子上。", "2019年5月12日下了雨。", "没有人来伦敦。")
    pair = beside(decoded("zh.docx", docx(chinese)), decoded("en.docx", docx(english)))
    found = {pair.target.text: pair.source.text if pair.source else "" for pair in align(pair).pairs}
    assert found == {
        "译者的话。": "",
        "猫睡在红椅子上。": "The cat sleeps on the red chair.",
        "2019年5月12日下了雨。": "Rain fell on 12 May 2019.",
        "没有人来伦敦。": "Nobody came to London.",
    }
