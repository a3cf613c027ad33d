"""Threads are as many as the machine gives, wait without spinning, and leave a program that calls us as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mtqa.bench.speed import neighbours
from mtqa.config import Config
from mtqa.config.option import options
from mtqa.doctor import machine
from mtqa.engines import threads as module
from mtqa.engines.cgroup import quota
from mtqa.engines.threads import Threads, by_machine, confine, prepare, processors, restored, share, threads
from mtqa.pipeline.cached import AFTERWARDS

HOME = Path(__file__).parents[2]
WAITING = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME", "KMP_LIBRARY")


@pytest.fixture(autouse=True)
def untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four cores without a quota, no variable set, and nothing done before in this process."""
    for name in ("OMP_NUM_THREADS", "MTQA_THREADS", *WAITING):
        monkeypatch.setenv(name, "")  # so that what a test sets is taken back
        monkeypatch.delenv(name)
    monkeypatch.setattr(module, "_state", module._State({}))
    _machine(monkeypatch, 4, None)


def _machine(monkeypatch: pytest.MonkeyPatch, count: int, limit: float | None) -> None:
    monkeypatch.setattr(module, "_processors", lambda: list(range(count)))
    monkeypatch.setattr(module, "_cores", len)
    monkeypatch.setattr(module, "quota", lambda: limit)


def _system(root: Path, groups: str, files: dict[str, str]) -> Path:
    """A file system with the groups of this process and what stands in their folders."""
    for name, content in {"proc/self/cgroup": groups, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="ascii")
    return root


# ------------------------------------------------------------------------------------------------- the quota


def _first(folder: str, limit: str) -> dict[str, str]:
    """What version 1 writes."""
    base = f"sys/fs/cgroup/{folder}/cpu.cfs"
    return {f"{base}_quota_us": f"{limit}\n", f"{base}_period_us": "100000\n"}


V1 = "9:name=systemd:/\n4:cpu,cpuacct:/docker/1f\n3:cpuset:/docker/1f\n0::/\n"


@pytest.mark.parametrize(
    ("groups", "files", "cores"),
    [
        ("0::/\n", {"sys/fs/cgroup/cpu.max": "150000 100000\n"}, 1.5),
        ("0::/\n", {"sys/fs/cgroup/cpu.max": "max 100000\n"}, None),
        ("0::/\n", {"sys/fs/cgroup/cpu.max": "20000 100000\n"}, 0.2),
        ("0::/\n", {}, None),
        ("0::/\n", {"sys/fs/cgroup/cpu.max": "rubbish"}, None),
        ("0::/\n", {"sys/fs/cgroup/unified/cpu.max": "300000 100000\n"}, 3.0),
        # The least of a group and those around it; in a container only the root of the path is there.
        ("0::/a/b\n", {"sys/fs/cgroup/a/b/cpu.max": "max 100000", "sys/fs/cgroup/a/cpu.max": "200000 100000"}, 2.0),
        ("0::/a/b\n", {"sys/fs/cgroup/a/b/cpu.max": "100000 100000", "sys/fs/cgroup/a/cpu.max": "200000 100000"}, 1.0),
        ("0::/docker/1f\n", {"sys/fs/cgroup/cpu.max": "250000 100000"}, 2.5),
        (V1, _first("cpu,cpuacct/docker/1f", "50000"), 0.5),
        (V1, _first("cpu", "400000"), 4.0),
        (V1, _first("cpu", "-1"), None),
        (V1, _first("cpuset", "50000"), None),
    ],
)
def test_the_quota_of_a_cgroup(tmp_path: Path, groups: str, files: dict[str, str], cores: float | None) -> None:
    assert quota(_system(tmp_path, groups, files)) == cores


def test_there_need_be_no_cgroups(tmp_path: Path) -> None:
    assert quota(tmp_path) is None


# ---------------------------------------------------------------------------------------------------- how many


@pytest.mark.parametrize(
    ("count", "limit", "found"), [(4, None, 4), (4, 1.5, 2), (4, 0.2, 1), (2, 3.0, 2), (8, 8.0, 8), (1, None, 1)]
)
def test_as_many_as_the_machine_gives(
    monkeypatch: pytest.MonkeyPatch, count: int, limit: float | None, found: int
) -> None:
    _machine(monkeypatch, count, limit)
    assert by_machine().count == processors() == threads().count == found


def test_why_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    _machine(monkeypatch, 4, 1.5)
    assert threads() == Threads(2, "a cgroup allows 1.5 of 4 cores")
    monkeypatch.setenv("OMP_NUM_THREADS", "3,2")
    assert threads() == Threads(3, "as OMP_NUM_THREADS says")
    assert threads(1) == Threads(1, "as the option `threads` says")
    confine(2)
    assert threads(8).count == 2


def test_processes_share_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [share(0, 2), share(0, 3), share(0, 9), share(8, 2)] == [2, 1, 1, 4]
    monkeypatch.setenv("OMP_NUM_THREADS", "3")  # which holds for each process
    assert [share(0, 2), share(8, 2)] == [3, 4]


def test_a_core_with_two_threads_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for number, siblings in enumerate(["0,2", "1,3", "0,2", "1,3"]):
        folder = tmp_path / f"cpu{number}/topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(f"{siblings}\n", encoding="ascii")
    assert module._cores([0, 1, 2, 3], tmp_path) == 2
    assert module._cores([0, 2], tmp_path) == 1
    assert module._cores([7, 8], tmp_path) == 2  # not described


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system has no affinity")
def test_affinity_counts() -> None:
    one = min(os.sched_getaffinity(0))
    code = (
        f"import os; os.sched_setaffinity(0, [{one}]); from mtqa.engines.threads import threads; print(threads().count)"
    )
    assert _python(code) == "1"


# ------------------------------------------------------------------------------------------- what is set, and when


def _run(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("OMP_NUM_THREADS", *WAITING)} | variables
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=HOME, capture_output=True, text=True, check=True
    )


def _python(code: str, **variables: str) -> str:
    return _run(code, **variables).stdout.strip()


_OPENED = """
import os, sys
from mtqa.config import Config
from mtqa.engines.load import open_engines
try:
    open_engines(Config(profile="hub", offline=True, cache=False, threads={threads}))
except Exception:  # no model is here, which is found out after the threads are settled
    pass
assert "torch" not in sys.modules
print(os.environ.get("OMP_WAIT_POLICY"), os.environ.get("OMP_NUM_THREADS"), end=" ")
import torch
print(torch.get_num_threads())
"""


@pytest.mark.long
def test_the_environment_is_set_before_torch_is_imported(tmp_path: Path) -> None:
    models = {"MTQA_MODELS": str(tmp_path)}
    assert _python(_OPENED.format(threads=1), **models) == "passive 1 1"
    assert _python(_OPENED.format(threads=0), **models).startswith("passive ")
    said = {"OMP_WAIT_POLICY": "active", "OMP_NUM_THREADS": "1"}
    assert _python(_OPENED.format(threads=0), **models, **said) == "active 1 1"
    assert _python(_OPENED.format(threads=2), **models, **said).startswith("active 2 ")


@pytest.mark.skipif(sys.platform != "linux", reason="only GNU's OpenMP shows what it read so")
def test_openmp_waits_passively() -> None:
    code = "import os; from mtqa.engines.threads import prepare; prepare(1); os.environ['OMP_DISPLAY_ENV'] = 'true'"
    told = _run(f"{code}; import torch").stderr
    assert "OMP_WAIT_POLICY = 'PASSIVE'" in told and "OMP_NUM_THREADS = '1'" in told


@pytest.mark.parametrize("name", WAITING)
def test_how_a_user_lets_threads_wait_is_left(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.setenv(name, "0")
    prepare()
    assert os.environ.get("OMP_WAIT_POLICY") == ("0" if name == "OMP_WAIT_POLICY" else None)


def test_what_was_set_here_is_no_wish_of_a_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    prepare(3)
    assert threads() == Threads(4, "one for each core that this process may use")


_HOST = """
import os, sys
from mtqa.engines.threads import restored, prepare

def call(threads):
    \"""The number during a call of ours, and afterwards.\"""
    variables = dict(os.environ)
    with restored():
        prepare(threads)
        import torch
        print(torch.get_num_threads(), end=" ")
    print(torch.get_num_threads())
    assert dict(os.environ) == variables

{script}
"""


def test_a_program_that_calls_us_is_left_as_it_was() -> None:
    """PyTorch imported before or not: the number during the call, and afterwards."""
    before = "import torch; own = torch.get_num_threads(); print(own); call(1)"
    own, *called = _python(_HOST.format(script=f"{before}; torch.set_num_threads(1); call(0); call(3)")).splitlines()
    assert called == [f"1 {own}", "1 1", "3 1"]
    assert _python(_HOST.format(script="call(1)")) == f"1 {own}"
    assert _python(_HOST.format(script="call(0)"), OMP_NUM_THREADS="1") == "1 1"


def test_lent_takes_back_what_it_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    with pytest.raises(ZeroDivisionError), restored():
        prepare(2)
        assert os.environ["OMP_NUM_THREADS"] == "2"
        raise ZeroDivisionError
    assert "OMP_NUM_THREADS" not in os.environ and "OMP_WAIT_POLICY" not in os.environ


# ------------------------------------------------------------------------------- the option, the doctor, the bench


def test_threads_are_of_no_account_to_what_is_found() -> None:
    assert "threads" in AFTERWARDS
    assert Config().threads == 0
    assert next(one for one in options(Config) if one.name == "threads").variable == "MTQA_THREADS"


def test_the_doctor_says_how_many_and_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (line,) = machine.threads()
    assert (line.state, line.what) == ("ok", "4, one for each core that this process may use")
    monkeypatch.setenv("MTQA_THREADS", "2")
    (line,) = machine.threads()
    assert (line.state, line.what) == ("ok", "2, as the option `threads` says")
    (tmp_path / "mtqa.toml").write_text("threads = 9\n", encoding="utf-8")
    monkeypatch.delenv("MTQA_THREADS")
    (line,) = machine.threads()
    assert line.state == "warn" and "the 4 that" in line.advice


def test_no_neighbour_is_left() -> None:
    with pytest.raises(ZeroDivisionError), neighbours(2) as started:
        assert [process.poll() for process in started] == [None, None]
        raise ZeroDivisionError
    assert all(process.returncode is not None for process in started)
