"""Errors put into translations: how they are made, that they are found, and other language pairs."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest

from mtqa.checks import Need
from mtqa.config import Config
from mtqa.engines.base import no_progress
from mtqa.engines.fake import FakeEmbedder
from mtqa.lexicon import LacTagger
from mtqa.pipeline.document import examine
from mtqa.read import read_text
from mtqa.render.sentences import sentence
from research.measure.adequacy import adequacy
from research.measure.edits import EDITS, Pair
from research.tables import omission
from research.tables.regression import regression
from research.tables.unrelated import fit as fit_unrelated

PAIRS = [
    Pair("The bridge was built in 1978 for $25 million.", "这座桥建于1978年，耗资2500万美元。"),
    Pair(
        "The shop opens at nine, and visitors leave their umbrellas at the door.",
        "商店九点开门，参观者把雨伞留在门口。",
    ),
    Pair("She moved from London to a small town on the coast.", "她从伦敦搬到了海边的一个小镇。"),
    Pair("It snowed last night, so all schools are closed today.", "昨天夜里下了雪，所以今天所有学校都停课。"),
    Pair("About 3 million people watched the match in Berlin.", "约有300万人在柏林观看了比赛。"),
    Pair("The doctor told him to drink more water, and to sleep well.", "医生叫他多喝水，并好好睡觉。"),
    Pair("The trail is 12 miles long, and it ends at a lake.", "小路长12英里，尽头是一个湖。"),
    Pair("Has the train left the station?", "火车离开车站了吗？"),
    Pair("He bought bread, cheese and wine, and went home.", "他买了面包、奶酪和葡萄酒，然后回家了。"),
    Pair("The museum shows old maps, and it is free on Mondays.", "博物馆展出旧地图，周一免费。"),
    Pair(
        "Farmers fear a dry summer, since it has not rained since May.", "农民担心夏天干旱，因为五月以来一直没有下雨。"
    ),
    Pair("The library lends books, films and games to children.", "图书馆向孩子们出借书籍、电影和游戏。"),
]


@pytest.mark.parametrize("kind", list(EDITS))
@pytest.mark.parametrize("turned", [False, True], ids=["zh", "en"])
def test_an_edit_changes_the_pair_and_is_reproducible(kind: str, turned: bool) -> None:
    pairs = [Pair(pair.target, pair.source) for pair in PAIRS] if turned else PAIRS
    made = [EDITS[kind].make(pair, random.Random(1), pairs) for pair in pairs]
    assert any(made) or kind in ("unit", "scale", "unrelated", "omission")
    assert all(edited is None or edited != pair for edited, pair in zip(made, pairs, strict=True))
    assert made == [EDITS[kind].make(pair, random.Random(1), pairs) for pair in pairs]


def test_good_translations_raise_no_alarm_and_errors_are_found() -> None:
    report = adequacy([("hand", PAIRS)], 2, no_progress)
    assert "| any | 0 | 0.0 |" in report, report
    recall = float(report.split("| all |")[1].split("|")[2])
    assert recall >= 0.8, report
    assert report.splitlines()[:-1] == adequacy([("hand", PAIRS)], 2, no_progress).splitlines()[:-1]


def test_the_weights_of_signs_are_found_again() -> None:
    chance = np.random.default_rng(1)
    signs = chance.normal(size=(20_000, 3))
    log_odds = 0.5 + signs @ np.array([2.0, -1.0, 0.0])
    true = chance.random(len(signs)) < 1 / (1 + np.exp(-log_odds))
    assert regression(signs, true.astype(np.float64)) == pytest.approx([0.5, 2.0, -1.0, 0.0], abs=0.08)


def test_the_recipes_of_the_weights() -> None:
    """On a handful of pairs: the tables have their rows, and are reproducible."""
    pairs = [Pair(f"{a.source} {b.source}", f"{a.target}{b.target}") for a in PAIRS for b in PAIRS if a != b][::3]
    table = omission.fit(pairs, no_progress)
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line]
    assert rows == ["of", "---", "English", "Chinese", "both", "of", "---", "English", "Chinese"]
    both = [float(cell) for cell in table.splitlines()[4].split("|")[2:-1]]
    assert both[0] >= len(pairs) and both[2] > 0 and both[6] > 0  # odds and ratio speak for an omission
    assert omission.fit(pairs, no_progress) == table
    report = fit_unrelated(pairs, FakeEmbedder(), verbose=True)
    assert "| words |" in report and "| both |" in report and re.search(r"they miss \d+ unrelated pairs", report)


def findings(source: str, target: str, **options: str) -> tuple[list[str], str]:
    config = Config(source_column="source", target_column="target", **options)  # type: ignore[arg-type]
    lines = zip(source.split("|"), target.split("|"), strict=True)
    raw = "".join(f"{one}\t{other}\n" for one, other in [("source", "target"), *lines])
    found = examine(read_text("pairs.tsv", raw, config), config, None, LacTagger())
    return [finding.rule.id for finding in found.findings], "\n".join(map(sentence, found.skipped))


def test_checks_that_need_chinese_and_english_are_skipped_for_other_languages() -> None:
    french = "Il y a 35 personnes dans la salle, et elles sont venues pour le concert.|Bonjour {name}, et merci."
    german = "In dem Saal sind 53 Leute, und sie sind nicht für die Reden da.|Guten Tag {Name}, und danke."
    found, skipped = findings(french, german)
    assert found == ["placeholders.lost"]
    assert "numbers.changed" in skipped and "Chinese and English side by side" in skipped


def test_a_target_in_the_language_of_its_source_is_one_finding() -> None:
    text = "The rain has stopped now.|The children play in the yard.|They will come home for dinner."
    assert findings(text, text.replace("rain", "snow"))[0] == ["language.wrong"]
    assert findings(text, text)[0] == ["language.wrong"]


def test_a_language_that_was_declared() -> None:
    english = "The rain has stopped now, and the children are in the yard."
    german = "Der Regen hat aufgehört und die Kinder sind im Garten."
    assert findings(english, german, lang_pair="en-zh")[0] == ["language.wrong"]
    assert findings(german, "雨停了，孩子们都在院子里玩耍，奶奶喊他们回家吃饭。", lang_pair="en-zh")[0] == [
        "language.wrong"
    ]
    assert findings(english, "雨停了，孩子们都在院子里。", lang_pair="en-zh")[0] == []


def test_without_a_source_the_bilingual_checks_are_skipped() -> None:
    found = examine(read_text("a.txt", "雨停了，孩子们都在院子里。"), Config(), None, LacTagger())
    assert any("names.changed" in skipped.rules and skipped.needs == (Need.SOURCE,) for skipped in found.skipped)
    assert not found.findings
