"""models.toml: what it holds, what it may not hold, and the names that it does not list."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mtqa.engines.store.local import LocalStore
from mtqa.engines.store.registry import FileSource, read_registry
from mtqa.errors import ModelMissing, UsageError


@pytest.fixture
def shelf(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "models")


def test_every_entry_and_profile_of_models_toml(shelf: LocalStore) -> None:
    names = {spec.name for spec in shelf.specs()}
    assert {"gemma-3-270m", "qwen2.5-coder-1.5b", "qwen3-0.6b-base"} <= names
    assert all(spec.licence and spec.licence_url and spec.languages for spec in shelf.specs())
    assert "Gemma Terms of Use" in shelf.spec("gemma-3-270m").notice
    for name in ("embedded", "strong", "hub"):
        profile = shelf.profile(name)
        assert shelf.spec(profile.fluency).purpose == "language-model"
        assert set(profile.translators) == {("zh", "en"), ("en", "zh")}
        assert all(shelf.spec(model).engine in ("low-rank", "causal", "chat") for model in profile.translators.values())


def test_an_unknown_name_hears_of_the_nearest(shelf: LocalStore) -> None:
    with pytest.raises(UsageError, match="gemma-3-270m"):
        shelf.spec("gemma3-270")
    with pytest.raises(UsageError, match="embedded, strong, hub"):
        shelf.profile("large")


_FILE = """[models.x]
purpose = "language-model"
engine = "causal"
revision = "0123456789012345678901234567890123456789"
sha256 = "{sha256}"
size = {size}
source = {{kind = "file", file = "f.gguf", repo = "a/b", package = "{package}", part = "{part}", parts = {parts}, \
version = "1", extra = "e"}}"""
_RIGHT = {"sha256": "a" * 64, "size": 1, "package": "p-{n}", "part": "d/{n:02}.bin", "parts": 2}


def _file(**changed: object) -> str:
    return _FILE.format(**(_RIGHT | changed))


def test_a_file_that_packages_share(tmp_path: Path) -> None:
    (tmp_path / "models.toml").write_text(_file())
    spec = read_registry(tmp_path / "models.toml").models["x"]
    assert isinstance(spec.source, FileSource) and spec.source.parts == 2
    assert spec.origin == "f.gguf of a/b at 012345678901, sha256 aaaaaaaaaaaa"


def test_the_extra_strong_installs_every_part(shelf: LocalStore) -> None:
    source = shelf.spec("qwen2.5-coder-1.5b").source
    assert isinstance(source, FileSource)
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [f"{source.package.format(n=n)}=={source.version}" for n in range(1, source.parts + 1)]
    assert project["optional-dependencies"][source.extra] == ["mtqa[embedded]", *wanted]


def test_what_a_name_stands_for(shelf: LocalStore) -> None:
    assert shelf.models("strong") == ("gemma-3-270m", "qwen2.5-coder-1.5b")
    assert shelf.models("qwen2.5-coder-1.5b-chat") == ("qwen2.5-coder-1.5b",)
    assert shelf.models("embedded") == ("gemma-3-270m",)
    assert shelf.models("hub") == ("qwen3-0.6b-base",)
    with pytest.raises(UsageError, match="no model is called 'strung'"):
        shelf.models("strung")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (_file(package="p"), r"models\.x: package is 'p', without {n}"),
        (_file(part="{m}"), r"models\.x: part is '{m}', which has other fields"),
        (_file(parts=0), "parts is 0, not at least 1"),
        (_file(sha256="aa"), "sha256 is 'aa', not 64 hexadecimal digits"),
        (_file(size=0), "size is missing"),
        ('[models.x]\ncolour = "red"\nsource = {kind = "folder", path = "x"}', "unknown key 'colour'"),
        ('[models.x]\npurpose = "translator"\nengine = "marian"', "kind is None"),
        ('[models.x]\nengine = "marian"\nsource = {kind = "folder", path = "x"}', "purpose is missing"),
        ('[models.x]\nsource = {kind = "hub", repo = "a/b", path = "x"}', "unknown key 'path'"),
        ('[models.x]\nsource = {kind = "folder", path = 3}', "str is expected"),
        (
            '[models.x]\npurpose = "song"\nengine = "marian"\nsource = {kind = "folder", path = "x"}',
            "purpose is 'song'",
        ),
        ('[profiles.p]\nfluency = "none"', "no model is called 'none'"),
        ('[profiles.p]\nfluency = "x"\ntranslators = {zh = "x"}', "not a direction"),
        ("[modles]", "unknown key 'modles'"),
        ("[models", "cannot be read"),
    ],
)
def test_mistakes_in_models_toml(tmp_path: Path, entry: str, words: str) -> None:
    path = tmp_path / "models.toml"
    path.write_text(entry)
    with pytest.raises(UsageError, match=words) as caught:
        read_registry(path)
    assert caught.value.where == str(path)


def test_names_that_are_not_listed(shelf: LocalStore, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    assert not shelf.is_ready(str(folder))
    with pytest.raises(ModelMissing, match=r"config\.json"):
        shelf.path(str(folder))
    (folder / "config.json").write_text('{"model_type": "marian"}')
    assert shelf.spec(str(folder)).engine == "marian"
    assert shelf.path(str(folder)) == folder
    before = shelf.revision(str(folder))
    (folder / "model.safetensors").write_bytes(b"new")
    assert shelf.revision(str(folder)) != before
    opus = shelf.spec("Helsinki-NLP/opus-mt-zh-en")
    assert (opus.engine, opus.languages) == ("marian", ("zh", "en"))
    pinned = shelf.spec("Qwen/Qwen3-0.6B-Base@refs/pr/7")
    assert (pinned.engine, pinned.revision) == ("causal", "refs/pr/7")
    with pytest.raises(UsageError):
        shelf.spec("../etc/passwd")
