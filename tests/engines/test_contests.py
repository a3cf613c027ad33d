"""Contests in place agree with probabilities of whole texts, on toy models and whatever the place."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("transformers", reason="the embedded extra is not installed")

import toy_causal

from mtqa.engines.base import Contest, Identity
from mtqa.engines.cached import CachedLanguageModel
from mtqa.engines.causal import contests as contest
from mtqa.engines.causal.contests import Windows
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.fake import FakeLanguageModel
from mtqa.storage import Cache
from mtqa.text import Span

TEXT = "\n".join(toy_causal.TEXTS)


@pytest.fixture(scope="module", params=["gemma3", "gemma3-short-window", "llama", "gpt2"])
def model(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> CausalLanguageModel:
    folder = tmp_path_factory.mktemp(request.param)
    toy_causal.make(folder, request.param)
    return CausalLanguageModel(folder, Identity(request.param, "1"))


def asked(wording: str, *rivals: str, right: int = 6) -> Contest:
    start = TEXT.index(wording)
    return Contest(Span(start, start + len(wording)), rivals, start + len(wording) + right)


QUESTIONS = [
    asked("图书馆", "博物馆", "书店", "图书馆"),
    asked("春天", "弹簧"),  # at the very start
    asked("hours", "days"),
    asked("分钟", "", "个小时"),  # nothing at all is a rival, too
    asked("柳树", "柳", "柳树和杨树"),
]


def whole(model: CausalLanguageModel, question: Contest) -> list[float]:
    """The same from probabilities of the whole text up to the contest's end."""
    left, right = TEXT[: question.span.start], TEXT[question.span.end : question.end]
    stands, *rivals = (
        -sum(token.surprisal for token in model.surprisals(left + wording + right))
        for wording in (question.span.of(TEXT), *question.rivals)
    )
    return [rival - stands for rival in rivals]


def test_contests_agree_with_whole_texts(model: CausalLanguageModel) -> None:
    steps: list[tuple[int, int]] = []
    answers = model.log_odds(TEXT, QUESTIONS, lambda done, total: steps.append((done, total)))
    for question, answer in zip(QUESTIONS, answers, strict=True):
        assert list(answer) == pytest.approx(whole(model, question), abs=2e-3)
    assert answers[0][2] == pytest.approx(0, abs=1e-4)
    assert steps == sorted(steps) and steps[-1] == (len(QUESTIONS), len(QUESTIONS))
    assert model.log_odds(TEXT, []) == []


def test_what_was_read_stays_open(model: CausalLanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = model.log_odds(TEXT, QUESTIONS)

    def never(*_: object) -> None:
        raise AssertionError("the text was read again")

    monkeypatch.setattr(contest, "_read", never)
    assert model.log_odds(TEXT, QUESTIONS) == expected


def test_far_into_a_text_only_the_last_stretch_is_context(
    model: CausalLanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = CausalLanguageModel(model.folder, model.identity, windows=Windows(16, 16), like=model)
    monkeypatch.setattr(contest, "_KEPT_WINDOWS", 2)
    answers = model.log_odds(TEXT, QUESTIONS)
    exact = [whole(model, question) for question in QUESTIONS]
    assert list(answers[1]) == pytest.approx(exact[1], abs=2e-3)  # at the start there is nothing else
    if "short" not in model.identity.name:  # that one never looks further back
        assert list(answers[2]) != pytest.approx(exact[2], abs=1e-6)


def test_answers_are_kept(tmp_path: Path) -> None:
    asked_for: list[int] = []

    class Counting(FakeLanguageModel):
        def log_odds(self, text, contests, progress=lambda done, total: None):  # type: ignore[no-untyped-def]
            asked_for.append(len(contests))
            return super().log_odds(text, contests, progress)

    def open_model() -> CachedLanguageModel:
        return CachedLanguageModel(Identity("fake", "0"), Counting, Cache(tmp_path / "answers.sqlite"))

    first = open_model().log_odds(TEXT, QUESTIONS[:2])
    again = open_model().log_odds(TEXT, QUESTIONS[:3])
    assert again[:2] == first and asked_for == [2, 1]
    assert again == [tuple(round(x, 4) for x in odds) for odds in FakeLanguageModel().log_odds(TEXT, QUESTIONS[:3])]


def test_next_words_are_the_likeliest_after_what_stands_before(model: CausalLanguageModel) -> None:
    place = TEXT.index("图书馆")
    [found, nowhere] = model.next_words(TEXT, [place, len(TEXT) + 5], 3)
    assert nowhere == []
    words = {model.network.tokens.decode([index]) for index in model.network.vocabulary.words.tolist()}
    assert len(found) == min(3, len(words))
    assert set(found) <= words and all("一" <= character <= "鿿" for character in "".join(words))
