"""Profiles: any causal model by its folder or hub id, and those of a configuration."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from model_files import causal, firefox

from mtqa.config import Config
from mtqa.config.load import load
from mtqa.config.profiles import OwnProfile
from mtqa.engines.store import Store
from mtqa.engines.store.causal_folder import require_causal
from mtqa.engines.store.firefox_files import firefox_files, required_files
from mtqa.engines.store.local import LocalStore
from mtqa.errors import ModelError, ModelMissing, UsageError

BOTH = {("zh", "en"), ("en", "zh")}


@pytest.fixture
def shelf(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "models")


# ------------------------------------------------------------------------------------------------ by name


def test_a_folder_and_a_hub_id_do_everything(shelf: LocalStore, tmp_path: Path) -> None:
    for name in (str(causal(tmp_path / "mine")), "Qwen/Qwen3-4B-Base", "Qwen/Qwen3-4B-Base@refs/pr/7"):
        profile = shelf.profile(name)
        assert profile.fluency == name and profile.translators == dict.fromkeys(BOTH, name)
    assert shelf.profile("qwen3-0.6b-base").fluency == "qwen3-0.6b-base"


def test_signatures_name_no_path_of_this_machine(shelf: LocalStore, tmp_path: Path) -> None:
    assert shelf.title(str(causal(tmp_path / "mine"))) == "mine"
    assert shelf.title("Qwen/Qwen3-4B-Base@refs/pr/7") == "Qwen/Qwen3-4B-Base"
    assert shelf.title("gemma-3-270m") == "gemma-3-270m"


def test_a_hub_model_that_was_not_pulled_is_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtqa.engines.store.find_spec", lambda name: object())
    monkeypatch.setattr("mtqa.engines.store.hub.resolve", lambda *args: pytest.fail("the hub was asked"))
    with pytest.raises(ModelMissing, match="mtqa models pull some/model"):
        Store(tmp_path).ensure("some/model")


def test_a_profile_of_the_configuration(shelf: LocalStore, tmp_path: Path) -> None:
    folder = str(causal(tmp_path / "mine"))
    own = (OwnProfile("mine", folder, {"zh-en": "gemma-3-270m-tuned"}, "mtqa.toml:3"),)
    profile = shelf.profile("mine", own)
    assert profile.translators == {("zh", "en"): "gemma-3-270m-tuned", ("en", "zh"): folder}
    assert [each.name for each in shelf.profiles(own)][-1] == "mine"


@pytest.mark.parametrize(
    ("name", "own", "words"),
    [
        ("embeded", (), "did you mean embedded"),
        ("mne", (OwnProfile("mine", "a/b"),), "did you mean mine"),
        ("embedded", (OwnProfile("embedded", "a/b", {}, "mtqa.toml:3"),), "mtqa.toml:3.*comes with mtqa"),
        (
            "mine",
            (OwnProfile("mine", "gemma", {}, "mtqa.toml:3"),),
            r"toml:3.*“gemma”\n.*did you mean gemma-3-270m",
        ),
        ("mine", (OwnProfile("mine", "a/b", {"zh-en": "x"}, "mtqa.toml:3"),), "mtqa.toml:3.*“x”"),
        ("gemma-3-270m-tuned", (), "is a translator"),
        ("Helsinki-NLP/opus-mt-zh-en", (), "is a translator"),
    ],
)
def test_profiles_that_cannot_be(shelf: LocalStore, name: str, own: tuple[OwnProfile, ...], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        shelf.profile(name, own)


def test_a_profile_may_name_a_judge(shelf: LocalStore) -> None:
    profile = shelf.profile("mine", (OwnProfile("mine", "gemma-3-270m", {}, "mtqa.toml:3", "qwen2.5-coder-1.5b"),))
    assert profile.judge == "qwen2.5-coder-1.5b" and profile.models == ("gemma-3-270m", "qwen2.5-coder-1.5b")
    with pytest.raises(UsageError, match=r"mtqa.toml:3.*no model is called “qwen”"):
        shelf.profile("mine", (OwnProfile("mine", "gemma-3-270m", {}, "mtqa.toml:3", "qwen"),))


def test_a_large_folder_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = causal(tmp_path / "mine")
    name, first = str(folder), LocalStore(tmp_path / "models").revision(str(folder))
    monkeypatch.setattr("mtqa.engines.store.manifest.file_sha256", lambda path: pytest.fail("it was read again"))
    assert LocalStore(tmp_path / "models").revision(name) == first
    monkeypatch.undo()
    (folder / "model.safetensors").write_bytes(b"new")
    assert LocalStore(tmp_path / "models").revision(name) != first
    (tmp_path / "models" / ".revisions.json").write_text("[", encoding="utf-8")
    assert LocalStore(tmp_path / "models").revision(name) != first


# ----------------------------------------------------------------------------------------------- its files


def test_a_folder_says_what_it_lacks(tmp_path: Path) -> None:
    require_causal(causal(tmp_path / "right"))
    with pytest.raises(ModelMissing, match=r"no config\.json"):
        require_causal(tmp_path)
    with pytest.raises(ModelError, match=r"no causal language model: .* MarianMTModel"):
        require_causal(causal(tmp_path / "marian", architectures=["MarianMTModel"]))
    bare = causal(tmp_path / "bare")
    (bare / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match="has no tokenizer"):
        require_causal(bare)
    (bare / "model.safetensors").rename(bare / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"no safetensors: pytorch_model\.bin can run code"):
        require_causal(bare)
    (bare / "config.json").write_text("[", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        require_causal(bare)


def test_code_of_a_model_is_never_run(tmp_path: Path) -> None:
    pytest.importorskip("transformers", reason="the embedded extra is not installed")
    with pytest.raises(ModelError, match="Python code of its own"):
        require_causal(causal(tmp_path / "own", model_type="homemade", auto_map={"AutoModelForCausalLM": "m.M"}))
    require_causal(causal(tmp_path / "known", auto_map={"AutoModelForCausalLM": "m.M"}))


# ------------------------------------------------------------------------------------------------ Firefox


def test_firefox_files_are_found_by_name(tmp_path: Path, shelf: LocalStore) -> None:
    folder = firefox(tmp_path / "fx", "zhen")
    firefox(folder / "en-zh", "enzh", split=True)
    found = firefox_files(folder)
    assert {*found} == BOTH
    assert found["zh", "en"].source_vocabulary == found["zh", "en"].target_vocabulary
    assert found["en", "zh"].source_vocabulary.name == "srcvocab.enzh.spm"
    assert found["en", "zh"].shortlist and shelf.is_ready(str(folder))
    spec = shelf.spec(str(folder))
    assert (spec.engine, spec.purpose) == ("firefox", "translator") and shelf.path(str(folder)) == folder


def test_firefox_files_that_are_not_complete(tmp_path: Path) -> None:
    folder = firefox(tmp_path / "fx", "zhen", "deen")
    with pytest.raises(ModelMissing, match=r"no files for en → zh\n.*model\.enzh"):
        required_files(folder, [("en", "zh")])
    (folder / "vocab.zhen.spm").unlink()
    assert firefox_files(folder) == {}


# -------------------------------------------------------------------------------------- the configuration


def settings(folder: Path, text: str, name: str = "mtqa.toml") -> Config:
    (folder / name).write_text(text, encoding="utf-8")
    return load({}, {}, folder).config


@pytest.mark.parametrize("name", ["mtqa.toml", "pyproject.toml"])
def test_a_table_of_a_file_is_a_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models" / "q").mkdir(parents=True)
    head = "tool.mtqa." if name == "pyproject.toml" else ""
    text = f'[{head}profiles.mine]\nfluency = "models/q"\n[{head}profiles.hub-one]\nfluency = "org/repo"\n'
    text += 'translators = { zh-en = "./fx", en-zh = "gemma-3-270m-tuned" }\njudge = "./strong"\n'
    config = settings(tmp_path, text, name)
    mine, other = config.profiles
    assert (mine.name, mine.fluency, dict(mine.translators)) == ("mine", "models/q", {})
    assert (other.fluency, other.where) == ("org/repo", f"{name}:3")
    assert other.translators == {"zh-en": "./fx", "en-zh": "gemma-3-270m-tuned"}
    assert (mine.judge, other.judge) == ("", "./strong")
    assert pickle.loads(pickle.dumps(config)).profiles == config.profiles  # for the workers


def test_a_folder_starts_from_that_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "deep").mkdir()
    (tmp_path / "mtqa.toml").write_text('profile = "models"\n[profiles.a]\nfluency = "models"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path / "deep")
    config = load({}, {}, tmp_path / "deep").config
    assert config.profile == config.profiles[0].fluency == "../models"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("profiles = 3", "needs tables with names"),
        ("[profiles.a]", "mtqa.toml:1.*needs fluency"),
        ("[profiles.a]\nfluency = 3", "needs fluency"),
        ('[profiles.a]\nfluncy = "x"', "mtqa.toml:2.*no key “fluncy”\n.*did you mean fluency"),
        ('[profiles.a]\nfluency = "x"\ntranslators = "y"', "mtqa.toml:3.*table of directions"),
        (
            '[profiles.a]\nfluency = "x"\ntranslators = { zh-de = "y" }',
            "toml:3.*“zh-de”, .*\n.*did you mean zh-en",
        ),
        ('[profiles.a]\nfluency = "x"\ntranslators = { zh-en = 3 }', "“zh-en” needs a model"),
        ('[profiles.a]\nfluency = "x"\njudge = 3', "mtqa.toml:3.*“judge” needs a model"),
    ],
)
def test_mistakes_in_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=words):
        settings(tmp_path, text)
