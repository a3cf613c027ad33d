"""Alignment of target and source: beads, units, and the option `--source`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import mtqa
from mtqa.align import align, beside
from mtqa.align.beads import beads
from mtqa.config import Config
from mtqa.engines.base import Progress, no_progress
from mtqa.engines.fake import FakeEmbedder, FakeLanguageModel, FakeTranslator
from mtqa.engines.load import Engines
from mtqa.errors import UsageError
from mtqa.lexicon import Dictionary, LacTagger
from mtqa.pipeline.document import examine
from mtqa.read import read_text
from mtqa.render.sentences import sentence
from mtqa.text import Bitext, Document

DOCUMENTS = Path(__file__).parents[1] / "documents"
DICTIONARY = Dictionary()
ENGLISH = [
    "The rain stopped at noon.",
    "The children ran into the courtyard.",
    "Grandmother called them in for lunch.",
    "Nobody wanted to eat.",
    "At 14:30 the bus to Hangzhou left without them.",
]
CHINESE = [
    "中午雨停了。",
    "孩子们跑进了院子。",
    "奶奶叫他们进来吃午饭。",
    "谁也不想吃。",
    "14:30，开往杭州的公共汽车没等他们就走了。",
]


def always(index: int) -> bool:
    return True


def found(left: list[str], right: list[str]) -> list[tuple[list[int], list[int]]]:
    result = beads(left, right, DICTIONARY, left_joins=always, right_joins=always)
    return [(list(bead.left), list(bead.right)) for bead in result]


def sound(bitext: Bitext) -> None:
    """Every letter of both texts is in exactly one pair, or is omitted."""
    assert [pair.target.index for pair in bitext.pairs] == list(range(len(bitext.pairs)))
    sides: list[tuple[Document | None, list[object]]] = [
        (bitext.document, [pair.target for pair in bitext.pairs]),
        (bitext.source, [*(pair.source for pair in bitext.pairs if pair.source), *bitext.omitted]),
    ]
    for document, parts in sides:
        if document:
            ordered = sorted(parts, key=lambda part: part.span)  # type: ignore[attr-defined]
            rest, end = "", 0
            for part in ordered:
                assert part.span.start >= end and part.text == part.span.of(document.text)  # type: ignore[attr-defined]
                assert "\n" not in part.text  # type: ignore[attr-defined]
                rest += document.text[end : part.span.start]  # type: ignore[attr-defined]
                end = part.span.end  # type: ignore[attr-defined]
            assert not any(character.isalnum() for character in rest + document.text[end:])


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (ENGLISH, CHINESE, [([i], [i]) for i in range(5)]),
        (ENGLISH[:2] + ENGLISH[3:], CHINESE, [([0], [0]), ([1], [1]), ([], [2]), ([2], [3]), ([3], [4])]),
        (ENGLISH, CHINESE[1:], [([0], []), *[([i + 1], [i]) for i in range(4)]]),
        (
            [*ENGLISH[:1], f"{ENGLISH[1]} {ENGLISH[2]}", *ENGLISH[3:]],
            CHINESE,
            [([0], [0]), ([1], [1, 2]), ([2], [3]), ([3], [4])],
        ),
        (
            [*CHINESE[:2], "".join(CHINESE[2:4]), *CHINESE[4:]],
            ENGLISH,
            [([0], [0]), ([1], [1]), ([2], [2, 3]), ([3], [4])],
        ),
        ([], CHINESE[:1], [([], [0])]),
        ([], [], []),
    ],
)
def test_beads(left: list[str], right: list[str], expected: list[tuple[list[int], list[int]]]) -> None:
    assert found(left, right) == expected
    assert found(right, left) == [(b, a) for a, b in expected]


def _name(number: int) -> str:
    return "zi" + "".join("abcdefghij"[int(digit)] for digit in str(number))


def test_a_long_text_is_cut_at_certain_pairs() -> None:
    left = [f"{ENGLISH[i % 5]} Case {i} of {_name(i)}." for i in range(700)]
    right = [f"{CHINESE[i % 5]}{_name(i)} 第 {i} 案。" for i in range(700)]
    del left[100:130]
    expected = [([i - 30 * (i >= 130)], [i]) for i in range(700) if not 100 <= i < 130]
    assert [bead for bead in found(left, right) if bead[0] and bead[1]] == expected


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from([*ENGLISH, *CHINESE, "3", "%"]), max_size=7),
    st.lists(st.sampled_from([*ENGLISH, *CHINESE, "3", "%"]), max_size=7),
)
def test_beads_hold_every_sentence_once(left: list[str], right: list[str]) -> None:
    result = found(left, right)
    assert [i for bead in result for i in bead[0]] == list(range(len(left)))
    assert [j for bead in result for j in bead[1]] == list(range(len(right)))


class ListedSimilarity:
    """A high similarity for listed pairs, a low one for others; records the pairs that it is called with."""

    def __init__(self, *alike: tuple[str, str]) -> None:
        clear = (VAGUE[0], UNCLEAR[0]), (VAGUE[3], UNCLEAR[2])
        self.alike = {either for pair in (*alike, *clear) for either in (pair, pair[::-1])}
        self.asked: list[tuple[str, str]] = []

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        self.asked += pairs
        return [0.7 if pair in self.alike else 0.1 for pair in pairs]


# Neither words nor lengths show which of the two middle sentences is translated.
VAGUE = ["The rain stopped at noon.", "Well, well.", "So, so.", "Nobody wanted to eat."]
UNCLEAR = ["中午雨停了。", "唔，唔。", "谁也不想吃。"]


@pytest.mark.parametrize("turn", [False, True])
@pytest.mark.parametrize("which", [1, 2])
def test_similarity_decides_where_the_alignment_is_close(which: int, turn: bool) -> None:
    similarity = ListedSimilarity((VAGUE[which], UNCLEAR[1]))
    english, chinese = [*VAGUE, ENGLISH[4]], [*UNCLEAR, CHINESE[4]]
    texts = (chinese, english) if turn else (english, chinese)
    result = beads(*texts, DICTIONARY, left_joins=always, right_joins=always, similarity=similarity)
    linked = [(list(bead.left), list(bead.right)) for bead in result]
    expected = [([0], [0]), ([which], [1]), ([3 - which], []), ([3], [2]), ([4], [3])]
    assert sorted(linked) == sorted([(right, left) for left, right in expected] if turn else expected)
    assert {(VAGUE[which], UNCLEAR[1]), (UNCLEAR[1], VAGUE[which])} & set(similarity.asked)
    compared = "".join(text for asked in similarity.asked for text in asked)
    assert ENGLISH[4] not in compared and CHINESE[4] not in compared  # clear pairs are not compared


def test_similarity_is_not_computed_where_all_is_clear() -> None:
    similarity = ListedSimilarity()
    assert [len(bead.left) for bead in beads(ENGLISH, CHINESE, DICTIONARY, similarity=similarity)] == [1] * 5
    # With one sentence on each side there is no choice.
    assert len(beads(ENGLISH[:1], CHINESE[1:2], DICTIONARY, similarity=similarity)) == 1
    assert not similarity.asked


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from([*ENGLISH, *CHINESE, *VAGUE, *UNCLEAR]), max_size=6),
    st.lists(st.sampled_from([*ENGLISH, *CHINESE, *VAGUE, *UNCLEAR]), max_size=6),
    st.lists(st.floats(-1, 1), min_size=1, max_size=5),
)
def test_beads_hold_every_sentence_once_for_any_similarity(
    left: list[str], right: list[str], answers: list[float]
) -> None:
    asked: list[int] = []

    def similarity(pairs: Sequence[tuple[str, str]]) -> list[float]:
        asked.append(len(pairs))
        return [answers[index % len(answers)] for index in range(len(pairs))]

    result = beads(left, right, DICTIONARY, left_joins=always, right_joins=always, similarity=similarity)
    assert [i for bead in result for i in bead[0]] == list(range(len(left)))
    assert [j for bead in result for j in bead[1]] == list(range(len(right)))
    assert len(asked) <= 1


def test_similarity_is_computed_once_for_a_document() -> None:
    rows = "\n".join(json.dumps({"en": " ".join(VAGUE), "zh": "".join(UNCLEAR)}) for _ in range(3))
    document = read_text("a.jsonl", rows, Config(source_column="en", target_column="zh"))
    similarity = ListedSimilarity((VAGUE[2], UNCLEAR[1]))
    bitext = align(document, dictionary=DICTIONARY, similarity=similarity)
    sound(bitext)
    assert [pair.source and pair.source.text for pair in bitext.pairs] == [VAGUE[0], VAGUE[2], VAGUE[3]] * 3
    assert [part.text for part in bitext.omitted] == [VAGUE[1]] * 3


def test_a_check_uses_the_embedder(tmp_path: Path) -> None:
    class Meaning(FakeEmbedder):
        """The middle sentences are similar, all others are not."""

        def embed(self, texts: Sequence[str], progress: Progress = no_progress) -> NDArray[np.float32]:
            asked.extend(texts)
            near = {VAGUE[2], UNCLEAR[1]}
            return np.array([[1.0, 0.0] if text in near else [0.0, 1.0] for text in texts], dtype=np.float32)

    asked: list[str] = []
    target = read_text("zh.txt", "".join(UNCLEAR))
    english = beside(target, read_text("en.txt", " ".join(VAGUE)))
    german = beside(target, read_text("de.txt", "Der Regen ist vorbei. Nun ja. Nicht die Oma. Und das ist es auch."))
    engines = Engines(FakeLanguageModel(default=3.0), FakeTranslator({}), embedder=Meaning())
    found = examine(english, Config(), engines, LacTagger()).segments
    assert [pair.source and pair.source.text for pair in found] == [VAGUE[0], VAGUE[2], VAGUE[3]]
    assert VAGUE[2] in asked
    asked.clear()
    examine(german, Config(), engines, LacTagger())
    assert "Nun ja." not in asked  # the embedder knows only Chinese and English


def test_running_text() -> None:
    target = read_text("a.md", "# 雨\n\n中午雨停了。孩子们跑进了院子，\n奶奶叫他们进来吃午饭。\n\n谁也不想吃。\n")
    source = read_text("a.txt", "\n".join(["Rain", " ".join(ENGLISH[:3]), " ".join(ENGLISH[3:])]))
    bitext = align(beside(target, source), dictionary=DICTIONARY)
    sound(bitext)
    assert [(pair.target.text, pair.source and pair.source.text) for pair in bitext.pairs] == [
        ("雨", "Rain"),
        ("中午雨停了。", ENGLISH[0]),
        ("孩子们跑进了院子，奶奶叫他们进来吃午饭。", " ".join(ENGLISH[1:3])),
        ("谁也不想吃。", ENGLISH[3]),
    ]
    assert [part.text for part in bitext.omitted] == [ENGLISH[4]]


@pytest.mark.parametrize("name", ["virtaal.po", "okapi.xlf", "xliff-2.xlf"])
def test_bilingual_files(name: str) -> None:
    bitext = align(read_text(name, (DOCUMENTS / name).read_text(encoding="utf-8")), dictionary=DICTIONARY)
    sound(bitext)
    assert all(pair.source for pair in bitext.pairs)
    for pair in bitext.pairs:
        unit = bitext.document.unit_at(pair.target.span.start)
        assert unit and pair.source and pair.source.text in unit.source


def test_units_of_two_files_are_matched_by_id() -> None:
    target = read_text("zh.csv", "id,zh\n2,一二三。四。\n9,五\n1,零\n")
    source = read_text("en.csv", "id,zh\n1,Zero一\n2,One一 two three. Four.\n3,Three一\n")
    document = beside(target, source)
    assert [unit.source for unit in document.units] == ["One一 two three. Four.", "", "Zero一"]
    assert tuple(map(sentence, document.notes[1:])) == (
        "2 of 3 units have a source with the same id",
        "1 units of en.csv have no translation here",
    )
    bitext = align(document, dictionary=DICTIONARY)
    assert [(pair.target.text, pair.source and pair.source.text) for pair in bitext.pairs] == [
        ("一二三。", "One一 two three."),
        ("四。", "Four."),
        ("五", None),
        ("零", "Zero一"),
    ]


def test_the_source_option(tmp_path: Path) -> None:
    for name, lines in (
        ("zh/a.txt", CHINESE),
        ("zh/sub/b.md", CHINESE),
        ("en/a.txt", ENGLISH),
        ("en/sub/b.md", ENGLISH),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("\n\n".join(lines), encoding="utf-8")
    zh, en = str(tmp_path / "zh"), str(tmp_path / "en")
    for paths, source in (((zh,), en), ((f"{zh}/a.txt",), en), ((f"{zh}/a.txt",), f"{en}/sub/b.md")):
        report = mtqa.check(*paths, source=source, models=False, cache=False)
        assert report.exit_code == 0
        for document in report.documents:
            assert [part.source.text for part in document.segments if part.source] == ENGLISH
            assert sentence(document.document.notes[-1]).startswith("5 of 5 segments are aligned with ")
    with pytest.raises(UsageError, match="--source is one file, but 2 files are checked"):
        mtqa.check(zh, source=f"{en}/a.txt", models=False, cache=False)
    (tmp_path / "en" / "a.txt").unlink()
    report = mtqa.check(zh, source=en, models=False, cache=False)
    assert len(report.documents) == 1 and [error.what for error in report.unreadable] == ["no such file"]


def test_the_benchmark(tmp_path: Path) -> None:
    from mtqa.bench.align import alignment
    from mtqa.bench.corpus import collections

    path = tmp_path / "pairs.tsv"
    pairs = zip(ENGLISH * 4, CHINESE * 4, strict=True)
    path.write_text("".join(f"rain\t{english}\t{chinese}\n" for english, chinese in pairs), encoding="utf-8")
    *_, rain, total = alignment(collections([path], 10), documents=2, length=10).splitlines()
    figures = [float(cell) for cell in rain.split("|")[3:9]]
    assert rain.startswith("| rain | 2 |") and total.startswith("| all | 2 |")
    assert all(0.7 <= figure <= 1 for figure in figures)
    table = alignment(collections([path], 10), documents=2, length=10, embedder=FakeEmbedder())
    assert "\n| rain, with the embedder | 2 |" in table and "\n| all, with the embedder | 2 |" in table
    assert re.search(r"\nthe embedder read \d+ texts; there are \d+ sentences$", table)
