"""The real command in a process of its own, as a user runs it."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

HOME = Path(__file__).parent.parent
TRANSLATED = str(HOME / "examples" / "linfeng-mt.txt")
NATIVE = str(HOME / "examples" / "xiaodongmen-native.md")
COMMAND = [sys.executable, "-m", "mtqa"]


class Shell:
    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment
        self.folder = folder
        self.patience = 100

    def at(self, folder: Path) -> Shell:
        """The same user in another folder."""
        return type(self)(self.environment, folder)

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


class Inside(Shell):
    """The command in this process: as the shell has it, but for the seconds that every start takes and for what makes
    a process of it. What is asked about streams, signals or ends needs the `Shell`."""

    def __call__(self, *arguments: str, stdin: bytes = b"", code: int = 0) -> subprocess.CompletedProcess[bytes]:
        from mtqa.cli import app

        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with (
            chdir(self.folder),
            redirect_stdout(out),
            redirect_stderr(err),
            patch("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")),
            patch.dict(os.environ, self.environment, clear=True),
        ):
            try:
                app(list(arguments), prog_name="mtqa")
                ended = 0
            except SystemExit as end:
                ended = int(end.code or 0)
        done = subprocess.CompletedProcess(arguments, ended, *(_written(stream) for stream in (out, err)))
        assert done.returncode == code, done.stdout.decode() + done.stderr.decode()
        return done


def _written(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue()


def flat(text: bytes) -> str:
    """Without the frames and line ends that depend on the width of the terminal."""
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", text.decode()).split())
