"""What an option is: a field of a dataclass with a help, from which flags, keys and variables are made.

`mtqa.config` declares the options of a run; `mtqa.config.load` reads and checks their values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints


@dataclass(frozen=True)
class Option:
    """An option as it was declared.

    kind     its type, without None
    metavar  what `--help` calls its value
    least    the lowest value a number may have, `most` the highest
    commas   may a flag name several values at once, between commas?
    paths    may it differ from path to path, in [[paths]]?
    afterwards  is it of no account to what is found in a document that was read? Then a change of it does not cost
             the examinations that are kept.
    display  does it concern the command line's own output alone? The library has no use for it.
    off      the value that the flag --no-NAME stands for, where it is no switch and can be turned off
    file     is it a path that, in a configuration file, starts from the folder of that file?
    form     a pattern that a text has to match as a whole, if it is to have one; `example` does
    table    what one entry of an array of tables becomes; such options stand in configuration files only
    """

    name: str
    kind: Any
    default: Any
    help: str
    metavar: str = ""
    short: str = ""
    least: float | None = None
    most: float | None = None
    commas: bool = False
    paths: bool = False
    afterwards: bool = False
    display: bool = False
    off: str = ""
    file: bool = False
    form: str = ""
    example: str = ""
    table: type | None = None

    @property
    def shape(self) -> Any:
        """Its type without parameters: bool, int, float, str, Literal, tuple or Mapping."""
        return get_origin(self.kind) or self.kind

    @property
    def choices(self) -> tuple[str, ...]:
        """The words it is one of; none where any will do. Of a table, the words that its values are one of."""
        if self.shape is Mapping:
            return get_args(get_args(self.kind)[1])
        return get_args(self.kind) if self.shape is Literal else ()

    @property
    def key(self) -> str:
        """Its name in a configuration file."""
        return self.name.replace("_", "-")

    @property
    def on_by_default(self) -> bool:
        return self.kind is bool and self.default is True

    @property
    def off_flag(self) -> str:
        """The flag that turns it off, where there is one."""
        return f"--no-{self.key}" if self.off or self.kind is bool else ""

    @property
    def flag(self) -> str:
        """Its flag; where it is on unless said otherwise, the flag that turns it off."""
        return f"--no-{self.key}" if self.on_by_default else f"--{self.key}"

    @property
    def variable(self) -> str:
        """Its environment variable, named after the flag: MTQA_MODELS and MTQA_CACHE are folders."""
        return "MTQA_" + self.flag[2:].replace("-", "_").upper()


def option(default: Any, help: str, **details: Any) -> Any:
    """A field that is an option: its default, its help in one line, and the rest of what `Option` knows."""
    metadata = {"help": help, **details}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@cache
def options(owner: type) -> tuple[Option, ...]:
    """The options a dataclass declares, in their order."""
    hints = get_type_hints(owner)
    return tuple(
        Option(
            one.name,
            _without_none(hints[one.name]),
            one.default if one.default_factory is MISSING else one.default_factory(),
            **one.metadata,
        )
        for one in fields(owner)
        if one.metadata
    )


def _without_none(kind: Any) -> Any:
    if get_origin(kind) is UnionType:
        (kind,) = (part for part in get_args(kind) if part is not NoneType)
    return kind
