"""The manifest of a ready model folder: `mtqa.json`, written last, beside the weights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from mtqa.storage.atomic import written

MANIFEST = "mtqa.json"
#: Raise it when the contents of a folder change: folders of an older mtqa are then made again.
SCHEMA = "mtqa-model/2"

#: Called with (stage, done, total) while a model is converted or fetched; a total of 0 means "unknown".
StageProgress = Callable[[str, int, int], None]


def no_stages(stage: str, done: int, total: int) -> None:
    """A StageProgress that ignores its calls."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model folder contains and where it comes from. `requested` is the revision in models.toml, `revision` the
    commit or hash it stood for."""

    name: str
    source: dict[str, Any]
    requested: str
    revision: str
    created_with: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    complete: bool = True
    schema: str = SCHEMA

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    def size_problems(self, folder: Path) -> list[str]:
        """Files that are missing or have another size, one line each; no file is read."""
        problems = []
        for name, facts in self.files.items():
            path = folder / name
            if not path.is_file():
                problems.append(f"{name}: missing")
            elif path.stat().st_size != facts["size"]:
                problems.append(f"{name}: {path.stat().st_size} bytes, {facts['size']} recorded")
        return problems

    def content_problems(self, folder: Path) -> list[str]:
        """The problems of `size_problems`, and files with another sha256; every file is read."""
        problems = self.size_problems(folder)
        damaged = {problem.partition(":")[0] for problem in problems}
        for name, facts in self.files.items():
            if name not in damaged and (found := file_sha256(folder / name)) != facts["sha256"]:
                problems.append(f"{name}: sha256 {found[:12]}…, {facts['sha256'][:12]}… recorded")
        return problems


def read_manifest(folder: Path) -> Manifest | None:
    """The folder's manifest; None if there is none, or if this version cannot use it."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**content)
        has_all_facts = all({"size", "sha256"} <= facts.keys() for facts in manifest.files.values())
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError, AttributeError):
        return None
    return manifest if has_all_facts and manifest.complete is True and manifest.schema == SCHEMA else None


def describe_files(folder: Path) -> dict[str, dict[str, Any]]:
    """Size and sha256 of every file of a model folder, by its path in the folder."""
    return {
        path.relative_to(folder).as_posix(): {"size": path.stat().st_size, "sha256": file_sha256(path)}
        for path in _files(folder)
    }


def content_revision(folder: Path, memory: Path | None = None) -> str:
    """A revision for a folder without a manifest: a hash of all its files, the same on every machine; it changes with
    the weights. A large model takes seconds to read, so `memory`, a file, keeps what was found for these sizes and
    times of change."""
    states = [(path.relative_to(folder).as_posix(), path.stat()) for path in _files(folder)]
    state = hashlib.sha256(repr([(name, at.st_size, at.st_mtime_ns) for name, at in states]).encode()).hexdigest()
    known = _remembered(memory) if memory else {}
    key = str(folder.resolve())
    if key in known and known[key][:1] == [state]:
        return known[key][1]
    digest = hashlib.sha256()
    for name, _ in states:
        digest.update(f"{name}\0{file_sha256(folder / name)}\n".encode())
    revision = digest.hexdigest()
    if memory:
        with suppress(OSError):  # it is only slower without
            memory.parent.mkdir(parents=True, exist_ok=True)
            with written(memory) as stream:
                stream.write(json.dumps({**known, key: [state, revision]}, indent=1).encode())
    return revision


def _remembered(memory: Path) -> dict[str, list[str]]:
    """What the memory has: a state and a revision for each folder."""
    try:
        found = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    entries = found.items() if isinstance(found, dict) else ()
    return {key: pair for key, pair in entries if isinstance(pair, list) and len(pair) == 2}


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts != (MANIFEST,) and not any(part.startswith(".") for part in parts):
            yield path


def file_sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def tool_versions() -> dict[str, str]:
    """The versions of the libraries that make a folder, to explain why two folders differ."""
    found = {}
    for name in ("mtqa", "transformers", "torch", "gguf", "tokenizers", "huggingface-hub"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
