"""The measurements that need no model, or a fake one, on made-up text."""

from __future__ import annotations

import csv
import lzma
from collections.abc import Sequence
from pathlib import Path

import pytest

from mtqa.engines.base import no_progress
from mtqa.engines.fake import FakeEmbedder
from research.measure import corpora, pairs
from research.measure.drift import agreement, drift
from research.measure.edits import Pair
from research.measure.encodings import encodings
from research.measure.idioms import idioms
from research.measure.latin_names import latin_names
from research.measure.lengths import lengths
from research.measure.postedits import postedits
from research.measure.refusals import refusals
from research.measure.similarity import similarity
from research.measure.terminology import terminology
from research.measure.translated import translated


def _lines(path: Path, texts: Sequence[str]) -> Path:
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def _table(path: Path, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n").writerows([head, *rows])
    return path


def _row(report: str, name: str) -> list[str]:
    return next(
        [cell.strip() for cell in line.split("|")[2:-1]] for line in report.splitlines() if f"| {name} |" in line
    )


def test_postedits_count_the_words_that_the_editor_changed(tmp_path: Path) -> None:
    rows = [
        ("老师谈了责任和责任。", "老师谈了责任和义务。"),
        ("他们谈了责任和责任。", "他们谈了责任和责任。"),
        ("今天下雨。", "今天下雨。"),
    ]
    report = postedits([_table(tmp_path / "dev.tsv", ("target", "post_edit"), rows)], no_progress)
    assert report.startswith("3 segments")
    assert _row(report, "`repetition.coordinate`") == ["2", "50%"]


def test_refusals_are_counted_by_direction(tmp_path: Path) -> None:
    rows = [
        ("toy", "It is raining in the mountains today.", "今天山里下雨。"),
        ("toy", "It is raining in the mountains today.", "It is raining in the mountains today."),
    ]
    place = _table(tmp_path / "pairs.tsv", ("toy", "The school is closed.", "学校停课了。"), rows)
    report = refusals([place], no_progress)
    assert _row(report, "the model copied its input") == ["1", "1"]
    assert _row(report, "refused of 3") == ["1", "1"]


def test_a_term_with_two_names_is_counted_and_shown(tmp_path: Path) -> None:
    sentences = [
        ("The native module is loaded.", "原生模块已经加载。"),
        ("Install a native module first.", "先安装一个原生模块。"),
        ("Compile the native modules again.", "重新编译这些本地模块。"),
        ("A native module may fail.", "原生模块可能出错。"),
    ]
    place = _table(tmp_path / "pairs.tsv", ("docs", *sentences[0]), [("docs", *pair) for pair in sentences[1:]])
    report = terminology([place], 5, 0, 4, no_progress)
    assert _row(report, "docs") == ["4", "1", "250.00"] == _row(report, "all")
    assert "本地模块 (1) for 原生模块 (3)" in report
    assert _row(terminology([place], 5, 1, 4, no_progress), "all")[0] == "0"  # the only document is skipped


def test_drift_separates_translations_from_unrelated_lines(tmp_path: Path) -> None:
    animals = ("fox", "bear", "wolf", "cat", "dog", "hen")
    texts = [f"The {animal} crossed {count} rivers." for count, animal in enumerate(animals, 2)]
    texts += ["It rained all night.", "Nobody answered.", "We left early in spring."]
    report = drift(_lines(tmp_path / "en", texts), [_lines(tmp_path / "back", texts)])
    rows = [line.split("|") for line in report.splitlines()[2:]]
    assert {row[3].strip() for row in rows} == {"0.0"} and rows[-1][4].strip() != "0.0%"


def test_agreement_is_a_median(tmp_path: Path) -> None:
    one = _lines(tmp_path / "a.zh", ["今天下雨。", "学校停课了。", "他走了。"])
    other = _lines(tmp_path / "b.zh", ["今天下雨。", "学校停课了。", "完全不同的一句"])
    assert "median chrF 100.0 of 3 sentences" in agreement(one, other, 0)
    assert "of 1 sentences" in agreement(one, other, 1)


def test_encodings_are_recognised_by_common_characters(tmp_path: Path) -> None:
    report = encodings([_lines(tmp_path / "native.txt", ["今天下雨学校停课老师走了"] * 60)])
    assert report.startswith("6 pieces of 10 characters. Right decodings: 1.00 at least")
    assert float(report.split("wrong ones: ")[1].split()[0]) < 0.6


def test_lengths_say_what_a_han_character_is_worth(tmp_path: Path) -> None:
    pair = ("abcd efg hijk", "汉字四个。")  # thirteen characters for four Han characters and a mark, three words
    place = _table(tmp_path / "pairs.tsv", ("toy", *pair), [("toy", *pair)] * 99)
    assert _row(lengths([place], no_progress), "toy") == ["100", "3.00", "0.0", "1.33"]


def test_similarity_finds_translations_nearer_than_others(tmp_path: Path) -> None:
    texts = ["今天下雨了。", "学校停课三天。", "农民担心干旱。", "图书馆出借游戏。", "商店九点开门。", "他从伦敦来。"]
    side = _lines(tmp_path / "side", texts)
    report = similarity(side, side, 0, FakeEmbedder(), None, no_progress)
    same, next_line, _ = _row(report, "0.5")
    assert same == "0.0% (0)" and next_line == "100.0% (6)"


@pytest.mark.parametrize(("second", "expected"), [(False, ["a", "b"]), (True, ["c"])])
def test_the_last_year_is_kept_for_reports(tmp_path: Path, second: bool, expected: list[str]) -> None:
    rows = [("2021", "x", 0, "a"), ("2021", "y", 0, "a"), ("2022", "x", 1, "b"), ("2023", "x", 0, "c")]
    lines = [f"{year}\t{system}\t{seg}\t{source}\t人\t机" for year, system, seg, source in rows]
    text = "\n".join(["year\tsystem\tseg\ten_src\tzh_human_ref\tzh_mt", *lines, ""])
    (tmp_path / "wmt.tsv.xz").write_bytes(lzma.compress(text.encode()))
    found = corpora.translations(tmp_path / "wmt.tsv.xz", second)
    assert found == [Pair(source, "人") for source in expected]


def test_halves_share_nothing(tmp_path: Path) -> None:
    one = _lines(tmp_path / "en", ["a", "b", "c"])
    halves = [corpora.parallel(one, one, second) for second in (False, True)]
    assert halves == [[Pair("a", "a")], [Pair("b", "b"), Pair("c", "c")]]
    assert [*pairs.half("abc", False), *pairs.half("abc", True)] == ["a", "b", "c"]


def test_tokens_of_post_edits_are_joined(tmp_path: Path) -> None:
    place = _table(tmp_path / "dev.tsv", ("source", "post_edit"), [("The school .", "学校 用 open source 软件 。")] * 2)
    assert corpora.postedits(place, False) == [Pair("The school .", "学校用open source软件。")]


def test_subtitles_are_no_native_pages() -> None:
    assert pairs.is_subtitled(["我们 今天"] * 5) and not pairs.is_subtitled(["我们今天"] * 12)


def test_idioms_are_counted_by_line_and_by_column(tmp_path: Path) -> None:
    native = _lines(tmp_path / "native.txt", ("今天下雨。", "en\tThey face it.\t她要面对音乐。"))
    report = idioms([native], "")
    assert report.splitlines()[0] == "native.txt: 2 sentences, 10 Han characters, 1 findings, 100.0000 per 1,000"
    assert report.splitlines()[1] == "  face the music: 她要⟦面对音乐⟧。"
    rows = [("她要面对音乐。", "一"), ("她要面对音乐。", "二"), ("今天下雨。", "三")]
    table = _table(tmp_path / "mt.tsv", ("zh_mt", "system"), rows)
    assert idioms([table], "zh_mt").startswith("mt.tsv: 2 sentences, 10 Han characters, 1 findings")


def test_latin_names_are_counted_page_by_page_and_by_system(tmp_path: Path) -> None:
    sentences = ["萨迪亚·曼沙迪写道。", *["今天下雨。"] * 18, "后来 Manshadi 来了。", "再后来 Manshadi 走了。"]
    plain = _lines(tmp_path / "plain.txt", sentences)
    assert latin_names(plain, 1, 0, no_progress).splitlines() == [
        "plain.txt: 2 pages, 89 Han characters, 1 findings, 11.2360 per 1,000",
        "  曼沙迪: 后来 ⟦Manshadi⟧ 来了。",
    ]
    rows = [("2023", system, str(seg), text) for system in "ba" for seg, text in enumerate(sentences[::19])]
    table = tmp_path / "wmt.tsv.xz"
    table.write_bytes(
        lzma.compress(_table(tmp_path / "wmt.tsv", ("year", "system", "seg", "zh_mt"), rows).read_bytes())
    )
    assert "2 pages, 24 Han characters, 2 findings" in latin_names(table, 1, 0, no_progress)
    assert "1 pages, 12 Han characters, 1 findings" in latin_names(table, 2, 1, no_progress)


def test_pages_are_judged_by_kind_and_length(tmp_path: Path) -> None:
    sentences = [f"第{number}天早上下了一场大雨，孩子们都没有去学校，下午他们在院子里踢足球。" for number in range(40)]
    plain = _lines(tmp_path / "plain.txt", sentences)
    tables = _lines(tmp_path / "pairs.tsv", [f"rain\tIt rained.\t{sentence}" for sentence in sentences])
    table = translated([plain, tables], 3, [100, 300], no_progress)
    assert _row(table, "plain.txt")[:2] == ["300", "3"] and _row(table, "rain")[:2] == ["300", "3"]
    assert "| 100 |" not in table  # too short to tell
