"""The files that `mtqa init` writes: a configuration with every option, a pre-commit entry and a workflow."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from mtqa.config import Config
from mtqa.config.files import OWN
from mtqa.config.option import options
from mtqa.config.show import toml
from mtqa.data import data_file
from mtqa.version import __version__

PRE_COMMIT = ".pre-commit-config.yaml"
WORKFLOW = ".github/workflows/mtqa.yml"
_TEMPLATES = data_file("starter")

_HEAD = """\
# Configuration of mtqa. Every option of a file is here; those after a # have their default: remove the # to change it.
# `mtqa config show` prints the settings in force and where they come from; `mtqa rules` lists the rules.
# Path patterns are those of .gitignore and start from the folder of this file.
"""
_RECOMMENDED = {"fail-on-translated": 0.8}  # settings that are in force from the start
_TABLES = """\

# Settings for some paths only; where several entries match, the last one counts.
# [[paths]]
# files = ["legal/**"]
# select = ["terms", "names", "residue"]
# fail-on = "major"

# Wordings that are right, whatever a rule reports.
# [[ignore-text]]
# rule = "untranslated.latin"
# pattern = "Boxma"
# reason = "the name of a shop"

# How findings become a score, if not by MQM's raw model with the weights 1, 5 and 25.
# [scoring]
# model = "calibrated"
# tolerated = { 1000 = 50 }
# repeated = "once"
# bands = { good = 95, fair = 80, poor = 0 }

# A set of models of your own, for --profile mine: a folder, org/repo that was pulled, or a model of `mtqa models list`.
# [profiles.mine]
# fluency = "models/qwen3-4b"
"""


def files() -> dict[str, str]:
    """The text of each file, by its path from the project's folder."""
    return {
        OWN: configuration(),
        PRE_COMMIT: f"repos:\n{pre_commit_entry()}",
        WORKFLOW: _template("workflow.yml").replace("VERSION", __version__),
    }


def configuration() -> str:
    """mtqa.toml: every option, as a comment but for those that are recommended."""
    return _HEAD + "".join(_commented()) + _TABLES


def pre_commit_entry(indent: str = "  ") -> str:
    """The item of mtqa in the list `repos` of a pre-commit configuration."""
    return textwrap.indent(_template("pre-commit.yml"), indent)


def with_entry(text: str) -> str | None:
    """A pre-commit configuration with mtqa before its other items; None where its layout is not the usual one."""
    head = re.search(r"^repos:[ \t]*(?:#.*)?\n", text, re.MULTILINE)
    item = head and re.compile(r"(?:[ \t]*(?:#.*)?\n)*([ \t]*)- ").match(text, head.end())
    if not head or not item:
        return None
    return text[: head.end()] + pre_commit_entry(item[1]) + text[head.end() :]


def _commented() -> Iterator[str]:
    for option in options(Config):
        if option.table or not option.in_files:
            continue
        default = toml(option.default)
        if option.default in (None, ""):
            default = f'"{option.metavar}"' if option.shape is str else option.metavar
        if option.key in _RECOMMENDED:
            yield f"\n# {option.help}\n{option.key} = {toml(_RECOMMENDED[option.key])}\n"
        else:
            yield f"\n# {option.help}\n# {option.key} = {default}\n"


def _template(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")
