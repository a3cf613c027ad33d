"""Checking and converting the values of options, with errors that say what was expected.

pydantic would do much of this, but without the line of the file in its errors, and the lowest layers would depend on
it; there are only seven kinds of value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Literal

from mtqa.config.option import Option
from mtqa.text import shortened

_SHOWN_CHARACTERS = 60  # of a wrong value
#: What is in a table of texts, by whether these are words of a few.
_TABLES = {True: 'rules and levels, such as terms = "critical"', False: 'patterns and formats, such as "*.mdx" = "md"'}
_TRUTH = dict.fromkeys(("1", "true", "yes", "on"), True) | dict.fromkeys(("0", "false", "no", "off"), False)


class Refused(ValueError):
    """A value that an option cannot have. `what` and `advice` are those of the error it becomes; `keys` lead to the
    wrong value within a table."""

    def __init__(self, what: str, advice: str = "", keys: tuple[str | int, ...] = ()) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice
        self.keys = keys


def accept(option: Option, value: object) -> Any:
    """The value of an option, from a value of TOML or Python. Raises Refused.

    >>> from mtqa.config import Config
    >>> from mtqa.config.option import options
    >>> accept(options(Config)[0], 95)
    95.0
    """
    if option.shape is tuple:
        return _texts(option, value)
    if option.shape is Mapping:
        return _levels(option, value)
    if option.shape in (int, float):
        return _number(option, value)
    if option.shape is Literal:
        if value in option.choices:
            return value
    elif isinstance(value, option.shape) and value != "" and _has_form(option, value):
        return value
    raise _refused(option, value)


def parse(option: Option, text: str) -> Any:
    """The value of an option, from the text of an environment variable or of a flag. Raises Refused."""
    if option.shape is bool:
        value = truth(text)
        return accept(option, text if value is None else value)
    if option.shape in (int, float):
        try:
            number = option.shape(text)
        except ValueError:
            raise _refused(option, text) from None
        return accept(option, number)
    if option.shape is tuple:
        return accept(option, split(text))
    if option.shape is Mapping:
        return accept(option, dict(_pair(option, part) for part in split(text)))
    return accept(option, text.strip())


def truth(text: str) -> bool | None:
    """The truth value that a word stands for (1, true, yes, on; 0, false, no, off); None for any other word."""
    return _TRUTH.get(text.strip().lower())


def split(text: str) -> list[str]:
    """The parts between commas, without spaces around them and without empty ones."""
    return [part for part in map(str.strip, text.split(",")) if part]


def nearest(word: object, known: Collection[str]) -> str:
    """“did you mean …?” with the most similar known word; empty where none is similar."""
    names = {name.lower(): name for name in known}
    near = get_close_matches(str(word).lower(), names, n=1)
    return f"did you mean {names[near[0]]}?" if near else ""


def expected(option: Option) -> str:
    """The values that an option takes, in words.

    >>> from mtqa.config import Config
    >>> from mtqa.config.option import options
    >>> expected(options(Config)[0])
    'a number from 0 to 100'
    """
    if option.shape is tuple:
        return f'a list of texts, such as ["{option.metavar}"]'
    if option.shape is Mapping:
        return f"a table of {_TABLES[bool(option.choices)]}"
    if option.shape in (int, float):
        noun = "a whole number" if option.shape is int else "a number"
        return f"{noun} from {option.least:g}" + (" up" if option.most is None else f" to {option.most:g}")
    if option.shape is Literal:
        return f"one of {', '.join(option.choices)}"
    if option.form:
        return f"a {option.metavar.lower()} such as {option.example}"
    return "true or false" if option.shape is bool else "a text"


def _has_form(option: Option, value: object) -> bool:
    return not option.form or (isinstance(value, str) and re.fullmatch(option.form, value) is not None)


def shown(value: object) -> str:
    """A value in TOML syntax, shortened."""
    text = str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)
    return shortened(text, _SHOWN_CHARACTERS)


def _number(option: Option, value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        exact = option.shape is float or isinstance(value, int)
        least = -math.inf if option.least is None else option.least
        if exact and least <= value <= (math.inf if option.most is None else option.most):  # NaN is in no range
            return option.shape(value)  # type: ignore[no-any-return]
    raise _refused(option, value)


def _texts(option: Option, value: object) -> tuple[str, ...]:
    if isinstance(value, list | tuple) and all(isinstance(text, str) and text.strip() for text in value):
        return tuple(value)
    raise _refused(option, value)


def _levels(option: Option, value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise _refused(option, value)
    levels = dict(_flat(value))
    for keys, level in levels.items():
        if not option.choices and not (isinstance(level, str) and level.strip()):
            what = f"“{option.key}” of “{'.'.join(keys)}” needs a text, not {shown(level)}"
            raise Refused(what, f"write a table of {_TABLES[False]}", keys)
        if option.choices and level not in option.choices:
            what = f"“{option.key}” of {'.'.join(keys)} needs one of {', '.join(option.choices)}, not {shown(level)}"
            raise Refused(what, nearest(level, option.choices), keys)
    return {".".join(keys): level for keys, level in levels.items()}


def _flat(table: Mapping[str, object], prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Keys and levels of a table; for TOML, `terms.inconsistent = …` without quotes is a table within the table."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, (*prefix, key))
        else:
            yield (*prefix, key), value


def _pair(option: Option, text: str) -> tuple[str, str]:
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (name and equals):
        raise Refused(f"“{option.key}” needs {option.metavar}, not {shown(text)}")
    return name, value


def _refused(option: Option, value: object) -> Refused:
    what = f"“{option.key}” needs {expected(option)}, not {shown(value)}"
    return Refused(what, nearest(value, option.choices) if option.choices else "")
