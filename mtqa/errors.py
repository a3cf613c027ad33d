"""What can go wrong, as a tree; each branch knows the exit code it ends a run with.

MtqaError
├── UsageError            2  the command or its settings cannot be carried out as given
├── ReadError             3  a file cannot be read; the other files are still checked
│   └── Breakdown            a fault of mtqa itself, met while this file was checked
└── ModelError            4  a model is needed and cannot be had
    ├── ModelMissing         not installed, or not pulled yet
    ├── ModelCorrupt         files on disk are not the ones that were recorded
    └── ModelOffline         it would have to be downloaded, and --offline forbids that

An error is a sentence to the user: what happened, where, what to do next.
"""

from __future__ import annotations


class MtqaError(Exception):
    """Root of every error that mtqa raises on purpose.

    `what` says what happened, `where` names the file (or model), `advice` the next step.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", advice: str = "") -> None:
        self.what = what
        self.where = where
        self.advice = advice
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  → {self.advice}" if self.advice else head


class UsageError(MtqaError):
    exit_code = 2


class ReadError(MtqaError):
    exit_code = 3


class Breakdown(ReadError):
    pass


class ModelError(MtqaError):
    exit_code = 4


class ModelMissing(ModelError):
    pass


class ModelCorrupt(ModelError):
    pass


class ModelOffline(ModelError):
    pass
