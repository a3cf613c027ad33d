"""Tables read and written by `mtqa score`: formats, columns, order, hostile and damaged tables."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest

import mtqa
from mtqa.config import Config
from mtqa.engines.base import Estimate, Progress, no_progress
from mtqa.engines.cached import CachedEstimator
from mtqa.engines.fake import FakeEmbedder, FakeEstimator
from mtqa.errors import ReadError, UsageError
from mtqa.scoring.frame import rated
from mtqa.scoring.rating import SCORE_COLUMNS, Rater
from mtqa.scoring.scoring import layout, score
from mtqa.scoring.table import open_table
from mtqa.storage import Cache

PAIRS = [
    ("The old house is big.", "那座老房子很大。"),
    ("He sat on the second suite.", "他坐在第二个套房上。"),
    ("The river is dry.", "河干了。"),
]
QUALITY = {"那座老房子很大。": 90.0, "他坐在第二个套房上。": 12.5, "河干了。": 60.0}
ESTIMATOR = FakeEstimator(QUALITY, strange={"套房": 0.95})
CONFIG = Config(models=False)
FAST = Config(models=False, select=("adequacy",))  # without the checks of words


def rater(estimator: Any = ESTIMATOR, config: Config = CONFIG) -> Rater:
    return Rater(estimator, config)


def scored(place: Path, format: str = "jsonl", config: Config = FAST, **options: Any) -> str:
    """The scored table, as text; its path for Parquet."""
    table = open_table(str(place), place.name, config)
    out = place.parent / f"out.{format}"
    columns = options.pop("columns", ())
    score(table, rater(config=config), [(format, str(out))], layout(table, columns), **options)
    assert [path.name for path in place.parent.glob(".mtqa*")] == []
    return out.read_text(encoding="utf-8") if format != "parquet" else str(out)


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def written(folder: Path, format: str) -> Path:
    """The three pairs as a table of a format."""
    place = folder / f"pairs.{format}"
    frame = pandas.DataFrame(PAIRS, columns=["source", "target"]).assign(id=[3, 1, 2])
    if format == "parquet":
        pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
        frame.to_parquet(place)
    elif format == "jsonl":
        frame.to_json(place, orient="records", lines=True, force_ascii=False)
    else:
        frame.to_csv(place, sep="\t" if format == "tsv" else ",", index=False)
    return place


@pytest.mark.parametrize("out", ["csv", "tsv", "jsonl", "parquet"])
@pytest.mark.parametrize("given", ["csv", "tsv", "jsonl", "parquet"])
def test_every_format_becomes_every_format(given: str, out: str, tmp_path: Path) -> None:
    text = scored(written(tmp_path, given), out)
    if out == "parquet":
        frame = pandas.read_parquet(text)
    elif out == "jsonl":
        frame = pandas.read_json(io.StringIO(text), lines=True)
    else:
        frame = pandas.read_csv(io.StringIO(text), sep="\t" if out == "tsv" else ",")
    assert list(frame.columns) == ["source", "target", "id", *SCORE_COLUMNS]
    assert [int(value) for value in frame["id"]] == [3, 1, 2]
    assert list(frame["quality"]) == [90.0, 12.5, 60.0]
    assert list(frame["findings"].fillna("")) == ["", "adequacy.suspicious «套房»", ""]


def test_the_checks_run_on_rows_as_on_documents(tmp_path: Path) -> None:
    place = tmp_path / "a.tsv"
    place.write_text("source\ttarget\nDuty and duty.\t这是我们的责任和责任。\nFine.\t很好。\n", encoding="utf-8")
    found = [row["findings"] for row in rows(scored(place, config=CONFIG))]
    assert "repetition.coordinate «责任和责任»" in found[0] and found[1] == ""
    without = Config(models=False, ignore=("repetition",))
    assert "repetition" not in rows(scored(place, config=without))[0]["findings"]


def test_columns_are_chosen_by_name_and_in_their_order(tmp_path: Path) -> None:
    text = scored(written(tmp_path, "csv"), "csv", columns=["p_bad", "id"])
    assert text.splitlines() == ["p_bad,id", "0.1,3", "0.875,1", "0.4,2"]
    with pytest.raises(UsageError, match="did you mean quality"):
        scored(written(tmp_path, "csv"), "csv", columns=["qualty"])


def test_only_worst_writes_the_worst_rows_first(tmp_path: Path) -> None:
    found = rows(scored(written(tmp_path, "tsv"), only_worst=2))
    assert [row["quality"] for row in found] == [12.5, 60.0]


def test_a_table_that_was_scored_before_keeps_its_figures(tmp_path: Path) -> None:
    once = scored(written(tmp_path, "csv"), "csv", columns=["source", "target", "quality"])
    again = tmp_path / "again.csv"
    again.write_text(once, encoding="utf-8")
    assert (
        scored(again, "csv").splitlines()[0] == "source,target,quality,mtqa_quality,quality_percentile,p_bad,findings"
    )


@pytest.mark.parametrize("out", ["csv", "jsonl", "parquet"])
def test_a_table_that_was_scored_twice_keeps_all_its_figures(out: str, tmp_path: Path) -> None:
    """Earlier figures stay text, in Parquet too; new columns get free names."""
    if out == "parquet":
        pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    place = tmp_path / "scored.csv"
    place.write_text("source,target,quality,mtqa_quality\nDry.,河干了。,first,second\n", encoding="utf-8")
    text = scored(place, out)
    frame = pandas.read_parquet(text) if out == "parquet" else pandas.DataFrame(rows(text)) if out == "jsonl" else None
    if frame is None:
        frame = pandas.read_csv(io.StringIO(text))
    assert list(frame.columns)[:5] == ["source", "target", "quality", "mtqa_quality", "mtqa_mtqa_quality"]
    assert frame.iloc[0].tolist()[2:5] == ["first", "second", 60.0]


def test_columns_of_the_same_name_are_all_kept(tmp_path: Path) -> None:
    place = tmp_path / "a.tsv"
    place.write_text("source\ttarget\tsource\t\t\nDry.\t河干了。\tx\ty\tz\n", encoding="utf-8")
    found = rows(scored(place))[0]
    assert found["source"] == "Dry." and (found["source_2"], found[""], found["_2"]) == ("x", "y", "z")
    pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    assert list(pandas.read_parquet(scored(place, "parquet")))[:5] == ["source", "target", "source_2", "", "_2"]


def test_a_table_without_a_header_stays_without(tmp_path: Path) -> None:
    place = tmp_path / "a.tsv"
    place.write_text("\n".join("\t".join(pair) for pair in PAIRS), encoding="utf-8")
    lines = scored(place, "tsv").splitlines()
    assert len(lines) == 3 and lines[0].split("\t")[:3] == [*PAIRS[0], "90.0"]


def test_quotation_marks_are_text_where_nothing_is_quoted(tmp_path: Path) -> None:
    place = tmp_path / "a.tsv"
    place.write_text('source\ttarget\nHe said "no".\t他说"不"。\n', encoding="utf-8")
    assert scored(place, "tsv").splitlines()[1].startswith('He said "no".\t他说"不"。\t50.0\t')


def test_cells_that_begin_with_a_quotation_are_not_quoted(tmp_path: Path) -> None:
    place = tmp_path / "a.tsv"
    place.write_text('source\ttarget\n"Well," he said.\t“嗯，”他说。\n"Yes\t"是的\n', encoding="utf-8")
    lines = scored(place, "tsv").splitlines()
    assert len(lines) == 3
    assert lines[1].startswith('"Well," he said.\t“嗯，”他说。\t') and lines[2].startswith('"Yes\t"是的\t')


def test_added_cells_do_not_contain_the_delimiter_of_a_table_without_quoting(tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    place.write_text('source;target\n"Yes," he said to 25 men.;他对35个男人说\n', encoding="utf-8")
    lines = scored(place, "csv", config=CONFIG).splitlines()
    assert [line.count(";") for line in lines] == [5, 5] and "numbers.changed «35»  punctuation" in lines[1]


def test_formulas_are_neutralised_and_numbers_are_not(tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    place.write_text('source,target,z\n=SUM(A1),"+加,法",-1.5\n', encoding="utf-8")
    cells = list(csv.reader(io.StringIO(scored(place, "csv", columns=["source", "target", "z"]))))[1]
    assert cells == ["'=SUM(A1)", "'+加,法", "-1.5"]
    assert rows(scored(place, columns=["source"])) == [{"source": "=SUM(A1)"}]  # JSON is exact


def test_rows_without_source_or_target_have_no_figures(tmp_path: Path) -> None:
    place = tmp_path / "a.jsonl"
    place.write_text('{"source": "A b.", "target": "甲乙。", "n": 1}\n\n{"source": "C."}\n', encoding="utf-8")
    first, second = rows(scored(place))
    assert first["n"] == 1 and first["quality"] == 50.0
    assert second == {"source": "C.", "quality": None, "quality_percentile": None, "p_bad": None, "findings": ""}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"\xef\xbb\xbf\n", "empty"),
        ("a.csv", b"source,target\nA,\xe4\xbd\xa0\nB,\xe4\xbd\xa0,C\n", "line 3 has 3 cells in 2 columns"),
        ("a.csv", b'source,target\n"A, b",1\n"C,2\nD,3\n', "line 4: unexpected end of data"),
        ("a.csv", b'source,target\n"A, b" c,1\n', "line 2: ',' expected after"),
        ("<stdin>", b"A", "--stdin-filename"),
        ("a.csv", b"target\n" + "你好\n".encode(), "--source-column"),
        ("a.csv", b"source,number\nA,1\n", "--target-column"),
        ("a.jsonl", b'{"source": "A", "target": "\xe4\xbd\xa0"}\n{"source"\n', "line 2 is not JSON"),
        ("a.jsonl", b"[1]\n", "line 1 is not a JSON object"),
        ("a.jsonl", b'{"source": "\xff"}\n', "line 1 is not valid UTF-8"),
        ("a.jsonl", b"[" * 200_000, "not JSON"),
        ("a.parquet", b"PAR1", "Parquet"),
        ("a.docx", b"PK", ".csv, .tsv, .jsonl, .parquet"),
    ],
)
def test_an_unreadable_table_is_an_error_with_advice(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    place = tmp_path / name
    place.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        open_table(str(place), name, CONFIG)
    assert message in str(caught.value) and "→" in str(caught.value) and str(caught.value).startswith(name)


def test_a_quotation_mark_that_is_never_closed_fills_no_memory(tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    place.write_text("source,target\nA,你\n" * 300 + 'B,"' + "你,\n" * 400_000, encoding="utf-8")
    tracemalloc.start()
    with pytest.raises(ReadError, match="line"):
        open_table(str(place), "a.csv", CONFIG)
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()


@pytest.mark.long
def test_memory_does_not_grow_with_the_table(tmp_path: Path) -> None:
    peaks = []
    for count in (1_000, 6_000):
        place = tmp_path / f"{count}.tsv"
        with place.open("w", encoding="utf-8") as stream:
            stream.write("source\ttarget\n")
            stream.writelines(f"This is sentence {number}.\t这是第{number}句。\n" for number in range(count))
        rate = rater(config=FAST)
        rate.findings = lambda pair, material, estimate: iter(())  # type: ignore[method-assign]  # the checks would take most of the time
        table = open_table(str(place), place.name, FAST)
        tracemalloc.start()
        done = score(table, rate, [("csv", str(tmp_path / "out.csv"))], layout(table), only_worst=None)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert done.rows == count
    assert peaks[1] < 1.5 * peaks[0] + 500_000


class Interrupted(FakeEstimator):
    """Is interrupted after some calls."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.calls = calls
        self.asked = 0

    def estimate(self, pairs: Sequence[tuple[str, str]], progress: Progress = no_progress) -> list[Estimate | None]:
        if self.calls == 0:
            raise KeyboardInterrupt
        self.calls -= 1
        self.asked += len(pairs)
        return super().estimate(pairs, progress)


def test_a_run_that_was_killed_continues_where_it_stopped(tmp_path: Path) -> None:
    place = tmp_path / "a.tsv"
    lines = "".join(f"This is sentence {number}.\t这是第{number}句。\n" for number in range(300))
    place.write_text("source\ttarget\n" + lines, encoding="utf-8")
    table = open_table(str(place), place.name, FAST)
    out = tmp_path / "out.tsv"
    out.write_text("as it was", encoding="utf-8")

    def run(model: Interrupted) -> None:
        with Cache(tmp_path / "answers.sqlite") as cache:
            estimator = CachedEstimator(model.identity, lambda: model, cache)
            score(table, rater(estimator, FAST), [("tsv", str(out))], layout(table))

    killed = Interrupted(1)
    with pytest.raises(KeyboardInterrupt):
        run(killed)
    assert out.read_text(encoding="utf-8") == "as it was" and killed.asked > 0
    rest = Interrupted(100)
    run(rest)
    assert rest.asked == 300 - killed.asked
    assert len(out.read_text(encoding="utf-8").splitlines()) == 301
    third = Interrupted(0)
    run(third)


@pytest.mark.parametrize("words", [1, 2_000])
def test_a_portion_is_measured_in_characters(tmp_path: Path, words: int) -> None:
    """Whether rows are labels or pages: as much text is read ahead, and as much work is lost where a run is killed."""
    source, target = "house " * words, "房子" * words
    size = len(source) + len(target)
    count = 40 + 1_000_000 // size
    given = 0
    asked: list[int] = []

    def pairs() -> Iterator[tuple[str, str]]:
        nonlocal given
        for number in range(count):
            given += 1
            yield f"{source}{number}", target

    class Asked(FakeEstimator):
        def estimate(self, pairs: Sequence[tuple[str, str]], progress: Progress = no_progress) -> list[Estimate | None]:
            asked.append(sum(len(text) for pair in pairs for text in pair))
            return super().estimate(pairs, progress)

    model = Asked()
    with Cache(tmp_path / "answers.sqlite") as cache:
        rate = rater(CachedEstimator(model.identity, lambda: model, cache), FAST)
        rate.findings = lambda pair, material, estimate: iter(())  # type: ignore[method-assign]
        ratings = rate.rate(pairs())
        first = next(ratings)
        assert given <= 512 and (given - 1) * size <= 64_000
        rest = list(ratings)
    assert len(rest) == count - 1 and max(asked) <= 8_000 + size + 10
    estimates = FakeEstimator().estimate([(f"{source}{number}", target) for number in range(count)])
    assert [first.estimate, *(rating.estimate for rating in rest)] == estimates


def test_progress_counts_characters_and_ends_with_all(tmp_path: Path) -> None:
    table = open_table(str(written(tmp_path, "csv")), "pairs.csv", FAST)
    reported: list[tuple[int, int]] = []
    outputs = [("csv", str(tmp_path / "out.csv"))]
    score(table, rater(config=FAST), outputs, layout(table), progress=lambda *part: reported.append(part))
    size = sum(len(text) for pair in PAIRS for text in pair)
    assert reported[-1] == (size, size) and reported == sorted(reported)


def test_a_frame_keeps_its_index_and_columns() -> None:
    frame = pandas.DataFrame(PAIRS, columns=["source", "target"], index=["c", "a", "b"]).assign(id=[1, 2, 3])
    result = rated(frame, rater(config=FAST))
    assert list(result.columns) == ["source", "target", "id", *SCORE_COLUMNS] and list(result.index) == ["c", "a", "b"]
    assert result["quality"].tolist() == [90.0, 12.5, 60.0] and list(frame.columns) == ["source", "target", "id"]


def test_a_frame_with_a_repeated_index_keeps_its_rows_and_its_quality_column() -> None:
    frame = pandas.DataFrame(PAIRS, columns=["source", "target"], index=[0, 0, 1]).assign(quality=[1, 2, 3])
    result = rated(frame, rater(config=FAST))
    assert list(result.index) == [0, 0, 1] and result["quality"].tolist() == [1, 2, 3]
    assert result["mtqa_quality"].tolist() == [90.0, 12.5, 60.0]


def test_the_library_scores_pairs_and_refuses_other_values() -> None:
    result = mtqa.score([*PAIRS, ("", "")], models=False, select=["repetition"], cache=False)
    assert result.shape == (4, 6) and result["quality"].isna().all()
    assert mtqa.score([], models=False, cache=False).empty
    for wrong in (["ab"], [("a", "b", "c")]):
        with pytest.raises(UsageError, match="each pair must be"):
            mtqa.score(wrong, models=False)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no column target"):
        mtqa.score(pandas.DataFrame({"source": ["a"]}), models=False)
    assert callable(mtqa.score)  # no module of the package took its name


def test_an_unrelated_row_is_reported() -> None:
    class Meaning(FakeEmbedder):
        """All texts are similar, except those about the river."""

        def embed(self, texts, progress=None):  # type: ignore[no-untyped-def]
            asked.extend(texts)
            return np.array([[0.0, 1.0] if "河" in text else [1.0, 0.0] for text in texts], dtype=np.float32)

    asked: list[str] = []
    pairs = [
        ("The shop is closed on Mondays.", "他把车停在河边，然后走回家。"),
        ("He parked by the lake.", "他把车停在湖边的树下。"),
        ("The library is open on Sundays from nine to five.", "图书馆星期天九点到五点开放。"),
    ]
    config = Config(models=False, select=("adequacy.unrelated",))
    found = [
        rating.findings for rating in Rater(None, config, embedder=Meaning()).rate([*pairs, ("河边", "By the river.")])
    ]
    assert found == [("adequacy.unrelated «他把车停在河边，然后走回家。»",), (), (), ()]
    assert set(pairs[0]) <= set(asked)
    assert pairs[2][1] not in asked and "河边" not in asked  # words decide these rows
    asked.clear()
    assert list(Rater(None, replace(config, select=("numbers",)), embedder=Meaning()).rate(pairs)) and not asked
    assert [rating.findings for rating in Rater(None, config).rate(pairs)] == [(), (), ()]


def test_similarity_aligns_the_sentences_of_a_row_where_words_do_not() -> None:
    class Meaning(FakeEmbedder):
        """“So, so.” is similar to the middle sentence."""

        def embed(self, texts, progress=None):  # type: ignore[no-untyped-def]
            near = {"So, so.", "唔，唔。"}
            return np.array([[1.0, 0.0] if text in near else [0.0, 1.0] for text in texts], dtype=np.float32)

    row = "The rain stopped at noon. Well, well. So, so. Nobody wanted to eat.", "中午雨停了。唔，唔。谁也不想吃。"
    material = Rater(None, Config(models=False), embedder=Meaning()).material(row)
    assert [part.text for part in material.bitext.omitted] == ["Well, well."]
