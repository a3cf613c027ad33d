"""Flags for every option of Config, made from its declaration, so that no command lists them.

    @configured
    def check(settings: Settings, paths: …) -> None: ...

becomes a command that takes `paths`, every option of Config, --config and --isolated, and receives the settings from
flags, environment and files; `@configured("cache", "offline")` takes only those two options. A flag that is not given
has no value. Values of flags are checked together with those of files and variables, so that all errors have one form.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any, overload

import typer

from mtqa.cli.terminal import exit_on_error, tell
from mtqa.config import Config
from mtqa.config.option import Option, options

_CONFIG = Annotated[
    str | None, typer.Option(metavar="FILE", help="Read this configuration file instead of the nearest.")
]
_ISOLATED = Annotated[bool | None, typer.Option("--isolated", help="Read no configuration file.")]


Command = Callable[..., None]


@overload
def configured(command: Command, /) -> Command: ...
@overload
def configured(*names: str) -> Callable[[Command], Command]: ...
def configured(*given: Any) -> Any:
    """Turn a function whose first parameter is Settings into a typer command, with a parameter for each option, or for
    the named options only."""
    chosen = [option for option in options(Config) if not option.table]
    if not isinstance(given[0], str):
        return _configured(given[0], chosen)
    return partial(_configured, flagged=[option for option in chosen if option.name in given])


def _configured(command: Command, flagged: Sequence[Option]) -> Command:
    own = list(signature(command, eval_str=True).parameters.values())[1:]
    flags = [parameter for option in flagged for parameter in _parameters(option)]
    choosing = [_keyword("config", _CONFIG), _keyword("isolated", _ISOLATED)]

    def run(**given: Any) -> None:
        from mtqa.config.load import load

        with exit_on_error():
            values = _values_of_flags(given, flagged)
            config, isolated = given.pop("config"), given.pop("isolated")
            settings = load(values, os.environ, Path.cwd(), config=config, isolated=isolated)
            for notice in settings.notices:
                tell(f"mtqa: {notice}")
            with exit_on_error(kept=settings.config.cache):
                command(settings, **given)

    parameters = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in own] + flags + choosing
    run.__signature__ = signature(command).replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


def _values_of_flags(given: dict[str, Any], flagged: Sequence[Option]) -> dict[str, Any]:
    """Take the values of the options out of a command's arguments; None for a flag that was not given."""
    values = {}
    for option in flagged:
        values[option.name] = given.pop(option.name)
        if given.pop(f"no_{option.name}", None):
            values[option.name] = option.off
    return values


def _parameters(option: Option) -> list[Parameter]:
    """The parameter of an option, and of the flag that turns it off."""
    if not option.off:
        return [_parameter(option)]
    info = typer.Option(option.off_flag, help=f"The same as --{option.key} {option.off}.")
    return [_parameter(option), _keyword(f"no_{option.name}", Annotated[bool | None, info])]


def _parameter(option: Option) -> Parameter:
    names = [f"--{option.key}/--no-{option.key}" if option.shape is bool else f"--{option.key}"]
    many = option.shape in (tuple, Mapping)
    kind: Any = bool if option.shape is bool else list[str] if many else str
    info = typer.Option(
        *names,
        *([option.short] if option.short else []),
        help=option.help + _default(option),
        metavar=None if option.shape is bool else option.metavar or "|".join(option.choices),
        show_default=False,
    )
    return _keyword(option.name, Annotated[kind | None, info])


def _keyword(name: str, annotation: Any) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _default(option: Option) -> str:
    """The default as the help shows it; empty for a switch, and where there is none."""
    if option.shape is bool or option.default in ((), None, {}, ""):
        return ""
    return f" [default: {option.default:g}]" if option.shape is float else f" [default: {option.default}]"
