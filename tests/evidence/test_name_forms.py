"""Two forms of one name in a document: which are found, and which of the two is doubted."""

from __future__ import annotations

import pytest

from mtqa.align.segment import segment
from mtqa.evidence.rivals.latin_names import LATIN_NAME, beside_latin
from mtqa.evidence.rivals.name_forms import Likeness, Named, NameForm, added, forms, translated
from mtqa.evidence.rivals.transliterations import transliterations
from mtqa.lexicon import Dictionary, LacTagger, Word
from mtqa.read import read_text
from mtqa.text import Segment, Span

TAGGER, GRAPH = LacTagger(), Dictionary()
Tagged = list[tuple[Segment, tuple[Word, ...]]]


def tagged(text: str) -> Tagged:
    return [(part, TAGGER.tag(part.text)) for part in segment(read_text("a.txt", text))]


def by_hand(*names: str) -> Tagged:
    """A segment each, which is nothing but a person's name."""
    return [
        (Segment(at, Span(0, len(one)), one), (Word(Span(0, len(one)), one, "PER"),)) for at, one in enumerate(names)
    ]


def pairs(found: list[NameForm]) -> list[tuple[str, str, bool]]:
    return [(form.rival.stands, form.rival.wording, form.clear) for form in found]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["萨尔茨", "索尔兹"], [("索尔兹", "萨尔茨", False)]),  # neither is known: the later one
        (["罗森代尔", "罗森德尔", "罗森代尔", "罗森代尔"], [("罗森德尔", "罗森代尔", True)]),  # the rarer one
        (["安托尼", "安托尼", "安东尼"], [("安托尼", "安东尼", True)] * 2),  # the one that nobody knows
        (["伊格尼亚特", "伊格尼特"], [("伊格尼特", "伊格尼亚特", False)]),  # longer names may differ more
        (["萨马尔茨", "萨尔茨"], []),
        (["江苏", "江西"], []),  # both well known
        (["伊斯蘭", "伊朗"], []),
        (["諾貝爾", "諾布爾"], []),  # a well-known name must be nearer
        (["羅森代爾", "羅森德爾"], [("羅森德爾", "羅森代爾", False)]),
        (["安托尼", "安東尼"], [("安托尼", "安東尼", True)]),
        (["弗雷斯诺市", "弗雷斯诺州"], []),  # of two kinds
        (["卡里", "科里"], []),  # short, and the vowels differ
        (["卡勒", "卡勒"], []),
        (["羅伯茨基", "罗伯茨基"], []),  # one spelling in two scripts
        (["王小明", "王晓鸣"], []),  # not foreign
    ],
)
def test_transliterations(names: list[str], expected: list[tuple[str, str, bool]]) -> None:
    assert pairs(list(transliterations(by_hand(*names), GRAPH))) == expected


def test_counts_are_told() -> None:
    (form,) = transliterations(by_hand("罗森代尔", "罗森德尔", "罗森代尔", "罗森代尔"), GRAPH)
    assert form.rival.seen == (1, 3) and form.likeness is Likeness.TRANSLITERATED


def test_names_of_one_sentence_are_two_names() -> None:
    assert not list(transliterations(tagged("克伦斯基见到了克兰斯基。"), GRAPH))


def latin(text: str) -> list[tuple[str, str, bool]]:
    parts = tagged(text)
    return pairs(
        list(beside_latin(parts, ((one, match) for one, _ in parts for match in LATIN_NAME.finditer(one.text)), GRAPH))
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("萨迪亚·曼沙迪写道。\n后来 Manshadi 来了。", [("Manshadi", "曼沙迪", True)]),
        ("Manshadi 写道。\nManshadi 来了。\n萨迪亚·曼沙迪走了。", [("曼沙迪", "Manshadi", True)]),
        ("曼沙迪（Manshadi）写道。\n后来 Manshadi 来了。", []),
        ("萨迪亚·曼沙迪写道。\n后来 Sadia Manshadi 来了。", [("Sadia Manshadi", "萨迪亚·曼沙迪", True)]),
        ("曼沙迪 Manshadi 写道。\n后来 Manshadi 来了。", []),
        ("萨迪亚·曼沙迪与 Sadia Manshadi 是一个人。", []),
        # Only the surname of a full name: what is right there is not sure.
        ("曼沙迪写道。\n后来 Sadia Manshadi 来了。", [("Sadia Manshadi", "曼沙迪", False)]),
        ("韦斯特道歉了。\n后来 Kanye West 来了。", []),  # a word that everybody knows
        ("鲁尼写道。\n莎莉·鲁尼走了。\n后来 Rooney 来了。", [("Rooney", "鲁尼", True)]),  # a person of two characters
        ("凯伦写道。\n后来 Corona 来了。", []),  # three vowels, two characters
        ("诺顿可以保护您的电脑。\n请打开您的 Norton 帐户。", [("Norton", "诺顿", True)]),
        ("他在推特上说。\n她也有 Twitter 帐户。", [("Twitter", "推特", True)]),
        ("平台有三个。\n后来 Platform 类变了。", []),  # no name in Chinese
        ("她玩的是“修剪草药”。\n他打败了 Trimming the Herbs 这一关。", [("Trimming the Herbs", "修剪草药", False)]),
        ("请修剪一下，那里有草药。\n他打败了 Trimming the Herbs 这一关。", []),
        ("右键菜单中有“添加文件 Add Files”。\n这样可以添加文件。\n请按 Add Files 按钮。", []),
        ("萨迪亚·曼沙迪写道。\n见“Manshadi”。", []),
        ("萨迪亚·曼沙迪写道。\n后来 Montana 来了。", []),
        ("英特尔公司宣布了。\n后来 Inter 来了。", []),  # a word that everybody knows
    ],
)
def test_beside_latin(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert latin(text) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["芦钢", "芦利钢"], [("芦利钢", "芦钢", False)]),
        (["芦利钢", "芦钢", "芦钢", "芦钢"], [("芦利钢", "芦钢", True)]),
        (["王伟", "王大伟"], []),  # 大 may be a nickname
        (["王伟", "王伟明"], []),  # not between the two
    ],
)
def test_added(names: list[str], expected: list[tuple[str, str, bool]]) -> None:
    assert pairs(list(added(by_hand(*names)))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("石家庄市美景东方社区在检测。\n他们给美丽的东方社区带来温暖。", [("美丽的东方社区", "美景东方社区", True)]),
        ("石家庄市美景东方社区在检测。\n他们给安静的东方社区带来温暖。", []),
        ("他们给美丽的东方社区带来温暖。", []),
    ],
)
def test_translated(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert pairs(list(translated(tagged(text), GRAPH))) == expected


def test_the_earlier_form_stands_if_nothing_else_decides() -> None:
    (first, _), (second, _) = by_hand("甲乙", "丙丁")
    one, other = Named("甲乙", ((first, Span(0, 2)),)), Named("丙丁", ((second, Span(0, 2)),))
    for order in ((one, other), (other, one)):
        assert pairs(list(forms(*order, Likeness.ADDED))) == [("丙丁", "甲乙", False)]
    assert pairs(list(forms(one, other, Likeness.TRANSLATED, clear=True))) == [("甲乙", "丙丁", True)]
