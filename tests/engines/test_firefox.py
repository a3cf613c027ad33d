"""The translator of Firefox's models against a stand-in for its library, with the arguments that it documents."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from model_files import firefox

from mtqa.config import Config
from mtqa.config.profiles import OwnProfile
from mtqa.engines.base import Identity
from mtqa.engines.fake import FakeTranslator
from mtqa.engines.load import open_translator
from mtqa.engines.store.firefox_files import firefox_files
from mtqa.engines.translators.by_direction import DirectedTranslator, joined
from mtqa.engines.translators.firefox import FirefoxTranslator
from mtqa.errors import ModelCorrupt, ModelError, ModelMissing

MODEL = Identity("fx", "0123456789ab")
BOOK = {"雨停了。": "The rain stopped.", "孩子们出去玩。": "The children went out to play.", "Hello there.": "你好。"}


class Library(ModuleType):
    """`fxtranslate`: refuses what is no model, and would fail the test if it were asked to download."""

    def __init__(self) -> None:
        super().__init__("fxtranslate")
        self.made: list[dict[str, Any]] = []
        library = self

        class Translator:
            def __init__(
                self, model: bytes, src_vocab: bytes, trg_vocab: bytes, shortlist: bytes | None = None
            ) -> None:
                if not model.startswith(b"model."):
                    raise ValueError("trace ended mid-record (truncated)")
                library.made.append({"src": src_vocab, "trg": trg_vocab, "shortlist": shortlist})

            def translate(self, text: str) -> str:
                return BOOK.get(text, text)

            @classmethod
            def load(cls, *args: object) -> None:
                pytest.fail("a download was asked for")

        self.Translator = Translator
        self.discovery = SimpleNamespace(segment_sentences=lambda text: text.replace("。", "。\n").split("\n"))


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    made = Library()
    monkeypatch.setitem(sys.modules, "fxtranslate", made)
    return made


def translator(folder: Path) -> FirefoxTranslator:
    return FirefoxTranslator(MODEL, firefox_files(folder))


def test_sentences_are_translated_and_joined(tmp_path: Path, library: Library) -> None:
    engine = translator(firefox(tmp_path / "fx", "zhen"))
    steps: list[tuple[int, int]] = []
    texts = ["雨停了。孩子们出去玩。", "", "河边的柳树发了新芽", "长" * 300]
    found = engine.translate(texts, "zh", "en", progress=lambda *step: steps.append(step))
    assert [[one.text for one in own] for own in found] == [
        ["The rain stopped. The children went out to play."],
        [""],
        [""],
        [""],
    ]
    reasons = [own[0].reason for own in found]
    assert reasons == [
        "",
        "nothing to translate",
        "the model copied its input",
        "a sentence is longer than 250 characters",
    ]
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)] and len(library.made) == 1
    assert library.made[0]["src"] == library.made[0]["trg"] == b"vocab.zhen.spm"
    assert library.made[0]["shortlist"] == b"lex.50.50.zhen.s2t.bin"


def test_two_vocabularies(tmp_path: Path, library: Library) -> None:
    engine = translator(firefox(tmp_path / "fx", "enzh", split=True))
    assert engine.translate(["Hello there."], "en", "zh")[0][0].text == "你好。"
    assert (library.made[0]["src"], library.made[0]["trg"]) == (b"srcvocab.enzh.spm", b"trgvocab.enzh.spm")
    with pytest.raises(ModelError, match="has no files for zh → en"):
        engine.translate(["雨停了。"], "zh", "en")


def test_files_that_are_no_model(tmp_path: Path, library: Library) -> None:
    folder = firefox(tmp_path / "fx", "zhen")
    (folder / "model.zhen.intgemm.alphas.bin").write_bytes(b"rubbish")
    with pytest.raises(ModelCorrupt, match="cannot be loaded: trace ended"):
        translator(folder).translate(["雨停了。"], "zh", "en")


def test_the_library_is_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fxtranslate", None)
    with pytest.raises(ModelMissing, match=r"pip install '\.\[firefox\]'"):
        translator(firefox(tmp_path / "fx", "zhen")).translate(["雨停了。"], "zh", "en")


def test_the_real_library_refuses_what_is_no_model(tmp_path: Path) -> None:
    pytest.importorskip("fxtranslate", reason="the firefox extra is not installed")
    with pytest.raises(ModelCorrupt):
        translator(firefox(tmp_path / "fx", "zhen")).translate(["雨停了。"], "zh", "en")


def test_a_folder_is_opened_as_a_translator(tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="the embedded extra is not installed")
    folder = str(firefox(tmp_path / "fx", "zhen"))
    config = Config(cache=False, profiles=(OwnProfile("mine", "a/b", {"zh-en": folder}),), profile="mine")
    for name in (folder, ""):  # by --translator, and by a profile whose language model is not asked
        engine = open_translator(config, name=name, directions=[("zh", "en")])
        assert engine.translate(["雨停了。"], "zh", "en")[0][0].text == "The rain stopped."
        assert engine.identity.name == "fx" and engine.identity.revision.endswith("+firefox-1")


def test_a_translator_for_each_direction() -> None:
    there = FakeTranslator({("zh", "en"): {"好": "good"}}, "b")
    back = FakeTranslator({("en", "zh"): {"good": "好"}}, "a")
    both = joined({("zh", "en"): there, ("en", "zh"): back})
    assert str(both.identity) == "a+b@0+0"
    assert both.translate(["好"], "zh", "en")[0][0].text == "good"
    assert both.translate(["good"], "en", "zh")[0][0].text == "好"
    assert joined({("zh", "en"): there, ("en", "zh"): there}) is there
    with pytest.raises(ModelError, match="does not translate zh → de"):
        DirectedTranslator({("zh", "en"): there}).translate(["好"], "zh", "de")
