"""A document of any size takes time in proportion to it: many marks on one line, many names, many nouns."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from handmade import plain

from mtqa.align.segment import segment
from mtqa.checks import order, quotes
from mtqa.checks.material import Material
from mtqa.evidence.rivals.document import competing
from mtqa.evidence.rivals.transliterations import transliterations
from mtqa.lexicon import Channel, LacTagger, Word, chinese_zipf, shared_dictionary
from mtqa.text import Bitext, Pair, Segment, Span

MOST_SECONDS = 5  # of processor time: some ten times what they take


def material(text: str) -> Material:
    document = plain(text)
    return Material(Bitext(document, tuple(Pair(part) for part in segment(document))), LacTagger())


def tagged(sentences: Sequence[Sequence[tuple[str, str]]]) -> list[tuple[Segment, tuple[Word, ...]]]:
    made = []
    for index, words in enumerate(sentences):
        text, found = "", []
        for word, tag in words:
            found.append(Word(Span(len(text), len(text) + len(word)), word, tag))
            text += word
        made.append((Segment(index, Span(0, len(text)), text), tuple(found)))
    return made


def test_many_marks_on_one_line() -> None:
    for text in ("他说" + "“" * 30_000 + "。\n", "他说“好啊" * 8_000 + "。\n", "（好" * 30_000 + "。\n"):
        document = material(text)
        begun = time.process_time()
        assert len(list(quotes.CHECK.run(document))) == 1
        assert time.process_time() - begun < MOST_SECONDS


def test_many_sentences_that_begin_with_a_particle() -> None:
    document = material("雨停了。\n\n的人来了。\n\n" * 3_000)
    assert document.words
    begun = time.process_time()
    assert len(list(order.CHECK.run(document))) == 3_000
    assert time.process_time() - begun < MOST_SECONDS


def test_many_names_and_many_nouns() -> None:
    chance, dictionary = random.Random(1), shared_dictionary()
    syllables = "斯特尔克巴马德里拉卡萨诺夫格林顿森维奇罗布莱恩哈希贝茨迪曼洛瑞姆"
    names = tagged([[("".join(chance.choices(syllables, k=4)), "PER"), ("说", "v")] for _ in range(2_000)])
    nouns = [word for word in dictionary.vocabulary if len(word) == 2 and chinese_zipf(word) > 3][:2_000]
    text = tagged([[(chance.choice(nouns), "n") for _ in range(8)] for _ in range(2_000)])
    channel = Channel(dictionary)
    list(competing(text[:1], dictionary, channel))  # opens the tables
    list(transliterations(names[:2], dictionary))
    begun = time.process_time()
    assert list(transliterations(names, dictionary)) and competing(text, dictionary, channel)
    assert time.process_time() - begun < 2 * MOST_SECONDS
