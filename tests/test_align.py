"""Target and source side by side: beads, units, and what the pipeline makes of `--source`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mtqa
from mtqa.align import align, beside
from mtqa.beads import beads
from mtqa.errors import UsageError
from mtqa.lexicon import Dictionary
from mtqa.read import read_text
from mtqa.text import Bitext, Document

DOCUMENTS = Path(__file__).parent / "documents"
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
    return [(list(one), list(two)) for one, two in result]


def sound(bitext: Bitext) -> None:
    """Every letter of both texts stands in one pair, or is omitted."""
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
    assert found(right, left) == [(two, one) for one, two in expected]


def _name(number: int) -> str:
    return "zi" + "".join("abcdefghij"[int(digit)] for digit in str(number))


def test_a_long_text_is_cut_at_sure_pairs() -> None:
    left = [f"{ENGLISH[i % 5]} Case {i} of {_name(i)}." for i in range(700)]
    right = [f"{CHINESE[i % 5]}{_name(i)} 第 {i} 案。" for i in range(700)]
    del left[100:130]
    expected = [([i - 30 * (i >= 130)], [i]) for i in range(700) if not 100 <= i < 130]
    assert [bead for bead in found(left, right) if bead[0] and bead[1]] == expected


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*ENGLISH, *CHINESE, "3", "%"]), max_size=7),
    st.lists(st.sampled_from([*ENGLISH, *CHINESE, "3", "%"]), max_size=7),
)
def test_beads_hold_every_sentence_once(left: list[str], right: list[str]) -> None:
    result = found(left, right)
    assert [i for one, _ in result for i in one] == list(range(len(left)))
    assert [j for _, two in result for j in two] == list(range(len(right)))


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
    assert document.notes[1:] == (
        "2 of 3 units have a source of the same id",
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
            assert document.document.notes[-1].startswith("5 of 5 segments are aligned with ")
    with pytest.raises(UsageError, match="--source is one file, but 2 files are checked"):
        mtqa.check(zh, source=f"{en}/a.txt", models=False, cache=False)
    (tmp_path / "en" / "a.txt").unlink()
    report = mtqa.check(zh, source=en, models=False, cache=False)
    assert len(report.documents) == 1 and [error.what for error in report.unreadable] == ["no such file"]


def test_the_benchmark(tmp_path: Path) -> None:
    from mtqa.bench.alignment import alignment

    path = tmp_path / "pairs.tsv"
    pairs = zip(ENGLISH * 4, CHINESE * 4, strict=True)
    path.write_text("".join(f"rain\t{one}\t{other}\n" for one, other in pairs), encoding="utf-8")
    *_, rain, total = alignment([path], documents=2, length=10).splitlines()
    figures = [float(cell) for cell in rain.split("|")[3:9]]
    assert rain.startswith("| rain | 2 |") and total.startswith("| all | 2 |")
    assert all(0.7 <= figure <= 1 for figure in figures)
