"""The real command in a process of its own, as a user runs it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parent.parent
TRANSLATED = str(HOME / "examples" / "linfeng-mt.txt")
NATIVE = str(HOME / "examples" / "xiaodongmen-native.md")
COMMAND = [sys.executable, "-m", "mtqa"]


class Shell:
    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment
        self.folder = folder
        self.patience = 100

    def __call__(self, *arguments: str, stdin: bytes = b"", code: int = 0) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(
            [*COMMAND, *arguments],
            input=stdin,
            capture_output=True,
            env=self.environment,
            cwd=self.folder,
            timeout=self.patience,
            check=False,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        assert done.returncode == code, done.stdout.decode() + done.stderr.decode()
        return done


def flat(text: bytes) -> str:
    """Without the frames and line ends that depend on the width of the terminal."""
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", text.decode()).split())
