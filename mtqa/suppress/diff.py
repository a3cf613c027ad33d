"""Finds the lines that changed according to git, for `--diff-base REF`.

A line has changed if it differs from the merge base of REF and HEAD: by commits since, staged or not, as in
`git diff --merge-base REF`. Every line of a file that git does not track, ignored ones too, has changed; a renamed file
keeps its unchanged lines. A line beside a deletion has not changed. A file that git regards as binary, such as
UTF-16, has changed as a whole.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from mtqa.errors import UsageError
from mtqa.text import Span

_HUNK = re.compile(rb"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
#: Overrides settings of the repository that could change git's output or run programs.
_PLAIN_OUTPUT = (
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--find-renames",
    "--no-relative",
    "--ignore-submodules=all",
)
_NO_CONTEXT = ("--unified=0", "--inter-hunk-context=0")
#: Variables that a git hook sets for its own repository only.
_HOOK_VARIABLES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
_FETCH_HISTORY = "fetch the history first: git fetch --unshallow, or fetch-depth: 0 in actions/checkout"


@dataclass
class Changes:
    """What changed since `ref` in the repository of each folder; git runs once for each repository."""

    ref: str
    _repositories: dict[Path, _Repository] = field(default_factory=dict)
    _tops: dict[Path, Path] = field(default_factory=dict)

    def spans(self, path: str, raw: str) -> tuple[Span, ...]:
        """The changed lines of the file at `path` with the text `raw`, as spans. Raises UsageError if git fails."""
        place = Path(path).resolve()
        lines = self.repository(place.parent).changed(place)
        return (Span(0, len(raw)),) if lines is None else tuple(_spans(raw, lines))

    def repository(self, folder: Path) -> _Repository:
        """The repository of a folder. Raises UsageError if there is none, or if it does not have `ref`."""
        folder = folder.resolve()
        if folder not in self._tops:
            self._tops[folder] = _top(folder)
        top = self._tops[folder]
        if top not in self._repositories:
            self._repositories[top] = _Repository(top, self.ref)
        return self._repositories[top]


class _Repository:
    """A repository: the changed files are listed once, their lines file by file."""

    def __init__(self, top: Path, ref: str) -> None:
        self.top = top
        self.base = _merge_base(top, ref)
        self._sources: dict[str, str] = {}  # changed file → its former name, usually the same
        fields = iter(_git(top, "diff", "--name-status", "-z", *_PLAIN_OUTPUT, self.base, "--").split(b"\0"))
        for status in fields:
            if status:
                was = now = os.fsdecode(next(fields))
                if status[:1] in b"RC":
                    now = os.fsdecode(next(fields))
                self._sources[now] = was
        self._tracked = set(os.fsdecode(_git(top, "ls-files", "--full-name", "-z")).split("\0"))

    def changed(self, place: Path) -> list[tuple[int, int]] | None:
        """First line and number of lines of each hunk; None for the whole file."""
        name = os.path.relpath(place, self.top).replace(os.sep, "/")
        if name not in self._tracked:
            return None
        if name not in self._sources:
            return []
        files = dict.fromkeys((self._sources[name], name))
        patch = _git(self.top, "--literal-pathspecs", "diff", *_NO_CONTEXT, *_PLAIN_OUTPUT, self.base, "--", *files)
        if re.search(rb"^Binary files .* differ$", patch, re.MULTILINE):
            return None
        return [(int(start), int(count or 1)) for start, count in _HUNK.findall(patch)]


def _spans(raw: str, lines: list[tuple[int, int]]) -> Iterator[Span]:
    """The hunks as spans of the text. For git, only a line feed ends a line."""
    starts = [0, *(match.end() for match in re.finditer("\n", raw)), len(raw)]
    for start, count in lines:
        if count:
            first, last = (min(number, len(starts) - 1) for number in (start - 1, start - 1 + count))
            yield Span(starts[first], starts[last])


def _top(folder: Path) -> Path:
    """The root of the repository of a folder."""
    done = _run(folder, "rev-parse", "--show-toplevel")
    if b"not a git repository" in done.stderr:
        advice = "run mtqa inside a git repository, or leave --diff-base out"
        raise UsageError("--diff-base needs git, and this is not a git repository", where=str(folder), advice=advice)
    return Path(os.fsdecode(_output(done, folder)).removesuffix("\n"))


def _merge_base(top: Path, ref: str) -> str:
    """The hash of the merge base of `ref` and HEAD. Raises UsageError, saying why, if there is none."""
    found = _run(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if found.returncode:
        raise _unknown_commit(top, ref)
    base = _run(top, "merge-base", found.stdout.decode().strip(), "HEAD")
    if not base.returncode:
        return base.stdout.decode().strip()
    if _run(top, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
        what, advice = "HEAD has no commit yet", "commit first, or leave --diff-base out"
    elif _is_shallow(top):
        what, advice = f"“{ref}” and HEAD have no common commit in this shallow clone", _FETCH_HISTORY
    else:
        what, advice = f"“{ref}” and HEAD have no common commit", "name a branch or commit that HEAD descends from"
    raise UsageError(what, where=f"--diff-base {ref}", advice=advice)


def _unknown_commit(top: Path, ref: str) -> UsageError:
    """The error for an unknown commit, with the likeliest remedy."""
    names = _git(top, "for-each-ref", "--format=%(refname:short)").decode("utf-8", "replace").split()
    near = get_close_matches(ref, names, n=1, cutoff=0.6)
    remote, _, branch = ref.partition("/")
    if near:
        advice = f"did you mean {near[0]}?"
    elif _is_shallow(top):
        advice = _FETCH_HISTORY
    else:
        advice = f"fetch it: git fetch {remote} {branch}" if branch else "git branch --all lists the branches"
    return UsageError(f"git finds no commit “{ref}”", where=f"--diff-base {ref}", advice=advice)


def _is_shallow(top: Path) -> bool:
    return _git(top, "rev-parse", "--is-shallow-repository").strip() == b"true"


def _git(folder: Path, *arguments: str) -> bytes:
    """The output of git. Raises UsageError if git fails."""
    return _output(_run(folder, *arguments), folder)


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git without a shell, in English, without taking locks."""
    environment = {name: value for name, value in os.environ.items() if name not in _HOOK_VARIABLES}
    environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, capture_output=True, env=environment, stdin=subprocess.DEVNULL, check=False)
    except OSError as error:
        advice = "install git, or leave --diff-base out"
        raise UsageError("--diff-base needs git, which cannot be run here", advice=advice) from error


def _output(done: subprocess.CompletedProcess[bytes], folder: Path) -> bytes:
    """What git printed. Raises UsageError with its message if it failed."""
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").split("\n", 1)
        advice = lines[1].strip() if len(lines) > 1 else ""
        raise UsageError(f"git failed: {lines[0]}", where=str(folder), advice=advice or "run git status there")
    return done.stdout
