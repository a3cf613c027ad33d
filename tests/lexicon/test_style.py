"""How sentences are put together: what counts in them, and that the shipped table tells translated from native text."""

from __future__ import annotations

from mtqa.lexicon import LacTagger
from mtqa.lexicon.style import Style, may_count, ngrams, shared_style

TAGGER = LacTagger()
TRANSLATED = [
    "当他被问到这个问题时，他表示他将会在他的职责范围内做出一个决定。",
    "这是一个对于那些希望在未来几年中改善他们的生活的人来说非常重要的问题。",
    "如果你不确定你的医生是否已经被告知这一点，那么你应该在你的预约期间进行询问。",
]
NATIVE = [
    "问起这事儿，他只说到时候再看，该怎么办就怎么办。",
    "谁不想把日子过好一点呢，何况眼下正是要紧的时候。",
    "拿不准大夫知不知道，看病的时候问一声就是了。",
]


def test_words_of_the_subject_are_their_tags() -> None:
    words = TAGGER.tag("他在学校被老师表扬了。")
    grams = list(ngrams(words, frozenset({"他", "在", "被", "了", "。"})))
    tags = {word.text: word.tag for word in words}
    assert grams[:4] == ["<", "他", "在", f"_{tags['学校']}"]
    assert f"被 _{tags['老师']} _{tags['表扬']}" in grams and "了 。 >" in grams
    assert not any("学校" in gram or "老师" in gram for gram in grams)
    assert max(gram.count(" ") for gram in grams) == 2
    latin, name = TAGGER.tag("用 Python 写"), TAGGER.tag("上海很大")
    assert not any(may_count(word) for word in latin if word.text == "Python")
    assert not may_count(name[0])


def test_what_is_not_in_the_table_says_nothing() -> None:
    style = Style(frozenset({"的"}), {"的": 2.0, "_n": -1.0}, 0.5)
    words = TAGGER.tag("学校的操场")
    assert style.log_odds(words) == 0.5 + (2.0 - 1.0) / 2**0.5
    assert style.log_odds(TAGGER.tag("走")) == 0.5


def test_the_shipped_table_tells_translations_from_native_text() -> None:
    style = shared_style()
    assert len(style.weights) > 10_000 and 550 < len(style.words) <= 600
    translated, native = ([style.log_odds(TAGGER.tag(text)) for text in texts] for texts in (TRANSLATED, NATIVE))
    assert min(translated) > max(native)
