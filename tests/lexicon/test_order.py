"""Marks of broken order: each in a sentence of its own, none in good Chinese, spans those of the text."""

from __future__ import annotations

import re

import pytest

from mtqa.lexicon import LacTagger, Word
from mtqa.lexicon.line import TaggedLine
from mtqa.lexicon.order import _MARKS, broken
from mtqa.text import Span

TAGGER = LacTagger()
SENTENCES = {
    "adverb last": ("服务器可以处理请求无限期地，不必重启。", "无限期地"),
    "particle first": ("中的默认设置适合大多数用户。", "中的"),
    "connective alone": ("在生产环境中，但是，它的速度更慢。", "但是，"),
    "relative pronoun": ("他是一名球员谁不想训练。", "球员谁"),
    "not only but": ("它不仅是一件玩具，但它真的可以弹奏。", "但"),
    "instead first": ("而不是购买一台新的电脑，他们修好了旧的。", "而不是"),
    "to be twice": ("它是更常见的是使用普通电池。", "是更常见的是"),
    "verb without object": ("这个项目的目标旨在，大家都知道。", "旨在"),
    "preposition last": ("如果有任何，请告诉我们。", "任何"),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_each_mark_is_found_where_it_stands(name: str) -> None:
    text, marked = SENTENCES[name]
    found = list(broken(TAGGER.tag(text)))
    assert [(mark, span.of(text)) for mark, span in found] == [(name, marked)]


def test_every_mark_has_a_sentence() -> None:
    assert set(SENTENCES) == {name for name, _ in _MARKS}


@pytest.mark.parametrize(
    "text",
    [
        "秘书长一职由他担任。",
        "这样的礼物被视为，怎么说呢，太贵重了。",
        "他把这封信当作。",
        "多地，暴雨持续。",
        "他轻轻地，慢慢地走。",
        "",
        "。",
        "plain English",
    ],
)
def test_an_object_that_stands_before_its_verb_is_no_mark(text: str) -> None:
    assert not list(broken(TAGGER.tag(text)))


def test_a_line_knows_its_words() -> None:
    rain = Word(Span(0, 2), "下雨", "v")
    words = [rain, Word(Span(2, 3), " ", "w"), Word(Span(3, 4), ",", "w"), Word(Span(4, 6), "a/b", "n")]
    line = TaggedLine(words)
    assert line.text == "下雨/v ，/w a_b/n "
    match = re.search("，/w a_b/n ", line.text)
    assert match and line.span_of(match) == Span(3, 6) and [word.text for word in line.words_of(match)] == [",", "a/b"]
