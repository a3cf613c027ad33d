"""Tables of docs/cli.md: the commands, the options of `check`, the exit codes."""

from __future__ import annotations

from collections.abc import Iterator

import typer
from typer.core import TyperGroup, TyperOption

from mtqa.cli import app
from mtqa.cli.streams import BROKEN_PIPE
from mtqa.cli.terminal import INTERRUPTED
from mtqa.config import Config
from mtqa.config.option import Option
from mtqa.config.option import options as declared
from mtqa.errors import ModelError, ReadError, UsageError

#: What each exit code means to a user of `mtqa check`.
EXIT_CODES = {
    0: "Passed, or nothing could be judged. Or a gate failed and `--exit-zero` was given.",
    1: "A gate failed: `--fail-under`, `--fail-on`, `--max-findings`, `--min-translated`, "
    "`--fail-on-translated` or `--fail-on-unjudged`.",
    UsageError.exit_code: "The command or its configuration is wrong. Nothing was checked.",
    ReadError.exit_code: "A file cannot be read, or its check crashed. The others were checked. `--exit-zero` does "
    "not change this code.",
    ModelError.exit_code: "A model is missing or damaged.",
    INTERRUPTED: "Interrupted. What was found so far is in the cache.",
    BROKEN_PIPE: "The reader of standard output, such as `head`, closed the pipe.",
}


def options() -> str:
    """A row for each option of `mtqa check`."""
    rows = [option_row(option) for option in declared(Config) if not option.table]
    rows += [parameter_row(parameter) for parameter in _own_parameters()]
    return _table(("option", "default", "meaning"), rows)


def option_row(option: Option) -> str:
    names = [f"--{option.key}", option.off_flag if option.off or option.on_by_default else "", option.short]
    value = "" if option.shape is bool else option.metavar or r"\|".join(option.choices)
    shown = "" if option.default in ((), None, {}) else str(option.default).removesuffix(".0")
    if option.shape is bool:
        shown = "on" if option.default else ""
    spelling = ", ".join(f"`{name}`" for name in names if name) + (f" `{value}`" if value else "")
    return f"| {spelling} | {shown} | {option.help} |"


def parameter_row(parameter: TyperOption) -> str:
    """The row of an option that only the command line has."""
    value = f" `{parameter.metavar}`" if parameter.metavar else ""
    return f"| `{max(parameter.opts, key=len)}`{value} | | {parameter.help} |"


def commands() -> str:
    """A row for each command, with the first sentence of its help."""
    rows = [f"| `mtqa {name}` | {_first_sentence(help)} |" for name, help in walk(_root())]
    return _table(("command", "what it does"), rows)


def exit_codes() -> str:
    """A row for each exit code."""
    return _table(("exit code", "meaning"), [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items()])


def walk(group: TyperGroup, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The full name and the help of every command, without the groups of commands."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from walk(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command.help or ""


def _root() -> TyperGroup:
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    return root


def _own_parameters() -> list[TyperOption]:
    declared_names = {option.name for option in declared(Config)} | {
        f"no_{option.name}" for option in declared(Config) if option.off
    }
    parameters = _root().commands["check"].params
    found = [parameter for parameter in parameters if isinstance(parameter, TyperOption)]
    return [parameter for parameter in found if parameter.name not in declared_names]


def _first_sentence(text: str) -> str:
    return " ".join(text.split()).partition(". ")[0].rstrip(".") + "."


def _table(header: tuple[str, ...], rows: list[str]) -> str:
    return "\n".join([f"| {' | '.join(header)} |", "|" + "---|" * len(header), *rows]) + "\n"
