"""Layers of settings: the values that a file, the environment, the command line or a library call gives to options.

Each layer is read on its own and every value checked, so that an error names the line, variable or flag at fault even
where another layer takes precedence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from mtqa.config import Config, scoring
from mtqa.config.files import ConfigFile
from mtqa.config.option import Option, options
from mtqa.config.tables import entries, placed
from mtqa.config.values import Refused, accept, nearest, parse, truth
from mtqa.errors import UsageError

#: An option, the value it is given, and where: file and line, variable, flag or keyword.
Setting = tuple[Option, Any, str]

CONFIG, ISOLATED = "MTQA_CONFIG", "MTQA_ISOLATED"
#: The key of the second reader's API: a variable only, so that it stands in no file and no list of processes.
READER_KEY = "MTQA_READER_KEY"
#: Variables that are no options: these three and the folders of the models and of the cache.
OTHER_VARIABLES = (CONFIG, ISOLATED, READER_KEY, "MTQA_MODELS", "MTQA_CACHE")


def isolated(environment: Mapping[str, str]) -> bool:
    """Does MTQA_ISOLATED forbid configuration files? Raises UsageError for a value that is not a truth value."""
    text = environment.get(ISOLATED, "")
    value = truth(text) if text else False
    if value is None:
        raise UsageError("needs true or false", where=ISOLATED)
    return value


def by_file(file: ConfigFile, root: str = "") -> Iterator[Setting]:
    """The settings of a file. `root` leads from the working directory to the folder that paths in the file start
    from."""
    known = {option.key: option for option in options(Config) if option.in_files}
    elsewhere = {option.key: option for option in options(Config) if not option.in_files}
    for key, value in file.table.items():
        if key in elsewhere:
            raise _not_in_files(elsewhere[key], file.where(key))
        if key not in known:
            advice = nearest(key, known) or f"options are: {', '.join(known)}"
            raise UsageError(f"there is no option “{key}”", where=file.where(key), advice=advice)
        option, where = known[key], partial(file.where, key)
        try:
            if option.single:
                yield option, scoring.read(value), where()
            elif option.table:
                yield option, entries(option, value, where, root), where()
            else:
                yield option, placed(option, accept(option, value), root), where()
        except Refused as refused:
            raise UsageError(refused.what, where=where(*refused.keys), advice=refused.advice) from refused


def _not_in_files(option: Option, where: str) -> UsageError:
    what = f"“{option.key}” has no place in a file: one that comes with the text must not say where the text is sent"
    return UsageError(what, where=where, advice=f"remove it there; give {option.flag}, or set {option.variable}")


def by_variables(environment: Mapping[str, str]) -> Iterator[Setting]:
    for option in _flag_options():
        text = environment.get(option.variable, "")
        if text:  # workflows leave a variable empty that is not set
            with _located(option.variable):
                value = parse(option, text)
            yield option, value is False if option.on_by_default else value, option.variable


def by_flags(flags: Mapping[str, Any]) -> Iterator[Setting]:
    """The settings of flags, by the name of the option: True or False, a text, or a list of texts (repeated flag)."""
    for option in _flag_options():
        value = flags.get(option.name)
        if value is None:
            continue
        flag = f"--no-{option.key}" if value is False else f"--{option.key}"
        with _located(flag):
            if isinstance(value, bool):
                yield option, value, flag
            elif isinstance(value, str):
                yield option, parse(option, value), flag
            elif option.commas:
                yield option, parse(option, ",".join(value)), flag
            else:
                yield option, accept(option, value), flag


def by_keywords(keywords: Mapping[str, Any]) -> Iterator[Setting]:
    known = {option.name: option for option in options(Config) if not option.display}
    for name, value in keywords.items():
        if name in known:
            with _located("mtqa.check"):
                yield known[name], _given(known[name], value), name
        elif any(option.name == name for option in options(Config)):
            advice = "the library returns the whole Report; mtqa.render.write writes it"
            raise UsageError(f"{name} is an option of the command line only", where="mtqa.check", advice=advice)
        else:
            advice = f"{nearest(name, known)} options are: {', '.join(known)}".strip()
            raise UsageError(f"there is no option “{name}”", where="mtqa.check", advice=advice)


def _given(option: Option, value: Any) -> Any:
    """The value of a keyword; a table of one, such as `scoring`, may be a dict as a file would have it."""
    if option.single and isinstance(value, Mapping):
        return scoring.read(value)
    return value if option.table else accept(option, value)


def unknown_variables(environment: Mapping[str, str]) -> Iterator[str]:
    """A notice about each variable MTQA_… that mtqa does not know. It is no error: it may be meant for another
    version."""
    known = {option.variable for option in _flag_options()} | set(OTHER_VARIABLES)
    for name in sorted(environment):
        if name.startswith("MTQA_") and name not in known:
            yield f"{name} is set, but mtqa has no such variable; {nearest(name, known)}".rstrip("; ")


def _flag_options() -> list[Option]:
    """The options that a variable or a flag can set: all but arrays of tables."""
    return [option for option in options(Config) if not option.table]


@contextmanager
def _located(origin: str) -> Iterator[None]:
    """Turn a refused value into a UsageError that names its origin."""
    try:
        yield
    except Refused as refused:
        raise UsageError(refused.what, where=origin, advice=refused.advice) from refused
