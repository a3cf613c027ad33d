"""Fetch a model from the Hugging Face Hub: only safetensors and text files, resumed and checked.

`download` also fetches the one file of an entry of models.toml that records its sha256 (`single_file.py`).

Why not `snapshot_download`: since huggingface_hub 2 an interrupted download starts from zero in the next
process (each call writes to its own file), and it also fetches pickles that match a pattern. The hub's own
`http_get` resumes from a given offset.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from mtqa.engines.store.hub_errors import endpoint, hub_as_error, quiet_hub
from mtqa.engines.store.manifest import StageProgress, file_sha256, no_stages
from mtqa.errors import ModelCorrupt, ModelError

#: What a model folder may contain: weights without code, settings, vocabularies (source.spm, vocab.json,
#: merges.txt, tokenizer.model). Never *.bin, *.pt, *.ckpt, *.pkl: those are pickles and can run code.
ALLOWED = ("*.safetensors", "*.json", "*.txt", "*.spm", "*.model", "*.jinja")
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
#: Seconds to wait for the hub's answer about a repository.
TIMEOUT = 20.0


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository; `size` in bytes. The hub gives `sha256` of large files (LFS) only; of small files it
    gives git's hash, `blob`."""

    name: str
    size: int
    sha256: str
    blob: str


@dataclass(frozen=True, slots=True)
class HubRevision:
    repo: str
    commit: str
    files: tuple[HubFile, ...]


def resolve(repo: str, revision: str, patterns: tuple[str, ...] = ()) -> HubRevision:
    """The commit that a revision stands for now, and the files to fetch."""
    from huggingface_hub import HfApi

    with hub_as_error(repo):
        info = HfApi(endpoint=endpoint()).model_info(
            repo, revision=revision or "main", files_metadata=True, timeout=TIMEOUT
        )
    names = [item.rfilename for item in info.siblings or ()]
    wanted = [item for item in info.siblings or () if _wanted(item.rfilename, patterns)]
    if not any(item.rfilename.endswith(".safetensors") for item in wanted):
        raise _no_safetensors(repo, str(info.sha), names)
    return HubRevision(repo, str(info.sha), tuple(_hub_file(item) for item in wanted))


def _wanted(name: str, patterns: tuple[str, ...]) -> bool:
    """Is it an allowed file at the top of the repository? Folders have other formats of the same model (onnx/, …)."""
    if "/" in name or "\\" in name or name.startswith(".") or not any(fnmatchcase(name, p) for p in ALLOWED):
        return False
    return not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)


def _hub_file(item: Any) -> HubFile:
    sha256 = item.lfs.sha256 if item.lfs else ""
    return HubFile(item.rfilename, int(item.size or 0), sha256 or "", item.blob_id or "")


def _no_safetensors(repo: str, commit: str, names: list[str]) -> ModelError:
    pickles = [name for name in names if any(fnmatchcase(name, pattern) for pattern in _PICKLES)]
    instead = f" (only {', '.join(pickles)}: pickles, which mtqa never loads)" if pickles else ""
    return ModelError(
        f"has no safetensors at {commit[:12]}{instead}",
        where=repo,
        advice=f"many repositories offer them in a pull request: `mtqa models pull {repo}@refs/pr/N`, N from"
        f" {endpoint()}/{repo}/discussions; or, if you trust it, convert it"
        " (from_pretrained, then save_pretrained) and give mtqa that folder",
    )


def download(revision: HubRevision, folder: Path, progress: StageProgress = no_stages) -> None:
    """Fetch the files into `folder`, continue where an earlier attempt stopped, and check each."""
    total = sum(file.size for file in revision.files)
    before = 0
    for file in revision.files:

        def report(done: int, before: int = before) -> None:
            progress("downloading", before + done, total)

        path = folder / file.name
        if not path.is_file():
            _fetch(revision, file, path, report)
        before += file.size
        report(0, before)


def _fetch(revision: HubRevision, file: HubFile, path: Path, report: Callable[[int], None]) -> None:
    """Fetch a file into `NAME.part`; rename it when size and hash are right."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers

    part = path.with_name(path.name + ".part")
    if part.exists() and part.stat().st_size > file.size:
        part.unlink()
    url = hf_hub_url(revision.repo, file.name, revision=revision.commit, endpoint=endpoint())
    with hub_as_error(revision.repo), quiet_hub(), _CountingFile(part, report) as handle:
        http_get(
            url,
            handle,
            resume_size=handle.tell(),
            headers=build_hf_headers(),
            expected_size=file.size,
        )
    if not _is_right(part, file):
        part.unlink()
        raise ModelCorrupt(
            "its content differs from the hub's list",
            where=f"{revision.repo}: {file.name}",
            advice="pull it again",
        )
    part.replace(path)


class _CountingFile(io.FileIO):
    """A file opened for appending, which reports its length after every write."""

    def __init__(self, path: Path, report: Callable[[int], None]) -> None:
        super().__init__(path, "r+b" if path.exists() else "w+b")
        self.seek(0, io.SEEK_END)
        self._report = report

    def write(self, data: Any) -> int:
        written = super().write(data)
        self._report(self.tell())
        return written


def _is_right(path: Path, file: HubFile) -> bool:
    if path.stat().st_size != file.size:
        return False
    if file.sha256:
        return file_sha256(path) == file.sha256
    content = path.read_bytes()
    return not file.blob or hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest() == file.blob
