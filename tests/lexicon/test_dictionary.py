"""CC-CEDICT as a graph: made once, kept, and right where it was looked up by hand."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mtqa.lexicon import Dictionary, cedict, dictionary


@pytest.fixture(scope="module")
def graph() -> Dictionary:
    return Dictionary()


def test_senses_are_sets_of_english_words(graph: Dictionary) -> None:
    assert frozenset({"corridor"}) in graph.senses("走廊")
    assert frozenset({"express", "delivery"}) in graph.senses("快递")
    assert graph.senses("没有这个词") == ()
    assert "楼道" in graph.words("corridor") and graph.words("nosuchword") == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "english"),
    [
        ("走廊", "楼道", "passageway"),
        ("主任", "导演", "director"),
        ("平台", "站台", "platform"),
        ("学分", "信用", "credit"),
    ],
)
def test_two_words_meet_in_english(graph: Dictionary, one: str, other: str, english: str) -> None:
    meeting = graph.meeting(one, other)
    assert meeting is not None and meeting == graph.meeting(other, one)
    assert meeting.english == english and meeting.weight > 4 and 0 < meeting.shared <= 1


def test_words_that_do_not_meet(graph: Dictionary) -> None:
    assert graph.meeting("走廊", "苹果") is None
    assert graph.meeting("走廊", "走廊") is None
    assert graph.meeting("没有这个词", "走廊") is None


def test_an_english_word_of_many_says_less(graph: Dictionary) -> None:
    rare, common = graph.meeting("走廊", "楼道"), graph.meeting("小型", "小")
    assert rare is not None and common is not None and rare.weight > common.weight


def test_neighbours_meet_with_the_least_weight(graph: Dictionary) -> None:
    found = graph.neighbours("走廊", 6.0)
    assert "楼道" in found and "走廊" not in found
    assert all(meeting.weight >= 6 and graph.meeting("走廊", word) == meeting for word, meeting in found.items())


def test_the_graph_is_kept_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path / "cache"))
    lines = ["走廊 走廊 [zou3 lang2] /corridor/CL:條|条[tiao2]/", "樓道 楼道 [lou2 dao4] /corridors (in a building)/"]
    monkeypatch.setattr(cedict, "lines", lambda: iter(lines))
    meeting = Dictionary().meeting("走廊", "楼道")
    assert meeting is not None and (meeting.english, meeting.shared) == ("corridor", 1.0)

    def never() -> None:
        raise AssertionError("the dictionary was read again")

    monkeypatch.setattr(cedict, "lines", never)
    assert Dictionary().meeting("走廊", "楼道") == meeting


def test_without_a_place_to_keep_it_the_graph_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr(cedict, "lines", lambda: iter(["走廊 走廊 [zou3 lang2] /corridor/"]))
    assert Dictionary().senses("走廊") == (frozenset({"corridor"}),)


def test_an_interrupted_start_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "graph.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cedict, "lines", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            dictionary._filled(path)
    with sqlite3.connect(path) as rows:
        assert rows.execute("SELECT count(*) FROM sqlite_master WHERE name = 'by_english'").fetchone() == (0,)
