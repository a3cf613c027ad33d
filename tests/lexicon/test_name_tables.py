"""What the tables of names know, what stands around names, and how the tables are made."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.data import data_file
from mtqa.lexicon import LacTagger
from mtqa.lexicon.name_context import names_a_place, proper_part, shows_a_person
from mtqa.lexicon.name_tables import (
    GIVEN,
    PLACES,
    SURNAMES,
    given_name_log_ratio,
    likely_names,
    namesakes,
    place_count,
    split_name,
)
from mtqa.lexicon.pinyin import syllables
from research.tables.names import looks_like_a_name, make

TAGGER = LacTagger()


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("李明", ("李", "明")),
        ("王海明", ("王", "海明")),
        ("司马光", ("司马", "光")),
        ("欧阳慧敏", ("欧阳", "慧敏")),
        ("司马", ("司", "马")),
        ("特朗普", None),
        ("李", None),
        ("李海明亮", None),
        ("", None),
    ],
)
def test_surname_and_given_name(name: str, parts: tuple[str, str] | None) -> None:
    assert split_name(name) == parts


def test_natives_choose_characters() -> None:
    assert given_name_log_ratio("建国") > 0 > given_name_log_ratio("快的")
    assert given_name_log_ratio("物") < -3 < 0 < given_name_log_ratio("武")
    assert given_name_log_ratio("㐀") == given_name_log_ratio("") == 0.0  # not in the table: nothing is known


def test_likely_names_sound_alike() -> None:
    for name in ("李物", "王海鸣", "燕吴"):
        best = likely_names(name)
        assert len(best) == 3 and name not in best
        for one in best:
            assert sorted(syllables(one)) == sorted(syllables(name))
            assert split_name(one)
    assert any(one.startswith("吴") for one in likely_names("燕吴"))  # the other way round, for two syllables only
    assert likely_names("王海鸣")[0] == "王海明"


@settings(max_examples=50)
@given(st.text(max_size=4))
def test_any_text_may_be_asked_for(text: str) -> None:
    split_name(text), given_name_log_ratio(text), place_count(text)
    if len(text) > 1:
        likely_names(text)
    if len(text) == 2:
        namesakes(text)


def test_places() -> None:
    assert place_count("朝阳") > 100 > place_count("朝羊") == 0
    assert namesakes("朝羊")[0] == "朝阳"
    assert "复兴" in namesakes("星浮", most=50)
    assert namesakes("东山").count("山东") == 0


def test_tables_stay_small() -> None:
    assert sum(data_file(name).stat().st_size for name in (SURNAMES, GIVEN, PLACES)) < 300_000


def test_what_shows_a_person() -> None:
    def shown(text: str, name: str) -> Iterator[bool]:
        words = TAGGER.tag(text)
        return (shows_a_person(words, index) for index, word in enumerate(words) if word.text == name)

    assert all(shown("记者李建国昨天到了现场。", "李建国"))
    assert all(shown("一位名叫李建国的老人。", "李建国"))
    assert all(shown("“热心人”李建国又来了。", "李建国")) and all(shown("李建国说，路修好了。", "李建国"))
    assert all(shown("张伟民、李建国一起去了。", "李建国"))
    assert not any(shown("昨天李建国走了。", "李建国"))


def test_what_names_a_place() -> None:
    words = TAGGER.tag("林峰地区的居民")
    assert names_a_place(words, 0) and not names_a_place(words, len(words) - 1)
    assert [proper_part(place) for place in ("丰收村", "丰收路12号", "丰收", "大丰收村", "A1街")] == [
        "丰收",
        "丰收",
        "",
        "",
        "",
    ]


def test_the_form_of_a_name() -> None:
    assert looks_like_a_name("诸葛亮") == ("诸葛", "亮")
    assert looks_like_a_name("王先生") is looks_like_a_name("李A") is looks_like_a_name("卡明斯") is None


def test_the_tables_are_made_of_counts(tmp_path: Path) -> None:
    native, words, divisions = tmp_path / "native.txt", tmp_path / "dict.txt", tmp_path / "divisions.txt"
    native.write_text("记者李卫东昨天到了枫林街道。\n" * 4 + "这一行留给测量，张伟民不算。\n", encoding="utf-8")
    words.write_text("陈志强 5 nr\n桌子 9 n\n陈志强说 2 nr\n", encoding="utf-8")
    divisions.write_text("上海市\t310000\n\t徐汇区\n\t\t枫林路街道\n\t\t\t东丰收村\n\t\t\t丰收村\n", encoding="utf-8")
    make([native], words, divisions, tmp_path, lambda done, total: None)
    surnames = (tmp_path / SURNAMES).read_text(encoding="utf-8").splitlines()
    assert surnames[0].startswith("# surname") and {"李\t1", "陈\t1", "张\t0"} <= set(surnames)
    given_names = (tmp_path / GIVEN).read_text(encoding="utf-8").splitlines()
    counts = {row.split("\t")[0]: row.split("\t")[1] for row in given_names[1:]}
    assert counts["卫"] == "1" and counts["志"] == "0" and counts["昨"] == "0"
    assert "伟" not in counts
    places = lzma.decompress((tmp_path / PLACES).read_bytes()).decode("utf-8")
    assert "2\t丰收" in places and "枫林" in places and "徐汇" in places
