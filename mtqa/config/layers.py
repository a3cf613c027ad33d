"""Who says what: the values that a file, the environment, the command line or a library call gives to options.

Each layer is read on its own and every value checked, so that an error names the line, variable or flag at fault even
where another layer goes before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from mtqa.config import Config
from mtqa.config.files import ConfigFile
from mtqa.config.option import Option, options
from mtqa.config.tables import entries, placed
from mtqa.config.values import Refused, accept, nearest, parse, truth
from mtqa.errors import UsageError

#: An option, the value somebody gives it, and who.
Said = tuple[Option, Any, str]

CONFIG, ISOLATED = "MTQA_CONFIG", "MTQA_ISOLATED"
#: Variables that are no options: besides these two the folders of the models and of the cache.
OTHER_VARIABLES = (CONFIG, ISOLATED, "MTQA_MODELS", "MTQA_CACHE")


def isolated(environment: Mapping[str, str]) -> bool:
    text = environment.get(ISOLATED, "")
    said = truth(text) if text else False
    if said is None:
        raise UsageError("needs true or false", where=ISOLATED)
    return said


def by_file(file: ConfigFile, root: str = "") -> Iterator[Said]:
    """`root` leads from the working directory to the folder that the paths in the file start from."""
    known = {option.key: option for option in options(Config)}
    for key, value in file.table.items():
        if key not in known:
            advice = nearest(key, known) or f"options are: {', '.join(known)}"
            raise UsageError(f"there is no option “{key}”", where=file.where(key), advice=advice)
        option, where = known[key], partial(file.where, key)
        try:
            said = entries(option, value, where, root) if option.table else placed(option, accept(option, value), root)
            yield option, said, where()
        except Refused as refused:
            raise UsageError(refused.what, where=where(*refused.keys), advice=refused.advice) from refused


def by_variables(environment: Mapping[str, str]) -> Iterator[Said]:
    for option in _of_one_value():
        text = environment.get(option.variable, "")
        if text:  # an empty variable is how a workflow says that it is not set
            with _located(option.variable):
                value = parse(option, text)
            yield option, value is False if option.on_by_default else value, option.variable


def by_flags(flags: Mapping[str, Any]) -> Iterator[Said]:
    """Flags are True or False, a text, or the list of texts of a flag that was repeated."""
    for option in _of_one_value():
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


def by_keywords(keywords: Mapping[str, Any]) -> Iterator[Said]:
    known = {option.name: option for option in options(Config) if not option.display}
    for name, value in keywords.items():
        if name in known:
            with _located("mtqa.check"):
                yield known[name], value if known[name].table else accept(known[name], value), name
        elif any(option.name == name for option in options(Config)):
            advice = "the library returns the whole Report; mtqa.render.write draws it"
            raise UsageError(f"{name} is an option of the command line only", where="mtqa.check", advice=advice)
        else:
            advice = f"{nearest(name, known)} options are: {', '.join(known)}".strip()
            raise UsageError(f"there is no option “{name}”", where="mtqa.check", advice=advice)


def strangers(environment: Mapping[str, str]) -> Iterator[str]:
    """A word about each variable that looks like one of mtqa's and is none. It may be meant for another version, and
    the environment is not only ours: so it is no error."""
    known = {option.variable for option in _of_one_value()} | set(OTHER_VARIABLES)
    for name in sorted(environment):
        if name.startswith("MTQA_") and name not in known:
            yield f"{name} is set and is no variable of mtqa; {nearest(name, known)}".rstrip("; ")


def _of_one_value() -> list[Option]:
    """The options that a variable or a flag can set: all but arrays of tables."""
    return [option for option in options(Config) if not option.table]


@contextmanager
def _located(origin: str) -> Iterator[None]:
    """A value that is refused becomes an error that says where it stands."""
    try:
        yield
    except Refused as refused:
        raise UsageError(refused.what, where=origin, advice=refused.advice) from refused
