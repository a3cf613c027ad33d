"""What a document calls a thing is known from its other translations."""

from __future__ import annotations

import pytest

from mtqa.bilingual.comparison import Comparison, Comparisons
from mtqa.bilingual.coverage import Coverage
from mtqa.bilingual.habits import Habits
from mtqa.lexicon import shared_dictionary

# Taiwan's 套件 for “package” is in no dictionary; four labels have it, and others have not.
PACKAGES = [
    ("Install the package", "安裝套件"),
    ("Remove the package", "移除套件"),
    ("Package name", "套件名稱"),
    ("Broken packages", "損壞的套件"),
]
OTHERS = [
    ("Open the window", "開啟視窗"),
    ("Save the document", "儲存文件"),
    ("Close all tabs", "關閉所有分頁"),
    ("Print this page", "列印本頁"),
    ("Undo the last step", "復原上一步"),
    ("Choose a colour", "選擇顏色"),
    ("Show the toolbar", "顯示工具列"),
    ("Search again", "再次搜尋"),
    *((f"Go to line {number}", f"跳至第 {number} 列") for number in range(50)),
]
ARCHIVE = ("Archive had no package field", "套件檔裡沒有套件資訊")


def met(pairs: list[tuple[str, str]]) -> set[str]:
    """The English words of the archive's message that are met."""
    covered = Coverage(shared_dictionary()).of(*ARCHIVE)
    known = Habits(pairs).known(covered, *ARCHIVE)
    return {word.span.of(ARCHIVE[0]) for word in known.english if word.met}


def test_other_translations_tell_what_a_word_is_called() -> None:
    assert "package" not in met(OTHERS)
    assert "package" in met(PACKAGES + OTHERS)


def test_a_page_has_no_habits() -> None:
    assert "package" not in met(PACKAGES + OTHERS[:8])


def test_two_translations_are_no_habit() -> None:
    assert "package" not in met(PACKAGES[:2] + OTHERS)


def test_what_every_translation_has_means_nothing() -> None:
    assert "package" not in met([(english, f"套件{chinese}") for english, chinese in PACKAGES + OTHERS])


def test_characters_of_another_word_tell_nothing() -> None:
    english, chinese = "inconsistent references, original: {0}", "原文中为：{0}"
    others = [
        (f"inconsistent {kind} references, original: {{0}}", f"{kind}引用不一致，原文中为：{{0}}") for kind in "ABCD"
    ]
    covered = Coverage(shared_dictionary()).of(english, chinese)
    known = Habits([*others, *OTHERS]).known(covered, english, chinese)
    assert {word.span.of(english) for word in known.english if word.met} == {"original", "0"}


def test_the_pair_itself_is_no_witness() -> None:
    assert "package" not in met([*PACKAGES[:2], ARCHIVE, *OTHERS])


def test_the_chinese_word_is_met_too() -> None:
    covered = Coverage(shared_dictionary()).of(*ARCHIVE)
    known = Habits(PACKAGES + OTHERS).known(covered, *ARCHIVE)
    before, after = (sum(word.odds for word in one.chinese) for one in (covered, known))
    assert after < before


@pytest.mark.parametrize(("texts", "unrelated"), [(OTHERS, True), (PACKAGES + OTHERS, False)])
def test_a_label_is_not_unrelated_if_the_document_says_so(texts: list[tuple[str, str]], unrelated: bool) -> None:
    compare = Comparisons(Coverage(shared_dictionary()), into_chinese=True, labels=True, texts=texts)
    source = "The package of this archive had no package field"
    assert (compare.of(source, "套件檔裡沒有套件資訊") == Comparison(unrelated=True)) is unrelated


def test_names_and_keys_say_nothing() -> None:
    compare = Comparisons(Coverage(shared_dictionary()), into_chinese=True, labels=True)
    assert compare.of("pinentry.qualitybar.tooltip", "上面输入的文字有多好。") == Comparison()
