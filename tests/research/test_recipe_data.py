"""The recipe's data: what is dropped and why, what is held out, what is planted, and that ids are as Marian's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
import toy_parallel

from mtqa.errors import UsageError
from research.train.adapter import augment, names
from research.train.adapter.pairs import Aligned
from research.train.translator import binary, cleaning, heldout, pairs
from research.train.translator import vocabulary as pieces
from research.train.translator.heldout import Documents, HeldOut
from research.train.translator.lexical import Lexical
from research.train.translator.pairs import Pair
from research.train.translator.sources import may_ship

TEST = "The ferry to the island leaves the harbour every morning at seven o'clock sharp."
TEST_ZH = "开往岛上的渡轮每天早上七点整准时从港口出发。"


@pytest.fixture
def cleaner() -> cleaning.Cleaning:
    held_out = HeldOut()
    held_out.add(TEST)
    held_out.add(TEST_ZH)
    return cleaning.Cleaning(held_out, lambda text: text.replace("醫", "医"))


def cleaned(cleaner: cleaning.Cleaning, *rows: tuple[str, str]) -> list[Pair]:
    return list(cleaner.clean(Pair("toy", *row) for row in rows))


@pytest.mark.parametrize(
    ("english", "chinese", "reason"),
    [
        ("", "你好。", "wrong language"),
        ("Hello.", "", "wrong language"),
        ("Hello there.", "Hello there.", "wrong language"),
        ("The word 你好 is Chinese.", "这个词是中文。", "wrong language"),
        ("He came.", "彼はリンゴを食べました，真的", "other scripts"),
        ("He came.", "昨天晚上他终于从很远很远的地方坐着火车回到了这座小城，大家都非常高兴地到车站迎接他。", "lengths"),
        ("Yes " * 130, "是的" * 130, "too long"),
        ("The old bridge was built of stone.", "孩子们在学校里学习唱歌和画画，还有跳舞。", "dictionary"),
        (TEST, "渡轮每天早上七点从港口开往岛上。", "test set"),
        (f"He said: {TEST}", "他说，渡轮每天早上七点整从港口开往岛上。", "test set"),
        ("The ferry leaves every morning at seven.", TEST_ZH, "test set"),
    ],
)
def test_what_is_dropped(cleaner: cleaning.Cleaning, english: str, chinese: str, reason: str) -> None:
    assert cleaned(cleaner, (english, chinese)) == []
    assert [reason in why for why in cleaner.dropped] == [True], cleaner.dropped


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Thank you.", "谢谢。"),
        ("The ferry is late.", "渡轮晚点了。"),
        ("Install Python 3.12 with pip.", "用 pip 安装 Python 3.12。"),
        ("The doctor came back at 12:30.", "医生12:30回来了。"),
        ("Why not?", "有何不可？"),
        ("Children learn to sing and paint at school.", "孩子们在学校里学习唱歌和画画。"),
    ],
)
def test_what_is_kept(cleaner: cleaning.Cleaning, english: str, chinese: str) -> None:
    assert cleaned(cleaner, (english, chinese)) == [Pair("toy", english, chinese)]


def test_text_is_normalised_and_repetitions_are_dropped(cleaner: cleaning.Cleaning) -> None:
    rows = [
        ("Tom &amp;  Ann met the doctor.\u200b", "汤姆和安见了醫生。"),
        ("tom & ann met the doctor", "汤姆和安见了医生"),
        ("Page 3 of 9", "第3页，共9页"),
        ("Page 4 of 9", "第4页，共9页"),
        ("See you.", "再见。"),
        ("See you.", "回头见。"),
        ("See you.", "改天见。"),
    ]
    kept = cleaned(cleaner, *rows)
    assert kept[0] == Pair("toy", "Tom & Ann met the doctor.", "汤姆和安见了医生。")
    assert [pair.english for pair in kept[1:]] == ["Page 3 of 9", "See you.", "See you."]
    assert cleaner.dropped == {"duplicate": 2, "one more translation of the same": 1}
    assert "| kept of toy | 4 |" in cleaner.report() and "| duplicate | 2 |" in cleaner.report()


def test_rows_that_are_no_pairs_are_counted(tmp_path: Path, cleaner: cleaning.Cleaning) -> None:
    (tmp_path / "a.tsv").write_bytes("toy\tThank you.\t谢谢。\ntoy\tone\n\ntoy\tThank you.\t多谢。\t\n".encode())
    assert [pair.chinese for pair in cleaner.clean(pairs.read([tmp_path / "a.tsv"]))] == ["谢谢。"]
    assert cleaner.dropped == {"no pair": 3}


def test_the_lexical_score_separates_pairs_from_unrelated_sentences() -> None:
    lexical = Lexical()
    pair = "孩子们在学校里学习唱歌和画画。", "Children learn to sing and paint at school."
    assert (lexical.score(*pair) or 0) >= 0.6
    assert lexical.score(pair[0], "The old bridge was built of stone in 1932.") == 0
    assert lexical.score("好的。", "All right.") is None


def test_whole_documents_are_for_validation_and_their_neighbours_are_unused() -> None:
    documents = Documents(length=10, every=8)
    parts = [documents.part(row) for row in range(160)]
    assert parts[40:50] == ["validation"] * 10 and parts[30:40] == parts[50:60] == ["margin"] * 10
    assert parts.count("validation") == 20 and parts.count("margin") == 40
    found: dict[str, list[Pair]] = {"training": [], "validation": [], "margin": []}
    heldout.split((Pair(name, str(row), "") for row in range(80) for name in "ab"), documents, found)
    assert {int(pair.english) for pair in found["validation"]} == set(range(40, 50))
    assert len(found["validation"]) == 20  # of either corpus


def test_the_check_reads_what_was_written() -> None:
    held_out = HeldOut()
    held_out.add(TEST)
    assert "of 2 training pairs 1 share" in heldout.check([Pair("a", TEST, "好"), Pair("a", "Hello", "你好")], held_out)


def test_test_sets_come_as_lines_and_as_tables(tmp_path: Path) -> None:
    (tmp_path / "a.zh").write_text(TEST_ZH + "\n\n", encoding="utf-8")
    (tmp_path / "b.tsv").write_text(f"year\ten_src\n2021\t{TEST}\n2022\t{TEST}\n", encoding="utf-8")
    held_out = HeldOut.of([tmp_path / "a.zh", tmp_path / "b.tsv"])
    assert held_out.sentences == 2 and held_out.shares(TEST_ZH) and held_out.shares(TEST.upper())
    assert not held_out.shares("The ferry leaves at seven.")


def test_licences_decide_what_weights_may_be_made_of() -> None:
    assert may_ship("lctt") and not may_ship("tvsub") and not may_ship("ted_liangyming_iwslt")


# ----------------------------------------------------------------------------------------------- augmentation


PLANTED = Aligned("2019年5月4日，北京有1,200个人用Linux。", "On May 4, 2019 Linux had 1,200 users in Beijing.")


def test_what_is_planted_stands_on_both_sides() -> None:
    random = Random(5)
    seen = [augment.planted(PLANTED, random) for _ in range(200)]
    changed = [pair for pair in seen if pair]
    assert len(changed) == 200 and PLANTED not in changed
    for pair in changed:
        for sign in "{}%<>@&[]$":
            assert pair.english.count(sign) == pair.chinese.count(sign)
    assert any("{" in pair.english for pair in changed) and any("北京" not in pair.chinese for pair in changed)
    assert any("1,200" not in pair.chinese for pair in changed)


def test_dates_numbers_and_names_change_together() -> None:
    random = Random(1)
    dated = augment._date(PLANTED, random)
    assert dated and "2019" not in dated.english + dated.chinese
    year = dated.chinese[:4]
    assert year.isdigit() and year in dated.english and "Linux" in dated.english
    numbered = augment._number(PLANTED, random)
    assert numbered and numbered.english != PLANTED.english and numbered.chinese != PLANTED.chinese
    assert sorted(augment._NUMBER.findall(numbered.english)) != sorted(augment._NUMBER.findall(PLANTED.english))
    placed = augment._name(Aligned("他住在北京。", "He lives in Beijing."), random)
    assert placed and "Beijing" not in placed.english and "北京" not in placed.chinese
    other = names.dictionary_names().by_chinese[placed.chinese.removeprefix("他住在").removesuffix("。")]
    assert placed.english == f"He lives in {other.english}." and other.kind == "place"


def test_nothing_is_planted_without_a_sure_place() -> None:
    random = Random(1)
    for english, chinese in (("Hello there.", "你好。"), ("There are two million.", "有200万。"), ("3 and 3", "3和3")):
        assert augment.planted(Aligned(chinese, english), random) is None


def test_a_placeholder_can_stand_beside_any_pair() -> None:
    random = Random(4)
    plain = Aligned("你好。", "Hello there.")
    for _ in range(100):
        pair = augment.labelled(plain, random)
        assert "你好。" in pair.chinese and "Hello there." in pair.english
        marks = [side.replace(text, "") for side, text in zip(pair, plain, strict=True)]
        assert marks[0].translate(augment._HALF_WIDTH).replace(" ", "") == marks[1].replace(" ", "") != ""


def test_people_are_spelt_as_they_sound() -> None:
    random = Random(3)
    for _ in range(20):
        name = names.person(random)
        surname, given = name.english.split()
        assert 2 <= len(name.chinese) <= 4 and surname.istitle() and given.istitle()


@pytest.mark.parametrize(("text", "language"), [("他说：“今天下雨，2019年。”", "zh"), ("The rain fell in 2019.", "en")])
def test_noise_leaves_numbers_alone(text: str, language: str) -> None:
    random = Random(2)
    noisy = [augment.noisy(text, language, random) for _ in range(300)]
    assert sum(one != text for one in noisy) > 200
    assert all("2019" in one.replace(" ", "") for one in noisy)


# ------------------------------------------------------------------------------------------- pieces and ids


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> pieces.Vocabulary:
    pytest.importorskip("sentencepiece", reason="the embedded extra is not installed")
    toy = [Pair("toy", *pair) for pair in toy_parallel.PAIRS]
    return pieces.make(toy, 600, tmp_path_factory.mktemp("vocabulary"), limit=64)


HARD: Sequence[str] = (
    "2019年5月4日，1,234.50元！",
    '{name} %s %1$d <x id="1"/> ${value} {{count}} %(total)s',
    "颜屋、洪枫林和 Boxma 说：“你好……”",
    "naïve café 😀 ａｂｃ ﬁ ①",
)


def test_text_is_unchanged_after_encoding_and_decoding(vocabulary: pieces.Vocabulary) -> None:
    assert pieces.changed(vocabulary, HARD) == []
    assert pieces.changed(vocabulary, ["a\u3000b"]) == ["a\u3000b"]  # white space alone is not kept as it was
    digits = [vocabulary.decode([index]) for index in vocabulary.encode("4071")]
    assert [digit for digit in digits if digit] == list("4071")


def test_ids_are_those_of_marians_tokenizer(vocabulary: pieces.Vocabulary) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Recommended: pip install sacremoses", UserWarning)
        from transformers import MarianTokenizer

        tokenizer = MarianTokenizer.from_pretrained(vocabulary.folder)
    for text in HARD[:3]:
        ids = tokenizer(f">>eng<< {text}").input_ids
        assert ids == [vocabulary.code("en"), *vocabulary.encode(text), vocabulary.end]
        assert tokenizer.decode(ids, skip_special_tokens=True).strip() in (text, f">>eng<< {text}")


def test_rows_come_back_from_the_file(vocabulary: pieces.Vocabulary, tmp_path: Path) -> None:
    toy = [Pair("python_docs_po", *pair) for pair in toy_parallel.PAIRS[:40]]
    rows = list(binary.augmented(toy, 1))[:60]
    data = binary.binarise(rows, vocabulary, 64)
    assert binary.save(data, tmp_path / "data.npz") == (tmp_path / "data.npz").stat().st_size
    again = binary.load(tmp_path / "data.npz")
    assert len(again) == len(data) >= 40
    assert vocabulary.decode(again.side(0, "zh").tolist()) == toy[0].chinese
    assert vocabulary.decode(again.side(0, "en").tolist()) == toy[0].english
    assert again.weights[0] == pytest.approx(0.4) and set(again.ways.tolist()) <= {0, 1, 2}
    assert again.lengths("zh").tolist() == [len(again.side(row, "zh")) for row in range(len(again))]


def test_what_is_too_long_is_left_out(vocabulary: pieces.Vocabulary) -> None:
    data = binary.binarise([(Pair("a", "one " * 80, "一" * 80), 0), (Pair("a", "One.", "一。"), 0)], vocabulary, 32)
    assert len(data) == 1


def test_errors_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="translator vocabulary"):
        pieces.Vocabulary(tmp_path)
    with pytest.raises(UsageError, match="translator binarise"):
        binary.load(tmp_path / "data.npz")
    with pytest.raises(UsageError, match="take more text"):
        pieces.make([], 400, tmp_path, 64)
