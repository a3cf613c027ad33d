"""What a translation keeps, and the benchmark of translators with a toy that knows 24 sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mtqa.bench.survival import carried, planted, surviving
from mtqa.bench.translate import Sentences, named, pairs_of, translate
from mtqa.config import Config
from mtqa.errors import UsageError


@pytest.mark.parametrize(
    ("source", "reference", "hypothesis", "numbers", "names"),
    [
        ("2023年有1,200人。", "In 2023 there were 1200 people.", "In 2023, 1,200 people.", (2, 2), (0, 0)),
        ("2023年有1,200人。", "In 2023 there were 1200 people.", "In 2032, 120 people.", (0, 2), (0, 0)),
        ("有200万人。", "There are two million.", "There are 200.", (0, 0), (0, 0)),
        ("比分是3:2，3:2！", "It was 3:2, yes 3:2!", "It was 3:2.", (1, 2), (0, 0)),
        ("用IBM的Red-Hat。", "Use Red-Hat of IBM.", "Use Red Hat by IBM.", (0, 0), (1, 2)),
        ("他叫Wang。", "His name is Wang.", "His name is Wangs.", (0, 0), (0, 1)),
        ("The WHO in Rome", "世卫组织（WHO）在罗马", "罗马的WHO", (0, 0), (1, 1)),
        ("版本v2好", "Version v2 is good", "Version 2", (0, 0), (0, 0)),
    ],
)
def test_numbers_and_names_of_both_source_and_reference_count(
    source: str, reference: str, hypothesis: str, numbers: tuple[int, int], names: tuple[int, int]
) -> None:
    assert carried([source], [reference], [hypothesis]) == {"numbers": numbers, "Latin names": names}


def test_placeholders_take_the_place_of_numbers() -> None:
    texts = planted(["在2010年。", "没有。", "共 12 人，5 天", "第3章"], most=2)
    assert texts == [("在{name}年。", "{name}"), ("共 %s 人，5 天", "%s")]
    assert surviving(texts, ["In {name}.", "A total of % s people"]) == (1, 2)


def test_a_toy_is_measured_in_a_process_of_its_own(toy_translator: Path, tmp_path: Path) -> None:
    import toy_marian

    for name, column in (("a.zh", 0), ("a.en", 1), ("other.en", 1)):
        lines = [pair[column] for pair in toy_marian.PAIRS[:10]]
        if name == "other.en":
            lines[0], lines[1] = "", "Wrong."
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    sentences = Sentences.read(tmp_path / "a.zh", tmp_path / "a.en", 8)
    steps: list[tuple[int, int]] = []
    beside = {"other": str(tmp_path / "other.{lang}")}
    said = translate(
        sentences,
        [str(toy_translator)],
        [("zh", "en")],
        beside,
        Config(cache=False),
        lambda done, total: steps.append((done, total)),
    )
    own, other = (line.split("|")[1:-1] for line in said.splitlines()[2:4])
    assert [cell.strip() for cell in own[1:6]] == ["zh→en", "100.0", "100.0", "0 of 8", "none"]
    assert all(float(cell) > 0 for cell in own[-3:])
    assert float(other[2]) < 90 and other[4].strip() == "1 of 8" and not other[-1].strip()
    assert re.search(r"zh→en: chrF nrefs:1.*BLEU nrefs:1.*tok:13a", said) and steps[-1] == (8, 8)


def test_wrong_arguments_are_usage_errors(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("一\n二\n", encoding="utf-8")
    (tmp_path / "b").write_text("one\n", encoding="utf-8")
    with pytest.raises(UsageError, match="2 lines, but"):
        Sentences.read(tmp_path / "a", tmp_path / "b", 0)
    with pytest.raises(UsageError, match="no such file"):
        Sentences.read(tmp_path / "a", tmp_path / "c", 0)
    with pytest.raises(UsageError, match="NAME=FILE"):
        named(["opus="])
    with pytest.raises(UsageError, match="zh-en or en-zh"):
        pairs_of(["zh-fr"])
