"""`pull` from the hub, against a stub of its API on loopback."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

pytest.importorskip("huggingface_hub", reason="the embedded extra is not installed")

from hub_stub import COMMIT, HubStub, serving

from mtqa.engines.store import Store
from mtqa.errors import ModelCorrupt, ModelError, ModelMissing, ModelOffline

REPO = "some/model"
WEIGHTS = bytes(range(256)) * 4000
FILES = {
    "model.safetensors": WEIGHTS,
    "config.json": b'{"model_type": "marian"}',
    "source.spm": b"spm",
    "pytorch_model.bin": b"a pickle",
    "README.md": b"words",
    "onnx/model.json": b"{}",
    ".gitattributes": b"",
}


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> HubStub:
    """Chunks are small here, so that a file of 1 MB has several: what a cut loses is the chunk it is in."""
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 100_000)
    return HubStub(REPO, dict(FILES))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models")


def pull(stub: HubStub, store: Store, monkeypatch: pytest.MonkeyPatch, name: str = REPO) -> Path:
    with serving(stub):
        monkeypatch.setenv("HF_ENDPOINT", stub.endpoint)
        return store.pull(name)


def leftovers(store: Store) -> list[str]:
    return sorted(path.name for path in store.root.iterdir() if ".partial" in path.name)


def test_a_full_pull(stub: HubStub, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = pull(stub, store, monkeypatch)
    assert folder == store.root / "some--model" == store.path(REPO)
    names = {path.name for path in folder.iterdir()}
    assert names == {"model.safetensors", "config.json", "source.spm", "mtqa.json"}
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    assert store.is_ready(REPO) and store.verify(REPO) == [] and leftovers(store) == []
    manifest = json.loads((folder / "mtqa.json").read_text())
    assert manifest["requested"] == "main" and manifest["revision"] == COMMIT == store.revision(REPO)
    assert not any(path.endswith(".bin") for path, _ in stub.requests)


def test_a_second_pull_asks_only_whether_the_branch_moved(
    stub: HubStub, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull(stub, store, monkeypatch)
    stub.requests.clear()
    pull(stub, store, monkeypatch)
    assert [path for path, _ in stub.requests] == [f"/api/models/{REPO}/revision/main"]
    stub.commit, stub.files["config.json"] = "f" * 40, b'{"new": 1}'
    pull(stub, store, monkeypatch)
    assert store.revision(REPO) == "f" * 40
    assert (store.path(REPO) / "config.json").read_bytes() == b'{"new": 1}'


def test_a_pinned_commit_that_is_here_needs_no_network(
    stub: HubStub, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"{REPO}@{COMMIT}"
    pull(stub, store, monkeypatch, name)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert Store(store.root, offline=True).pull(name).is_dir()


def test_a_cut_connection_is_taken_up_where_it_broke(
    stub: HubStub, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub.cut_after, stub.cuts = 700_000, 1
    folder = pull(stub, store, monkeypatch)
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    ranges = [wanted for path, wanted in stub.requests if path.endswith(".safetensors")]
    assert ranges == ["", "bytes=700000-"]


def test_an_interrupted_pull_is_resumed_by_the_next_one(
    stub: HubStub, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(stage: str, done: int, total: int) -> None:
        if done >= 500_000:
            raise KeyboardInterrupt

    with serving(stub):
        monkeypatch.setenv("HF_ENDPOINT", stub.endpoint)
        with pytest.raises(KeyboardInterrupt):
            store.pull(REPO, interrupt)
    assert not store.is_ready(REPO) and leftovers(store) == [f"some--model.partial-{COMMIT[:12]}"]
    stub.requests.clear()
    seen: list[tuple[int, int]] = []
    with serving(stub):
        monkeypatch.setenv("HF_ENDPOINT", stub.endpoint)
        store.pull(REPO, lambda stage, done, total: seen.append((done, total)))
    ranges = [wanted for path, wanted in stub.requests if path.endswith(".safetensors")]
    assert ranges == ["bytes=500000-"]
    assert store.verify(REPO) == [] and leftovers(store) == []
    assert seen[0][0] > 500_000 and seen[-1][0] == seen[-1][1] == len(WEIGHTS) + 27
    assert seen == sorted(seen)


def test_what_was_fetched_of_another_commit_is_thrown_away(
    stub: HubStub, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = store.root / f"some--model.partial-{'e' * 12}"
    stale.mkdir(parents=True)
    pull(stub, store, monkeypatch)
    assert not stale.exists()


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("model.safetensors", {"lfs": {"sha256": "0" * 64, "size": len(WEIGHTS), "pointerSize": 1}}),
        ("config.json", {"blobId": "0" * 40}),
    ],
)
def test_a_wrong_hash(
    stub: HubStub, store: Store, monkeypatch: pytest.MonkeyPatch, name: str, facts: dict[str, object]
) -> None:
    stub.listed[name] = facts
    with pytest.raises(ModelCorrupt, match=f"some/model: {name}: .*the hub's list"):
        pull(stub, store, monkeypatch)
    assert not store.is_ready(REPO)
    assert not list(store.root.rglob(name + "*"))


def test_a_body_of_another_length(stub: HubStub, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stub.listed["config.json"] = {"size": 99}
    with pytest.raises(ModelError, match=r"another length than listed\n.*continues where it stopped"):
        pull(stub, store, monkeypatch)


def test_a_file_that_is_listed_but_gone(stub: HubStub, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stub.gone = ("source.spm",)
    with pytest.raises(ModelMissing, match=r"some/model: .*no such revision or file"):
        pull(stub, store, monkeypatch)


def test_no_safetensors(stub: HubStub, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    del stub.files["model.safetensors"]
    with pytest.raises(ModelError) as caught:
        pull(stub, store, monkeypatch)
    assert "no safetensors" in str(caught.value) and "pytorch_model.bin" in str(caught.value)
    assert "refs/pr/N" in caught.value.advice and "folder" in caught.value.advice
    assert leftovers(store) == []


@pytest.mark.parametrize(
    ("status", "headers", "kind", "words"),
    [
        (401, {"X-Error-Code": "GatedRepo"}, ModelError, "gated"),
        (401, {}, ModelError, "answered 401\n.*log in"),
        (403, {}, ModelError, "answered 403"),
        (404, {"X-Error-Code": "RepoNotFound"}, ModelMissing, "no such repository"),
        (404, {"X-Error-Code": "RevisionNotFound"}, ModelMissing, "no such revision"),
        (429, {}, ModelError, "too many requests"),
        (503, {}, ModelError, "answered 503"),
    ],
)
def test_refusals(
    stub: HubStub,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    headers: dict[str, str],
    kind: type[ModelError],
    words: str,
) -> None:
    stub.status, stub.headers = status, headers
    with pytest.raises(kind, match=words) as caught:
        pull(stub, store, monkeypatch)
    assert caught.value.where == REPO and caught.value.advice and caught.value.exit_code == 4


def test_nobody_answers(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{free.getsockname()[1]}")
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        with pytest.raises(ModelError, match="cannot be reached"):
            store.pull(REPO)


def test_offline_nothing_is_asked(stub: HubStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelOffline):
        pull(stub, Store(tmp_path, offline=True), monkeypatch)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelOffline):
        pull(stub, Store(tmp_path), monkeypatch)
    with pytest.raises(ModelOffline, match="without --offline"):
        Store(tmp_path).path(REPO)
    assert stub.requests == []


def test_a_disk_that_is_full(stub: HubStub, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: object, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mtqa.engines.store.hub._CountingFile.write", full)
    with pytest.raises(ModelError, match=r"No space left on device\n.*MTQA_MODELS"):
        pull(stub, store, monkeypatch)
