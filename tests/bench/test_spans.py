"""The span benchmark on made-up data: every figure here was worked out by hand."""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from mtqa.bench.spans import Checked
from mtqa.bench.spans.credit import credit, pairs
from mtqa.bench.spans.curve import ALL, curve, dial
from mtqa.bench.spans.figures import category_figures, f1, figures, lintscore, reliability, rule_figures, word_figures
from mtqa.bench.spans.sets import Gold, Sample, SpanSet, TaggedWord, read_set
from mtqa.bench.spans.sets.mlqe import joined
from mtqa.calibration.alarms import Alarms
from mtqa.cli import app
from mtqa.errors import MtqaError
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.findings.evidence import Proposer
from mtqa.read import read_text
from mtqa.text import Span

TEXT = "一二三四五六七八九十"
PAGE = "\n".join(f"清晨的菜市场最热闹，{place}号摊位卖豆腐。" for place in "甲乙丙丁戊己庚辛壬癸子丑")


def finding(
    start: int,
    end: int,
    confidence: float = 0.5,
    rule: str = "made.up",
    proposed_by: Proposer | None = None,
    severity: Severity = Severity.MINOR,
) -> Finding:
    made = Rule(rule, Category.AWKWARD, severity, "")
    evidence: Evidence = {"proposed_by": proposed_by} if proposed_by else {}
    return Finding(made, Span(start, end), TEXT[start:end], 0, 1, start + 1, "", confidence, severity, (), evidence)


def checked(gold: Iterable[Gold], *findings: Finding, words: tuple[TaggedWord, ...] = ()) -> Checked:
    return Checked(Sample(read_text("a.txt", TEXT), tuple(gold), words), findings)


def major(start: int, end: int) -> Gold:
    return Gold(Span(start, end), Severity.MAJOR)


def minor(start: int, end: int) -> Gold:
    return Gold(Span(start, end), Severity.MINOR)


def test_figures_of_one_document() -> None:
    one = checked(
        [major(0, 2), minor(3, 5), Gold(Span(8, 10), Severity.CRITICAL)],
        finding(1, 4, severity=Severity.MAJOR),  # touches the first two
        finding(6, 7),  # touches none
    )
    counted = figures([one])
    assert (counted.characters, counted.majors, counted.minors, counted.unrated) == (11, 2, 1, 0)
    assert (counted.findings, counted.serious, counted.true) == (2, 1, 1)
    assert (counted.majors_found, counted.found) == (1, 2)
    assert counted.precision == 1 / 2 and counted.recall == 2 / 3
    assert f1(counted.precision, counted.recall) == pytest.approx(4 / 7)
    assert counted.alarms == 1000 / 11
    # one of the two has a partner, which shares 1 of its 3 characters, and 1 of the partner's 2
    assert counted.credit == pytest.approx((1 / 3 / 2, 1 / 2 / 3))


def test_a_ratio_of_nothing_is_none() -> None:
    nothing = figures([checked([])])
    assert nothing.precision is None and nothing.recall is None and nothing.credit == (None, None)
    assert f1(None, 1.0) is None and f1(0.0, 0.0) == 0.0
    assert lintscore(0, 0) == lintscore(0, 3) == 0.0


def test_credit_pairs_one_to_one() -> None:
    whole = Span(0, 10)
    assert credit([whole], [whole]) == (1.0, 1.0)
    assert credit([whole], [Span(0, 2), Span(5, 9)]) == (0.4, 1.0)  # only one of the two is its partner
    assert credit([Span(0, 4), Span(2, 6)], [Span(2, 4)]) == (0.5, 1.0)
    assert credit([Span(0, 2)], [Span(2, 4)]) == (0.0, 0.0)  # side by side
    assert credit([], [whole]) == credit([whole], []) == credit([Span(3, 3)], [whole]) == (0.0, 0.0)
    # the first finding gives way: 2/3 + 2/3 is more than 1 + 0
    assert credit([Span(2, 4), Span(3, 4)], [Span(2, 4), Span(1, 3)]) == (1.5, 1.0)


def test_pairs_have_the_greatest_sum() -> None:
    chance = random.Random(1)
    for _ in range(200):
        height, width = chance.randint(0, 5), chance.randint(1, 5)
        gains = [[chance.choice([0.0, chance.random()]) for _ in range(width)] for _ in range(height)]
        found = pairs(gains)
        assert len({row for row, _ in found}) == len({column for _, column in found}) == len(found)
        narrow = gains if height <= width else [list(row) for row in zip(*gains, strict=True)]
        best = max(
            sum(row[column] for row, column in zip(narrow, order, strict=True))
            for order in permutations(range(max(height, width)), len(narrow))
        )
        assert sum(gains[row][column] for row, column in found) == pytest.approx(best)


def test_rules_have_figures_of_their_own() -> None:
    one = checked([major(0, 2), minor(4, 6)], finding(0, 1), finding(8, 9), finding(4, 5, rule="names.inconsistent"))
    assert [(r.rule, r.findings, r.true, r.majors_found) for r in rule_figures([one])] == [
        ("names.inconsistent", 1, 1, 0),  # in the table of checks, so before one that is not
        ("made.up", 2, 1, 1),
    ]


def test_reliability_in_bins_of_a_tenth() -> None:
    one = checked([major(0, 2)], finding(0, 1, 0.9), finding(1, 2, 1.0), finding(5, 6, 0.95), finding(6, 7, 0.05))
    low, high = reliability([one])
    assert (low.low, low.findings, low.confidence, low.true) == (0.0, 1, 0.05, 0.0)
    assert (high.low, high.findings, high.true) == (0.9, 3, 2 / 3)
    assert high.confidence == pytest.approx(0.95)


def test_the_curve_keeps_findings_of_higher_confidence_than_native_ones() -> None:
    gold = [
        checked(
            [major(0, 2), major(4, 6)],
            finding(0, 1, 0.9, proposed_by="document"),
            finding(4, 5, 0.6, proposed_by="variants"),
        ),
        checked([major(0, 2), major(4, 6)], finding(0, 1, 0.3)),
    ]
    native = [
        finding(0, 1, 0.8, proposed_by="document"),
        finding(0, 1, 0.6, proposed_by="variants"),
        finding(0, 1, 0.2),
    ]
    lines = {line.source: line.points for line in curve(gold, native, 1000, rates=(0.5, 1, 2, 3))}
    assert list(lines) == [ALL, "document", "made.up", "variants"]
    assert [point.above for point in lines[ALL]] == [0.8, 0.6, 0.2, -1.0]
    assert [point.recall for point in lines[ALL]] == [0.25, 0.25, 0.75, 0.75]
    assert [point.alarms for point in lines[ALL]] == [0, 1, 2, 3]
    assert [point.recall for point in lines["document"]] == [0.25] * 4
    assert [point.recall for point in lines["variants"]] == [0, 0.25, 0.25, 0.25]
    assert [point.alarms for point in lines["made.up"]] == [0, 1, 1, 1]


def test_the_dial_finds_more_with_every_step() -> None:
    gold = checked([major(0, 2), major(4, 6)])
    gold = replace(gold, candidates=(finding(0, 1, 0.9), finding(4, 5, 0.3), finding(8, 9, 0.05)))
    steps = {strictness: (counted.findings, counted.majors_found) for strictness, counted in dial([gold], Alarms())}
    assert [*steps] == sorted(steps)
    assert (steps[0.1], steps[0.5], steps[2.0], steps[20.0]) == ((1, 1), (1, 1), (2, 2), (3, 2))
    native = Alarms(
        1_000, {"made.up": (0.2,) * 3}
    )  # three alarms in 1,000 characters are too many for a strictness of 2
    assert [counted.findings for _, counted in dial([gold], native)][-3:] == [2, 2, 3]


def test_tagged_words_with_and_without_punctuation() -> None:
    tags = [(0, 2, True), (2, 3, True), (3, 5, False), (5, 6, True), (6, 7, True), (7, 9, True)]
    words = tuple(TaggedWord(Span(start, end), bad, punctuation=start in (2, 6)) for start, end, bad in tags)
    assert [gold.span for gold in joined(words)] == [Span(0, 3), Span(5, 9)]
    assert [gold.span for gold in joined(words, punctuation=False)] == [Span(0, 2), Span(5, 6), Span(7, 9)]
    one = checked(joined(words), finding(0, 4), words=words)
    counted = word_figures([one])
    assert (counted.words, counted.bad, counted.flagged, counted.both) == (6, 5, 3, 2)
    assert counted.mcc == pytest.approx((6 * 2 - 5 * 3) / (5 * 3 * 1 * 3) ** 0.5)
    counted = word_figures([one.without_punctuation()])
    assert (counted.words, counted.bad, counted.flagged, counted.both) == (4, 3, 2, 1)


# Data sets


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path, document: Path | None = None, limit: int | None = None, pages: int = 1, skip: int = 0) -> SpanSet:
    return read_set(path, document=document, limit=limit, pages=pages, skip=skip)


def annotation(line: int, start: int, text: str, severity: str = "minor", suggestion: str = "") -> dict[str, Any]:
    place = {"line": line, "start": start, "end": start + len(text), "text": text}
    return place | {"category": "fluency", "severity": severity, "suggestion": suggestion}


def segment(number: int, system: str, target: str, *errors: dict[str, Any]) -> dict[str, Any]:
    row = {"document": "d", "segment": number, "system": system, "source": "", "target": target}
    return row | {"penalty": 0, "errors": list(errors)}


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "文章.txt"
    path.write_text("他打开了&nbsp;窗户。\n\n第二行<br/>很长。\n第三行<br/>没有人看过。\n", encoding="utf-8")
    return path


def test_gold_spans_end_with_the_last_annotated_line(tmp_path: Path, document: Path) -> None:
    rows = [annotation(2, 15, "第二行", "major", "第2行"), annotation(1, 1, "打开"), annotation(1, 0, "他", "neutral")]
    (sample,) = read(write(tmp_path / "gold.jsonl", *rows), document).samples
    assert sample.gold == (minor(1, 3), Gold(Span(15, 18), Severity.MAJOR, "第2行"))
    assert sample.document.raw[: sample.end].endswith("很长。")
    assert sample.characters == len("他打开了&nbsp;窗户。\n第二行<br/>很长。")


def test_expert_spans_are_moved_to_their_document(tmp_path: Path) -> None:
    error = {"start": 2, "end": 4, "text": "下雪", "category": "x", "severity": "critical"}
    light = {"start": 0, "end": 2, "text": "今天", "category": "x", "severity": "minor"}
    rows = [
        segment(10, "一号", "今天下雪。", error, light, light | {"severity": "neutral"}),
        segment(2, "一号", "他来了。"),
        segment(10, "一号", "今天下雪。", light),  # a second annotator
        segment(2, "reference_2", "今天来了。", light),
    ]
    machine, human = read(write(tmp_path / "mqm.jsonl", *rows)).samples
    assert machine.document.raw == "他来了。\n今天下雪。\n" and machine.document.path == "d/一号"
    assert machine.gold == (minor(5, 7), Gold(Span(7, 9), Severity.CRITICAL))
    assert human.human and human.document.raw == "今天来了。\n" and human.gold == ()


def test_errors_of_many_documents_may_have_other_places(tmp_path: Path) -> None:
    (tmp_path / "mt").mkdir()
    (tmp_path / "mt" / "a.txt").write_text("他打开了窗户。\n他又打开窗户。\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("第二行。\n", encoding="utf-8")
    opened = {"document": "a.txt", "start": 1, "end": 3, "text": "打开", "severity": "major", "category": "sense"}
    second = {"document": "b.txt", "start": 0, "end": 3, "text": "第二行", "severity": "major", "category": "term"}
    rows = write(tmp_path / "majors.jsonl", opened | {"also": [[10, 12]]}, second)
    first, other = read(rows).samples
    assert [sample.document.raw[:3] for sample in (first, other)] == ["他打开", "第二行"]
    assert first.gold == (Gold(Span(1, 3), Severity.MAJOR, also=(Span(10, 12),)),)
    found = [Checked(first, (finding(11, 12),)), Checked(other, ())]
    counted = figures(found)
    assert (counted.majors, counted.majors_found, counted.true) == (2, 1, 1)
    assert counted.credit == (1.0, 0.25)  # one of two is found, and half of the place where it is
    rates = [(one.category, one.majors, one.found) for one in category_figures(found)]
    assert rates == [("sense", 1, 1), ("term", 1, 0)]
    for places in ([[1]], [1], [[10, 99]], "12"):
        with pytest.raises(MtqaError, match="line 1: `also` has"):
            read(write(tmp_path / "bad.jsonl", opened | {"also": places}))
    (clean,) = read(write(tmp_path / "clean.jsonl", second | {"severity": "neutral"})).samples
    assert clean.gold == () and not clean.human
    (tmp_path / "b.txt").unlink()
    with pytest.raises(MtqaError, match=r"its document b\.txt cannot be found"):
        read(rows)


def test_a_folder_has_native_documents(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md"):
        (tmp_path / name).write_text("雨停了。\n", encoding="utf-8")
    (tmp_path / "more").mkdir()
    found = read(tmp_path)
    assert [Path(sample.document.path).name for sample in found.samples] == ["a.md", "b.txt"]
    assert all(sample.human for sample in found.samples)
    with pytest.raises(MtqaError, match="the folder has no file"):
        read(tmp_path / "more")


def test_esa_makes_documents_of_lines(tmp_path: Path) -> None:
    row = {"doc": "d", "source": "", "score": 80.0, "omission": 0}
    error = {"start": 1, "end": 3, "severity": "major"}
    rows = [
        row | {"line": 7, "system": "A", "target": "他开门。", "spans": [error, error | {"severity": "undecided"}]},
        row | {"line": 3, "system": "A", "target": "早上。", "spans": []},
        row | {"line": 3, "system": "refA", "target": "清晨。", "spans": [error]},
    ]
    path = tmp_path / "esa.jsonl.xz"
    path.write_bytes(lzma.compress(write(tmp_path / "esa.jsonl", *rows).read_bytes()))
    machine, human = read(path).samples
    assert machine.document.raw == "早上。\n他开门。\n" and machine.gold == (Gold(Span(5, 7), Severity.MAJOR),)
    assert human.human and human.gold == ()
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(MtqaError, match="the packed file ends too early"):
        read(path)
    outside = write(tmp_path / "b.jsonl", rows[0] | {"spans": [error | {"end": 9}]})
    with pytest.raises(MtqaError, match="line 1: 1–9 is outside of its text of 4 characters"):
        read(outside)


TABLE = (
    "index\ttarget\ttarget_tokens\ttarget_tags\n"
    "0\t他 在2 013年,走了.\t他   在 2013 年 , 走了 .\tOK OK OK BAD OK BAD OK OK OK BAD OK OK OK BAD BAD\n"
    '1\t"好\t" 好\tBAD OK BAD OK BAD\n'
)


def test_word_tags_find_their_characters(tmp_path: Path) -> None:
    path = tmp_path / "dev.tsv"
    path.write_text(TABLE, encoding="utf-8")
    first, second = read(path).samples
    text = first.document.raw
    assert [word.span.of(text) for word in first.words] == ["他", "在", "2 013", "年", ",", "走了", "."]
    assert [gold.span.of(text) for gold in first.gold] == ["在2 013", ",", "."]
    assert [word.punctuation for word in first.words] == [False, False, False, False, True, False, True]
    assert second.gold == ()
    assert len(read(path, limit=1).samples) == 1


def test_native_text_comes_in_pages(tmp_path: Path) -> None:
    path = tmp_path / "news.txt.xz"
    path.write_bytes(lzma.compress(f"{PAGE}\n{PAGE.replace('豆腐', '青菜')}\n".encode()))
    both = read(path, pages=5).samples
    assert [sample.document.path for sample in both] == ["news.txt.xz page 1", "news.txt.xz page 2"]
    assert all(sample.human and sample.characters == len(PAGE) + 1 for sample in both)
    (second,) = read(path, skip=1).samples
    assert second == both[1]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", "x", ".pdf file"),
        ("a", "x", "without a suffix"),
        ("a.jsonl", '{"text": 1}\n', "rows with text"),
        ("a.jsonl", "[1]\n", "no objects"),
        ("a.jsonl", "{\n", "line 1: Expecting"),
        ("a.jsonl", " \n", "empty"),
        ("a.tsv", "target\tmt\n", "columns target, mt"),
        ("a.tsv", "target\ttarget_tokens\ttarget_tags\n好\t好\tOK\n", "line 2: 1 tokens need 3 tags"),
        ("a.tsv", "target\ttarget_tokens\ttarget_tags\n好\t坏\tOK OK OK\n", "not the words"),
        ("a.tsv", "target\ttarget_tokens\ttarget_tags\n好\n", "1 cells in 3 columns"),
        ("a.txt", "一行。\n", "no page after the first 0"),
        ("a.xz", "no xz", "cannot be read"),
        ("a.jsonl.xz", "no xz", "cannot be unpacked"),
        ("a.jsonl", json.dumps(annotation(1, 0, "他")), "--document"),
    ],
)
def test_a_bad_file_is_a_read_error(tmp_path: Path, name: str, content: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(MtqaError) as caught:
        read(path)
    assert says in str(caught.value) and str(path) in str(caught.value) and "→" in str(caught.value)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (annotation(1, 0, "她"), "“她” does not stand at 0–1"),
        (annotation(9, 0, "他"), "has no line 9"),
        (annotation(1, 0, "他", "grave"), "'grave' is not a valid Severity"),
        (annotation(1, 0, "他") | {"end": "1"}, "line 1: "),
    ],
)
def test_annotations_have_to_fit_their_document(tmp_path: Path, document: Path, row: dict[str, Any], says: str) -> None:
    with pytest.raises(MtqaError, match=r"gold\.jsonl") as caught:
        read(write(tmp_path / "gold.jsonl", row), document)
    assert says in str(caught.value)


@pytest.mark.parametrize("name", ["no.txt", "no.tsv", "no.jsonl", "no.md"])
def test_a_missing_file_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(MtqaError, match="no such file"):
        read(tmp_path / name)


# The command


def mtqa(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["bench", "spans", *map(str, arguments)])


def test_the_command_from_files_to_tables(tmp_path: Path, document: Path) -> None:
    rows = [annotation(1, 4, "&nbsp;", "major"), annotation(2, 15, "第二行", "minor", "第2行")]
    gold = write(tmp_path / "gold.jsonl", *rows)
    native = tmp_path / "native.md"
    native.write_text("# 晚饭\n\n他姓{{name}}，是镇上唯一的铁匠。\n", encoding="utf-8")
    written = tmp_path / "new" / "spans.md"
    done = mtqa(gold, "--document", document, "--native", native, "--no-models", "--output", written)
    assert done.exit_code == 0, done.output
    assert written.read_text(encoding="utf-8") in done.stdout
    table, _, rest = done.stdout.partition("misses: ")
    rows_of = dict(line.strip("| ").split(" | ", 1) for line in table.splitlines() if line.startswith("| "))
    assert rows_of["gold spans, major and critical"] == "1 | –"
    assert rows_of["findings"] == "2 | 1"  # not the one in line 3
    assert rows_of["precision"] == "50.0% | –" and rows_of["recall of majors"] == "100.0% | –"
    assert rows_of["precision, partial credit"] == "50.0% | –" and rows_of["recall"] == "50.0% | –"
    assert rows_of["lintscore"] == "0.2 | –"  # 1 × (1 / 2)²
    assert rows_of["all together"].startswith("0.0% (0.00) |")  # as sure as the native one, so not surer
    assert rest.splitlines() == [
        "gold.jsonl",
        f"{document}:3:1 minor 第二行 → 第2行",
        "false alarms: gold.jsonl",
        f"{document}:3:4 residue.markup major 0.95 <br/>",
        "false alarms: native.md",
        f"{native}:3:3 residue.markup major 0.95 {{{{name}}}}",
    ]
    assert "第二行" not in written.read_text(encoding="utf-8")


def test_the_command_reports_a_bad_file(tmp_path: Path) -> None:
    done = mtqa(tmp_path / "no.jsonl", "--no-models")
    assert done.exit_code == 3
    assert done.stderr.startswith("mtqa: ") and "no such file" in done.stderr and done.stdout == ""


def test_word_tags_come_with_and_without_punctuation(tmp_path: Path) -> None:
    path = tmp_path / "dev.tsv"
    path.write_text(TABLE, encoding="utf-8")
    done = mtqa(path, "--no-models")
    assert done.exit_code == 0, done.output
    assert "| gold spans without severity | 3 | 1 |" in done.stdout
    assert "| documents | 2 | 2 |" in done.stdout
    assert done.stdout.count("misses: ") == 1
