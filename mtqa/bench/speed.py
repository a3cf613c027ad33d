"""Measuring time and memory of each step in a process of its own."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from mtqa.engines.threads import prepare, processors

_LOAD = "from mtqa.bench.speed import network; network()"
_FLUENCY = "import sys; from mtqa.bench.speed import fluency; fluency(sys.argv[1])"


# It ends by itself if this process is killed and cannot end it.
_NEIGHBOUR = """
import os
parent = os.getppid()
while os.getppid() == parent:
    for _ in range(1_000_000):
        pass
"""


def speed(document: Path, busy: bool = False) -> str:
    """A Markdown table: wall-clock seconds and peak memory of each step; `busy` measures beside busy neighbours."""
    beside = f", beside a busy process on each of {processors()} processors" if busy else ""
    with tempfile.TemporaryDirectory() as cache, neighbours(processors() if busy else 0):
        check = ["-m", "mtqa", "check", str(document), "-q"]
        steps = {
            "`mtqa --help`": ["-m", "mtqa", "--help"],
            "rules only (`--no-models`)": [*check, "--no-models"],
            "load the language model": ["-c", _LOAD],
            "fluency of the document, model loaded": ["-c", _FLUENCY, str(document)],
            "whole check, empty cache": check,
            "whole check, from the cache": check,
        }
        rows = [f"| {name} | {_timed(arguments, cache)} |" for name, arguments in steps.items()]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1 if sys.platform == "linux" else 1024)
    return "\n".join(
        [f"| step | seconds{beside} |", "|---|---|", *rows, f"| peak memory of any step | {peak / 1e6:.2f} GB |"]
    )


@contextlib.contextmanager
def neighbours(count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start `count` processes that only keep a processor busy, and end them afterwards."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(count):
            started.append(subprocess.Popen([sys.executable, "-c", _NEIGHBOUR]))
        yield started
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.wait()


def _timed(arguments: list[str], cache: str) -> str:
    """Seconds of the process, or the figure that it prints itself."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"MTQA_CACHE": cache},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    printed = done.stdout.strip() if "-c" in arguments else ""
    return printed or f"{seconds:.2f}"


def network() -> None:
    """Load the embedded language model; print the seconds that the libraries, then the model take."""
    from mtqa.engines.base import Identity
    from mtqa.engines.causal.model import CausalLanguageModel
    from mtqa.engines.memory import import_libraries
    from mtqa.engines.store import Store

    prepare()
    folder = Store().ensure("gemma-3-270m")
    started = time.perf_counter()
    import_libraries()

    imported = time.perf_counter()
    assert CausalLanguageModel(folder, Identity("", "")).network
    print(f"{time.perf_counter() - imported:.2f}, after {imported - started:.2f} for importing torch and transformers")


def fluency(path: str) -> None:
    """Surprisals of a document with a loaded model; print the seconds."""
    from mtqa.engines.base import Identity
    from mtqa.engines.causal.model import CausalLanguageModel
    from mtqa.engines.store import Store
    from mtqa.read import load

    prepare()
    model = CausalLanguageModel(Store().ensure("gemma-3-270m"), Identity("", ""))
    assert model.network
    text = load(path, max_bytes=10_000_000).text
    started = time.perf_counter()
    model.surprisals(text)
    print(f"{time.perf_counter() - started:.2f}")
