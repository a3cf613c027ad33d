"""The life of a model folder: made under a lock, renamed when whole, verified."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mtqa.engines.store import Store
from mtqa.engines.store.manifest import StageProgress, no_stages
from mtqa.engines.store.registry import ModelSpec, registry_path
from mtqa.errors import ModelCorrupt, ModelError, ModelMissing, ModelOffline

GEMMA = "gemma-3-270m"
WEIGHTS = b"weights" * 1000


def quick(spec: ModelSpec, folder: Path, progress: StageProgress) -> None:
    progress("weights", 1, 1)
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(WEIGHTS)


def slow(spec: ModelSpec, folder: Path, progress: StageProgress) -> None:
    quick(spec, folder, progress)
    time.sleep(0.7)


@pytest.fixture(autouse=True)
def everything_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The converter is a stand-in here, so that these tests also run without the embedded extra."""
    monkeypatch.setattr("mtqa.engines.store.find_spec", lambda name: object())
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models", converter=quick)


def partials(root: Path) -> list[str]:
    return [path.name for path in root.iterdir() if ".partial" in path.name]


def test_the_few_shot_translator_is_the_same_weights(store: Store) -> None:
    assert store.ensure(f"{GEMMA}-few-shot") == store.ensure(GEMMA)
    assert store.revision(f"{GEMMA}-few-shot") == store.revision(GEMMA) == store.spec(GEMMA).sha256


def test_a_conversion_leaves_a_whole_model_and_nothing_else(store: Store) -> None:
    stages: list[str] = []
    assert not store.is_ready(GEMMA)
    folder = store.ensure(GEMMA, lambda stage, done, total: stages.append(stage))
    assert folder == store.root / GEMMA == store.path(GEMMA) and stages == ["weights"]
    assert store.is_ready(GEMMA) and store.verify(GEMMA) == [] and partials(store.root) == []
    manifest = json.loads((folder / "mtqa.json").read_text())
    assert manifest["complete"] is True and manifest["revision"] == store.spec(GEMMA).sha256
    assert manifest["files"]["model.safetensors"]["size"] == len(WEIGHTS)
    store.ensure(GEMMA, lambda stage, done, total: stages.append(stage))
    assert stages == ["weights"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ModelCorrupt("bad")])
def test_an_interrupted_conversion_leaves_nothing(tmp_path: Path, stop: BaseException) -> None:
    def stopped(spec: ModelSpec, folder: Path, progress: StageProgress) -> None:
        (folder / "model.safetensors").write_bytes(WEIGHTS)
        raise stop

    store = Store(tmp_path, converter=stopped)
    with pytest.raises((KeyboardInterrupt, ModelCorrupt)):
        store.ensure(GEMMA)
    assert partials(tmp_path) == [] and not store.is_ready(GEMMA)
    assert Store(tmp_path, converter=quick).ensure(GEMMA).is_dir()


def test_what_a_killed_process_left_is_cleared(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from mtqa.engines.store import Store\n"
        "def endless(spec, folder, progress):\n"
        "    (folder / 'model.safetensors').write_bytes(b'half')\n"
        "    print('ready', flush=True); time.sleep(60)\n"
        f"Store(Path(sys.argv[1]), converter=endless).pull({GEMMA!r})"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        process.kill()
    assert len(partials(tmp_path)) == 1
    store = Store(tmp_path, converter=quick)
    assert not store.is_ready(GEMMA)
    store.ensure(GEMMA)
    assert partials(tmp_path) == [] and store.verify(GEMMA) == []


def _ensure_in_process(root: Path, said: multiprocessing.SimpleQueue[tuple[str, ...]]) -> None:
    stages: list[str] = []
    Store(root, converter=slow).pull(GEMMA, lambda stage, done, total: stages.append(stage))
    said.put(tuple(stages))


def test_two_processes_at_once(tmp_path: Path) -> None:
    """One converts; the other says that it waits, and finds the work done."""
    context = multiprocessing.get_context("spawn")
    said = context.SimpleQueue()
    both = [context.Process(target=_ensure_in_process, args=(tmp_path, said)) for _ in range(2)]
    for process in both:
        process.start()
    stages = [said.get(), said.get()]
    for process in both:
        process.join()
    assert ("weights",) in stages and all(process.exitcode == 0 for process in both)
    assert sum("weights" in seen for seen in stages) == 1
    assert Store(tmp_path).verify(GEMMA) == []


def test_a_second_process_waits_at_the_lock(store: Store) -> None:
    from filelock import FileLock

    store.root.mkdir()
    lock = FileLock(store.root / f".{GEMMA}.lock")
    lock.acquire()
    said: list[str] = []

    def listen(stage: str, done: int, total: int) -> None:
        said.append(stage)
        lock.release()

    store.ensure(GEMMA, listen)
    assert said[0].startswith("waiting for another mtqa")


# ------------------------------------------------------------------------------ what goes wrong


def _truncated(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(WEIGHTS[:-1])


def _missing(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


@pytest.mark.parametrize(("damage", "words"), [(_truncated, "6999 bytes"), (_missing, "missing")])
def test_damage_is_seen_and_repaired(store: Store, damage: Callable[[Path], None], words: str) -> None:
    damage(store.ensure(GEMMA))
    assert not store.is_ready(GEMMA)
    with pytest.raises(ModelCorrupt, match=f"{words}.*\n.*mtqa models pull {GEMMA}"):
        store.path(GEMMA)
    assert words in store.verify(GEMMA)[0]
    store.pull(GEMMA)
    assert store.verify(GEMMA) == []


def test_verify_sees_what_sizes_do_not_tell(store: Store) -> None:
    folder = store.ensure(GEMMA)
    (folder / "model.safetensors").write_bytes(WEIGHTS[:-1] + b"x")
    assert store.is_ready(GEMMA)
    assert [problem[:26] for problem in store.verify(GEMMA)] == ["model.safetensors: sha256 "]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"name": 1}', "null"])
def test_a_manifest_that_is_not_one(store: Store, content: str) -> None:
    folder = store.ensure(GEMMA)
    (folder / "mtqa.json").write_text(content)
    assert not store.is_ready(GEMMA)
    with pytest.raises(ModelMissing):
        store.path(GEMMA)
    assert store.ensure(GEMMA) == folder and store.verify(GEMMA) == []


def test_a_model_that_models_toml_no_longer_means(store: Store, tmp_path: Path) -> None:
    store.ensure(GEMMA)
    newer = tmp_path / "models.toml"
    newer.write_text(registry_path().read_text(encoding="utf-8").replace("a5fd3b62", "00000000"), encoding="utf-8")
    assert not Store(store.root, catalogue=newer).is_ready(GEMMA)


def test_a_hub_model_that_is_not_here(store: Store) -> None:
    with pytest.raises(ModelMissing, match=r"mtqa models pull qwen3-0\.6b-base"):
        store.ensure("qwen3-0.6b-base")
    with pytest.raises(ModelOffline, match="--offline"):
        Store(store.root, offline=True).ensure("qwen3-0.6b-base")


def test_without_the_embedded_extra(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtqa.engines.store.find_spec", lambda name: None)
    with pytest.raises(ModelMissing, match=r"torch.*\n.*\.\[embedded\].*--no-models"):
        store.ensure(GEMMA)
    monkeypatch.setattr("mtqa.engines.store.package.find_spec", lambda name: None)
    with pytest.raises(ModelMissing, match=r"\.\[embedded\]"):
        Store(store.root).pull(GEMMA)


def test_importing_the_store_loads_nothing_heavy() -> None:
    code = "import sys, mtqa.engines.store; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"torch", "transformers", "huggingface_hub", "filelock", "numpy", "gguf"} & set(loaded)


@pytest.mark.parametrize(
    ("number", "words"), [(28, "No space left.*\n.*free some"), (30, "Read-only.*\n.*MTQA_MODELS")]
)
def test_a_disk_that_refuses(tmp_path: Path, number: int, words: str) -> None:
    import os

    def refuse(spec: ModelSpec, folder: Path, progress: StageProgress) -> None:
        raise OSError(number, os.strerror(number))

    with pytest.raises(ModelError, match=words):
        Store(tmp_path, converter=refuse).ensure(GEMMA)
    assert partials(tmp_path) == []


def test_a_root_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match=r"cannot be written.*\n.*MTQA_MODELS"):
        Store(tmp_path / "file" / "models", converter=quick).ensure(GEMMA)


def test_the_root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MTQA_MODELS", str(tmp_path))
    assert Store().root == tmp_path
    monkeypatch.delenv("MTQA_MODELS")
    assert Store().root.name == "models" and "mtqa" in Store().root.parts
    no_stages("weights", 0, 0)
