"""What a second reader is asked and what it answers: values, and the protocol. Nothing here opens a connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from mtqa.engines.base import Identity


class Why(StrEnum):
    """Why a passage was not read."""

    CONNECTION = "connection"
    """The server cannot be reached, or broke off."""
    TIMEOUT = "timeout"
    STATUS = "status"
    """The server refused, with a status of HTTP."""
    REDIRECT = "redirect"
    """The server sent us to another address, where the text was not sent."""
    ANSWER = "answer"
    """The answer is not the JSON that was asked for, or was cut off."""
    TOO_LARGE = "too_large"
    """The answer is larger than any could be."""
    TIME = "time"
    """The time of the run was over."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that is read at once, with what stands around it, and its source where there is one."""

    text: str
    before: str = ""
    after: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """An error that the reader reports, in its own words: nothing of it is proven to stand in the text.

    `words` are those at fault, `left` what stands before them, `better` is the wording that it proposes. `category`
    and `severity` are words of the schema.
    """

    words: str
    left: str
    category: str
    severity: str
    reason: str
    better: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of a passage; `malformed` remarks were left out, since the schema does not know them."""

    remarks: tuple[Remark, ...] = ()
    malformed: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """A passage was not read. `status` is that of HTTP, `detail` what the server said, on one line."""

    why: Why
    status: int = 0
    detail: str = ""


Outcome = Reading | Unread


class Reader(Protocol):
    @property
    def identity(self) -> Identity: ...

    def read(self, passages: Sequence[Passage]) -> Iterator[tuple[int, Outcome]]:
        """Yield the index and the outcome of every passage as soon as it is read, in any order. Raises nothing where
        the server fails: such passages are Unread."""
        ...


@dataclass
class FakeReader:
    """A reader for tests: the remarks on each passage by its text, else none."""

    remarks: Mapping[str, Sequence[Remark]] = field(default_factory=dict)
    unread: Mapping[str, Unread] = field(default_factory=dict)
    name: str = "fake-reader"

    @property
    def identity(self) -> Identity:
        return Identity(self.name, "0")

    def read(self, passages: Sequence[Passage]) -> Iterator[tuple[int, Outcome]]:
        for index, passage in enumerate(passages):
            failed = self.unread.get(passage.text)
            yield index, failed or Reading(tuple(self.remarks.get(passage.text, ())))
