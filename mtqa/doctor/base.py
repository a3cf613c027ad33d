"""The result of `mtqa doctor`: one line per check of the machine, with what to fix where it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

from mtqa.errors import ModelError, MtqaError


class State(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Line:
    """One result. `about` names the subject, `what` its condition, `advice` what to do; `exit_code` is 0 unless it
    fails."""

    state: State
    about: str
    what: str
    advice: str = ""
    exit_code: int = 0

    def __str__(self) -> str:
        text = f"{self.state:<4}  {self.about:<9}  {self.what}"
        return f"{text}\n      → {self.advice}" if self.advice else text

    def tree(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items() if name != "exit_code"}


def ok(about: str, what: str) -> Line:
    return Line(State.OK, about, what)


def warn(about: str, what: str, advice: str) -> Line:
    return Line(State.WARN, about, what, advice)


def fail(about: str, what: str, advice: str, exit_code: int = 1) -> Line:
    return Line(State.FAIL, about, what, advice, exit_code)


def careful(about: str, look: Callable[[], Iterable[Line]]) -> list[Line]:
    """The lines of one check; an error in it becomes a line that fails, and the other checks still run."""
    try:
        return list(look())
    except ModelError as error:
        return [fail(about, f"{error.where}: {error.what}", error.advice, error.exit_code)]
    except MtqaError as error:
        return [fail(about, f"{error.where}: {error.what}".removeprefix(": "), error.advice)]
    except Exception as error:  # noqa: BLE001  any error is a result: the user asked what is wrong with this machine
        what = f"this check failed: {type(error).__name__}: {error}"
        advice = "install mtqa again in a fresh virtual environment; if that does not help, report this error"
        return [fail(about, what, advice)]


def exit_code(lines: Iterable[Line]) -> int:
    """4 if a model is missing or damaged, else 1 if anything fails, else 0."""
    return max((line.exit_code for line in lines), default=0)
