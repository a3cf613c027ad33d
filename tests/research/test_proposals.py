"""The funnel of faults, on made-up text with a made-up model: every count was worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mtqa.bench.spans import Options
from mtqa.bench.spans.sets import Gold
from mtqa.checks import preparation
from mtqa.checks.preparation import no_tasks
from mtqa.config import Config
from mtqa.engines.fake import FakeLanguageModel, FakeTranslator
from mtqa.engines.load import Engines
from mtqa.evidence.confidence import Weights
from mtqa.findings import Severity
from mtqa.lexicon import LacTagger
from mtqa.text import Span
from research.__main__ import app
from research.measure.faults import Fault, Stage, wanted, whole
from research.measure.funnel import report
from research.measure.proposals import FollowedSet, Tracer, followed
from research.measure.replaced import edited_set, is_edited, replaced
from research.measure.wordings import CHANNEL, DOCUMENT, LIKELIEST

TAGGER = LacTagger()
TEXT = "当快递员到达时，每个人都笑了。他把它送到不同走廊的门口。"
ELSEWHERE = TEXT + "\n楼道的灯也亮了。"
#: An editor would change whatever is doubted; most documents are machine translations.
WEIGHTS = Weights(
    contested={"": 3.0, "replaced": 0.0, "score": 0.0, "gain": 0.0},
    alone={"": -3.0, "replaced": 0.0},
    document={"": 3.0, "structures": 0.0, "style": 0.0, "strange": 0.0},
)
# Of this model's detector a word is doubted if its characters cost more than 4 nats; what is not named costs 1.
STRANGE, LIKELY = dict.fromkeys("走廊", 12.0), dict.fromkeys("楼道", 0.5)


def model(costs: dict[str, float], default: float = 1.0) -> Engines:
    return Engines(FakeLanguageModel(costs, default=default), FakeTranslator({}))


def marked(folder: Path, text: str, *faults: tuple[str, str]) -> Path:
    """A set with one document, whose faults are a text and the editor's wording each."""
    (folder / "mt.txt").write_text(text, encoding="utf-8")
    rows = []
    for wrong, right in faults:
        start = text.index(wrong)
        row = {"document": "mt.txt", "start": start, "end": start + len(wrong), "text": wrong, "severity": "major"}
        rows.append(json.dumps({**row, "category": "sense", "suggestion": right}, ensure_ascii=False))
    (folder / "majors.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return folder / "majors.jsonl"


def traced(path: Path, engines: Engines | None, *, ungated: bool = False, limit: int | None = None) -> FollowedSet:
    (found,) = followed([path], Options(limit=limit), Tracer(Config(), engines, TAGGER, ungated), no_tasks)
    return found


def cells(text: str, table: int, row: str) -> dict[str, str]:
    """A row of the n-th table of a report, by the heads of its columns."""
    found: list[dict[str, str]] = []
    head: list[str] = []
    for line in text.splitlines():
        parts = [part.strip() for part in line.split("|")[1:-1]]
        if not parts:
            head = []
        elif not head:
            head = parts
            found.append({})
        elif parts[0] == row:
            found[-1] = dict(zip(head, parts, strict=True))
    return found[table]


@pytest.fixture(autouse=True)
def weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "weights", lambda *_: WEIGHTS)


def fault(tmp_path: Path, right: str, costs: dict[str, float], text: str = TEXT) -> Fault:
    (found,) = traced(marked(tmp_path, text, ("走廊", right)), model(costs)).faults
    return found


def test_a_fault_that_passes_every_stage_is_reported(tmp_path: Path) -> None:
    data_set = traced(marked(tmp_path, TEXT, ("走廊", "楼道")), model(STRANGE | LIKELY))
    (found,) = data_set.faults
    assert found.stage is Stage.REPORTED and found.rules == ("literal.collision",)
    assert found.proposed == {LIKELIEST: ("楼道",), CHANNEL: ("楼道",), DOCUMENT: ()}
    assert found.right and found.editors and found.right.log_odds == found.editors.log_odds == 23.0  # 2 · (12 − 0.5)
    text = report([data_set])
    assert cells(text, 0, "all")["any of these"] == "1" == cells(text, 0, "all")["channel"]
    judged = cells(text, 1, "all")
    assert [judged[name] for name in ("proposed ≥ 5", "doubted", "any rival ≥ 5", "weighed", "reported")] == ["1"] * 5
    assert judged["not reported, but proposed ≥ 3"] == "0"
    assert cells(text, 2, "all")["reported"] == "1" and "Reported by `literal.collision` 1" in text


def test_a_word_at_home_is_lost_at_the_detector(tmp_path: Path) -> None:
    found = fault(tmp_path, "楼道", dict.fromkeys("走廊", 3.0) | LIKELY)  # 3 − 5 nats, below −1
    assert found.stage is Stage.UNDOUBTED and found.highest == -2.0
    assert found.is_within_reach and not found.wins(0.0)  # 5 nats for 楼道, but nobody asked


def test_with_every_word_tried_the_rival_is_seen(tmp_path: Path) -> None:
    path = marked(tmp_path, TEXT, ("走廊", "楼道"))
    data_set = traced(path, model(dict.fromkeys("走廊", 3.0) | LIKELY), ungated=True)
    (found,) = data_set.faults
    assert found.wins(5.0, doubted=False) and not found.wins(0.0) and found.stage is Stage.UNDOUBTED
    assert cells(report([data_set]), 1, "all")["not doubted, any rival ≥ 5"] == "1"


def test_a_wording_that_no_source_has_is_not_proposed(tmp_path: Path) -> None:
    found = fault(tmp_path, "蜻蜓", {})
    assert found.stage is Stage.UNPROPOSED and found.right is None and found.editors is not None


def test_the_document_proposes_its_own_words(tmp_path: Path) -> None:
    found = fault(tmp_path, "长长的楼道", {}, ELSEWHERE)
    assert found.proposed[DOCUMENT] == ("楼道",)
    assert fault(tmp_path, "走廊上", {}).proposed[DOCUMENT] == ()  # it has that already


def test_a_doubted_word_without_a_better_rival_weighs_too_little(tmp_path: Path) -> None:
    engines = model(dict.fromkeys("走廊", 5.0), default=99.0)  # to which any other word is worse
    (found,) = traced(marked(tmp_path, TEXT, ("走廊", "楼道")), engines).faults
    assert found.doubted and found.right and found.right.log_odds < 0
    assert found.stage is Stage.UNBEATEN and found.chance == pytest.approx(0.047, abs=0.001)  # σ(−3)


def test_a_heading_is_not_weighed(tmp_path: Path) -> None:
    found = fault(tmp_path, "楼道", STRANGE | LIKELY, "长长的走廊")
    assert found.doubted and found.chance == 0 and found.stage is Stage.UNWEIGHED


@pytest.mark.parametrize(("odds", "stage"), [(-3.0, Stage.NATIVE), (0.0, Stage.REPORTED)])
def test_a_native_document_hides_its_fault(
    tmp_path: Path, odds: float, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    native = Weights(WEIGHTS.contested, WEIGHTS.alone, {**WEIGHTS.document, "": odds})
    monkeypatch.setattr(preparation, "weights", lambda *_: native)
    assert fault(tmp_path, "楼道", STRANGE | LIKELY).stage is stage


def test_words_are_weighed_as_they_are_reported(tmp_path: Path) -> None:
    """The laboratory and the check agree on every word, or the funnel tells of another pipeline."""
    (one,) = traced(
        marked(tmp_path, ELSEWHERE, ("走廊", "楼道")), model(STRANGE | dict.fromkeys("不同", 9.0))
    ).documents
    weighed = {word.span for word in one.words if word.is_weighed}
    assert weighed == {finding.span for finding in one.findings if finding.rule.id.startswith("literal.")} != set()


def test_words_without_an_error_are_counted_apart(tmp_path: Path) -> None:
    path = marked(tmp_path, TEXT, ("走廊", "楼道"))
    (tmp_path / "native").mkdir()
    (tmp_path / "native" / "a.txt").write_text(TEXT, encoding="utf-8")
    engines = model(STRANGE | LIKELY)
    row = cells(report([traced(path, engines), traced(tmp_path / "native", engines)]), 3, "majors.jsonl")
    assert row["doubted"].startswith("0 ") and row["findings without an error"].startswith("0 ")
    native = cells(report([traced(tmp_path / "native", engines)]), 0, "native, by people")
    assert native["any rival ≥ 5"] == native["weighed"] == "1 (34.48)"  # of 29 characters, the line feed among them
    assert native["documents"] == native["of them P ≥ 0.5"] == "1"


def test_each_fault_is_listed_with_its_reason(tmp_path: Path) -> None:
    data_set = traced(marked(tmp_path, TEXT, ("走廊", "楼道")), model(dict.fromkeys("走廊", 3.0) | LIKELY))
    text = report([data_set], verbose=True)
    assert ":1:23 sense: 走廊 → 楼道\n    not doubted: for the detector every word is at home\n" in text
    assert "best proposed 走廊 → 楼道 +5.00 nats" in text and "detector -2.00" in text
    assert "P(word) 0.00 · P(document) 0.95" in text and "at home" not in report([data_set])


def test_documents_with_faults_have_rows_of_their_own(tmp_path: Path) -> None:
    rows = []
    for system, marks in (("x", [(22, 24)]), ("y", [(22, 24), (0, 1)]), ("z", []), ("refA", [])):
        spans = [{"start": start, "end": end, "severity": "major"} for start, end in marks]
        rows.append(json.dumps({"doc": "news/a", "system": system, "line": 1, "target": TEXT, "spans": spans}))
    path = tmp_path / "esa.jsonl"
    path.write_text("\n".join(rows), encoding="utf-8")
    text = report([traced(path, model(STRANGE | LIKELY))])  # no wordings, so no table of proposals
    found = [cells(text, 0, row) for row in ("x, P 0.95", "y, P 0.95", "all")]
    assert [(row["majors"], row["doubted"], row["reported"]) for row in found] == [
        ("1", "1", "1"),
        ("2", "1", "1"),
        ("3", "2", "2"),
    ]
    assert "| z" not in text and cells(text, 1, "all")["no word to doubt"] == "1"
    assert cells(text, 2, "esa.jsonl, by people")["documents"] == "1"


def test_notes_of_annotators_are_no_wording() -> None:
    def gold(suggestion: str) -> Gold:
        return Gold(Span(0, 1), Severity.MAJOR, suggestion)

    assert (wanted(gold("（体型）过大")), whole(gold("等宝宝…再")), whole(gold("（截断）"))) == ("过大", "", "")


@pytest.mark.parametrize(
    ("target", "edited", "expected"),
    [
        ("老师谈了责任和责任.", "老师谈了责任和义务。", [("责任", "义务", "one word")]),
        ("今天下雨,学校停课.", "今天下雨，学校停课。", []),  # marks of another width
        ("今天下雨。", "今天上午下雨。", []),  # added
        ("今天上午下雨。", "今天下雨。", []),  # left out
        ("他骑着他的剑前进。", "他举着剑前进。", [("骑", "举", "one word")]),
    ],
)
def test_what_the_editor_replaced(target: str, edited: str, expected: Sequence[tuple[str, str, str]]) -> None:
    found = [(one.span.of(target), one.suggestion, one.category) for one in replaced(target, edited, TAGGER)]
    assert found == list(expected)


def test_post_edits_are_faults(tmp_path: Path) -> None:
    table = tmp_path / "train.tsv"
    rows = [("index", "target", "post_edit"), ("0", TEXT, TEXT.replace("走廊", " 楼道 ")), ("1", "下雨。", "下雨 。")]
    table.write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
    data_set = traced(table, model(STRANGE | LIKELY))
    assert [(one.gold.suggestion, one.stage) for one in data_set.faults] == [("楼道", Stage.REPORTED)]
    assert len(data_set.documents) == 2 and is_edited(table) and not is_edited(tmp_path / "mt.jsonl")
    assert len(edited_set(table, 1, TAGGER).samples) == 1


def test_the_command_prints_without_models(tmp_path: Path) -> None:
    path = marked(tmp_path, ELSEWHERE, ("走廊", "楼道"))
    found = CliRunner().invoke(app, ["measure", "proposals", str(path), "--no-models"])
    assert found.exit_code == 0, found.output
    proposed: dict[str, Any] = cells(found.output, 0, "all")
    assert proposed["document"] == proposed["channel"] == "1"
    assert cells(found.output, 1, "all")["not doubted"] == "1"  # no table of judgements
