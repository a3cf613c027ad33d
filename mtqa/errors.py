"""Every error that mtqa raises on purpose, with the exit code with which it ends a run.

MtqaError
├── UsageError            2  the command or its settings cannot be carried out as given
├── ReadError             3  a file cannot be read; the other files are still checked
│   └── Breakdown            mtqa itself failed while it checked this file
└── ModelError            4  a model is needed and not available
    ├── ModelMissing         not installed, or not pulled yet
    ├── ModelCorrupt         files on disk differ from those that were recorded
    └── ModelOffline         it would have to be downloaded, and --offline forbids that

An error is a sentence to the user: what happened, where, what to do next.
"""

from __future__ import annotations


class MtqaError(Exception):
    """Base class of all errors of mtqa.

    `what` says what happened, `where` names the file, option or model, `advice` the next step. `kind` is a word for
    what happened, where the HTML page has a sentence for it in both languages.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", advice: str = "", kind: str = "") -> None:
        self.what = what
        self.kind = kind
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
