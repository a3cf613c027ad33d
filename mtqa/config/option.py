"""The declaration of an option: a field of a dataclass with a help text, from which flags, keys and variables are made.

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
    """A declared option.

    kind     its type, without None
    metavar  the name of its value in `--help`
    least    the lowest value a number may have, `most` the highest
    commas   may a flag name several values at once, between commas?
    paths    may it differ from path to path, in [[paths]]?
    afterwards  does it leave the findings of a document as they are before suppression and the gate? Then cached
             findings stay valid when it changes.
    display  does it concern only the output of the command line? The library does not accept it.
    off      the value that the flag --no-NAME stands for, for an option that is no switch and can be turned off
    file     is it a path that, in a configuration file, starts from the folder of that file?
    form     a regular expression that the whole text has to match; `example` matches it
    model    is it the name of a model, or the path of its folder, which is placed as `file` says where it is there?
    table    the class of an entry of an array of tables; such options exist in configuration files only
    in_files  may a configuration file set it? Not where it says who gets the text: the file may come with the text.
    named    is `table` that of a table of tables, [KEY.NAME], whose entries have names?
    single   is `table` that of one table, [KEY], with keys of its own? Settings elsewhere change it key by key.
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
    model: bool = False
    table: type | None = None
    in_files: bool = True
    named: bool = False
    single: bool = False

    @property
    def shape(self) -> Any:
        """Its type without parameters: bool, int, float, str, Literal, tuple or Mapping."""
        return get_origin(self.kind) or self.kind

    @property
    def choices(self) -> tuple[str, ...]:
        """The allowed words, for a table those of its values; empty where any value is allowed."""
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
        """The flag that turns it off; empty where there is none."""
        return f"--no-{self.key}" if self.off or self.kind is bool else ""

    @property
    def flag(self) -> str:
        """Its flag; for a switch that is on by default, the flag that turns it off."""
        return f"--no-{self.key}" if self.on_by_default else f"--{self.key}"

    @property
    def variable(self) -> str:
        """Its environment variable, named after `flag`, since MTQA_MODELS and MTQA_CACHE are folders."""
        return "MTQA_" + self.flag[2:].replace("-", "_").upper()


def option(default: Any, help: str, **details: Any) -> Any:
    """A dataclass field that declares an option: its default, its help in one line, and other fields of `Option`."""
    metadata = {"help": help, **details}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@cache
def options(owner: type) -> tuple[Option, ...]:
    """The options that a dataclass declares, in order."""
    hints = get_type_hints(owner)
    return tuple(
        Option(
            declared.name,
            _without_none(hints[declared.name]),
            declared.default if declared.default_factory is MISSING else declared.default_factory(),
            **declared.metadata,
        )
        for declared in fields(owner)
        if declared.metadata
    )


def _without_none(kind: Any) -> Any:
    if get_origin(kind) is UnionType:
        (kind,) = (part for part in get_args(kind) if part is not NoneType)
    return kind
