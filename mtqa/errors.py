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

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Self

from mtqa.data import data_file
from mtqa.patterns import Language, by_key, filled


class MtqaError(Exception):
    """Base class of all errors of mtqa.

    `what` says what happened, `where` names the file, option or model, `advice` the next step.
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
    """An error about a file that is checked is also a value, so that the HTML page can say it in Chinese.

    `words` are the keys of what happened and of the advice in `read_errors()`, and `arguments` fill both. Both are
    empty where an error never comes into a report.
    """

    exit_code = 3
    words: tuple[str, ...] = ()
    arguments: Mapping[str, str | int] = {}

    @classmethod
    def of(cls, kind: str, where: str, /, *, advice: str = "", **arguments: str | int) -> Self:
        """The error of that kind; `advice` names the advice where it is not that of the kind alone.

        >>> print(ReadError.of("larger", "a.txt", advice="smaller", most="10.0 MB"))
        a.txt: larger than 10.0 MB, the limit
          → split it into smaller files, or raise --max-file-bytes
        """
        words = f"error.{kind}", f"advice.{advice or kind}"
        what, next_step = (filled(read_errors()[key]["en"], arguments) for key in words)
        error = cls(what, where=where, advice=next_step)
        error.words, error.arguments = words, arguments
        return error


@cache
def read_errors() -> Mapping[str, Mapping[Language, str]]:
    """What ReadErrors say, in both languages: `error.kind` and `advice.kind`."""
    return by_key(tomllib.loads(data_file("errors.toml").read_text(encoding="utf-8")))


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
