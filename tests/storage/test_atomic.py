"""Files that are whole or not there, whatever happens to their writer."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mtqa.storage import atomic

needs_locks = pytest.mark.skipif(os.name == "nt", reason="no flock on Windows")
ROOT = Path(__file__).parents[2]
WRITER = """
import sys, time
from pathlib import Path
from mtqa.storage import atomic
if sys.argv[2] == "named":
    atomic._nameless = lambda folder: None
with atomic.written(Path(sys.argv[1])) as stream:
    stream.write(b"half")
    stream.flush()
    print("open", flush=True)
    time.sleep(60)
"""


@pytest.fixture(params=["nameless", "named"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Either way to write: as this platform does it, and as others do."""
    if request.param == "named":
        monkeypatch.setattr(atomic, "_nameless", lambda folder: None)
    atomic._sweep.cache_clear()
    return str(request.param)


def writer(path: Path, way: str) -> subprocess.Popen[str]:
    """Another process that has written half of a file."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path), way], cwd=ROOT, stdout=-1, text=True)
    assert process.stdout and process.stdout.readline() == "open\n"
    return process


def aged(folder: Path) -> list[Path]:
    """What lies there, made an hour old."""
    found = sorted(folder.iterdir())
    for path in found:
        os.utime(path, (time.time() - 3600,) * 2)
    return found


def test_a_file_is_written(way: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for text in (b"one", b"two"):
        with atomic.written(path) as stream:
            stream.write(text)
            assert not path.exists() or path.read_bytes() == b"one"
        assert path.read_bytes() == text
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_what_goes_wrong_meanwhile_leaves_the_old_file(way: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), atomic.written(path) as stream:
        stream.write(b"new")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_error(way: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic.written(tmp_path / "no" / "a.txt"):
        pass


@needs_locks
def test_who_is_killed_leaves_nothing_for_long(way: str, tmp_path: Path) -> None:
    with writer(tmp_path / "a.txt", way) as process:
        try:
            left = aged(tmp_path)
            assert len(left) == (way == "named") or not hasattr(os, "O_TMPFILE")
            with atomic.written(tmp_path / "b.txt") as stream:
                stream.write(b"while the other one is at work")
            assert sorted(tmp_path.iterdir()) == sorted([*left, tmp_path / "b.txt"])
        finally:
            process.kill()
    atomic._sweep.cache_clear()
    with atomic.written(tmp_path / "b.txt") as stream:
        stream.write(b"after it was killed")
    assert list(tmp_path.iterdir()) == [tmp_path / "b.txt"]


@needs_locks
def test_only_what_is_ours_and_old_is_removed(way: str, tmp_path: Path) -> None:
    ours, others = [".mtqa-1-0123abcd.tmp"], [".mtqa-x.tmp", "mtqa-1-0123abcd.tmp", ".mtqa-baseline.json"]
    for name in [*ours, *others]:
        (tmp_path / name).write_bytes(b"")
    aged(tmp_path)
    (tmp_path / ".mtqa-2-0123abcd.tmp").write_bytes(b"just begun")
    (tmp_path / ".mtqa-3-0123abcd.tmp").symlink_to(tmp_path / others[1])
    with atomic.written(tmp_path / "a.txt") as stream:
        stream.write(b"")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {*others, "a.txt", ".mtqa-2-0123abcd.tmp", ".mtqa-3-0123abcd.tmp"}


def test_a_device_stays_one() -> None:
    with atomic.written(Path(os.devnull)) as stream:
        stream.write(b"gone")
    assert atomic.is_special(Path(os.devnull))
