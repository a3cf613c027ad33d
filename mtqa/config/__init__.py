"""Every option and its default, once.

Flags of the command line, keys of a configuration file, environment variables, the keywords of `mtqa.check` and the
table in the README are all made from, or compared with, the fields declared here. To add an option is to add a field.
Reading and checking values is the work of `mtqa.config.load`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from mtqa.config.globs import Globs
from mtqa.config.ignore_text import IgnoreRule
from mtqa.config.option import option, options

Level = Literal["minor", "major", "critical"]
Language = Literal["auto", "zh", "en", "other"]
Interface = Literal["auto", "en", "zh"]
FailOn = Literal["never", "minor", "major", "critical"]
FAIL_ON_LEVELS: tuple[str, ...] = get_args(FailOn)


@dataclass(frozen=True)
class PathSettings:
    """What differs for the files that match. `values` are by the name of the option, `origins` say their lines."""

    files: tuple[str, ...]
    values: Mapping[str, Any]
    where: str = ""
    origins: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def covers(self, path: str) -> bool:
        """Is it about the file with that path, as `Config.inside` gives it?"""
        return self._globs.match(path)

    @cached_property
    def _globs(self) -> Globs:
        return Globs(self.files, "files", self.where)


@dataclass(frozen=True)
class Config:
    """How a run behaves. Its options:"""

    fail_under: float = option(
        90.0, "Gate: the lowest score that passes.", metavar="SCORE", least=0, most=100, paths=True, afterwards=True
    )
    fail_on: FailOn = option("critical", "Gate: the lowest severity that fails.", paths=True, afterwards=True)
    max_findings: int | None = option(
        None, "Gate: more open findings than these fail the run.", metavar="N", least=0, afterwards=True
    )
    exit_zero: bool = option(False, "Leave with 0 where a gate failed.", afterwards=True)
    select: tuple[str, ...] = option(
        (),
        "Rules to look for: ids, or their first part. All where none is named.",
        metavar="RULES",
        commas=True,
        paths=True,
    )
    ignore: tuple[str, ...] = option(
        (),
        "Rules not to look for; of `select` and `ignore` the more exact one wins.",
        metavar="RULES",
        commas=True,
        paths=True,
    )
    severity: Mapping[str, Level] = option(
        {}, "Give a rule another severity.", metavar="RULE=LEVEL", commas=True, paths=True, afterwards=True
    )
    strictness: float = option(
        0.5,
        "False alarms that are allowed, per 1,000 characters of native text; findings that cost more are left out.",
        metavar="RATE",
        least=0,
        most=100,
        afterwards=True,
    )
    calibration: str = option(
        "",
        "What `mtqa calibrate` wrote about your own text, by which strictness is kept.",
        metavar="PATH",
        afterwards=True,
    )
    min_severity: Level = option("minor", "The lowest severity that is shown; gates count all.", display=True)
    include: tuple[str, ...] = option(
        (), "Of directories check only files that match one of these patterns.", metavar="PATTERN", afterwards=True
    )
    exclude: tuple[str, ...] = option(
        (), "Leave out files and folders that match one of these patterns.", metavar="PATTERN", afterwards=True
    )
    force_exclude: bool = option(
        False, "Leave out what `exclude` says also where a file is named, as pre-commit does.", afterwards=True
    )
    gitignore: bool = option(True, "Leave out what git ignores.", afterwards=True)
    paths: tuple[PathSettings, ...] = option((), "What differs from path to path.", table=PathSettings, afterwards=True)
    profile: str = option("embedded", "Models to use: embedded or hub.", metavar="NAME", afterwards=True)
    models: bool = option(True, "Use the models; without them only rules: fast, no torch.", afterwards=True)
    offline: bool = option(False, "Never touch the network.", afterwards=True)
    cache: bool = option(True, "Use what was found and answered earlier, and keep what is new.", afterwards=True)
    max_cache_bytes: int = option(
        500_000_000,
        "What was not used for the longest time is dropped above that.",
        metavar="N",
        least=0,
        afterwards=True,
    )
    jobs: int = option(
        0,
        "Files checked at once; 0: one a core, or one with models.",
        metavar="N",
        short="-j",
        least=0,
        afterwards=True,
    )
    max_file_bytes: int = option(
        10_000_000, "Larger files are refused, so that memory stays bounded.", metavar="N", least=1, afterwards=True
    )
    max_segment_chars: int = option(
        400, "A stretch without a sentence end is cut there, with a note.", metavar="N", least=50
    )
    source: str = option(
        "",
        "What is translated: a file, a directory laid out like the one checked, or {stem}.en.md beside each.",
        metavar="PATH",
        paths=True,
        afterwards=True,
    )
    source_column: str = option(
        "",
        "Of a table: name or number of the column with the source; found by name and script where it is not said.",
        metavar="COLUMN",
        paths=True,
    )
    target_column: str = option(
        "",
        "Of a table: name or number of the column with the translation; found likewise.",
        metavar="COLUMN",
        paths=True,
    )
    lang_pair: str = option(
        "",
        "Of a file with many languages: source-target, such as en-zh; the file's own, into Chinese, if not said.",
        metavar="PAIR",
        paths=True,
        form=r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})+",
        example="en-zh",
    )
    glossary: str = option(
        "",
        "Terms and their wordings: CSV or TSV (source,target,note) or TBX.",
        metavar="FILE",
        paths=True,
        file=True,
    )
    language: Language = option(
        "auto",
        "Of the files: zh has to be Chinese, en and other are left out, auto looks.",
        paths=True,
    )
    baseline: str = option(
        "nearest",
        "Accepted findings: this file, not the nearest .mtqa-baseline.json; or none.",
        metavar="PATH",
        off="none",
        afterwards=True,
    )
    diff_base: str = option(
        "", "Only lines that changed since this git commit or branch count.", metavar="REF", afterwards=True
    )
    ignore_text: tuple[IgnoreRule, ...] = option(
        (), "Wordings that are right here, whatever a rule thinks.", table=IgnoreRule, afterwards=True
    )
    compare: str = option(
        "",
        "An earlier run's JSON report: the HTML page tells what was fixed since, what is new and what is unchanged.",
        metavar="PATH",
        file=True,
        afterwards=True,
    )
    interface: Interface = option(
        "auto",
        "Language of the HTML page: English, Chinese, or as the browser prefers; a button changes it.",
        afterwards=True,
    )
    output: tuple[str, ...] = option(
        (),
        "Also write a report; - is stdout; repeatable. Formats: html, json, jsonl, csv, sarif, github, summary, "
        "gitlab, junit, rdjsonl, marot, pearmut.",
        metavar="FORMAT=PATH",
        short="-o",
        display=True,
    )
    quiet: bool = option(False, "No summary; outputs and exit code only.", short="-q", display=True)
    verbose: bool = option(False, "The evidence under every finding.", short="-v", display=True)

    # What follows is no option: the only pivot there are translators for, and what the options were read from.
    pivot: str = "en"
    root: str = ""
    """The folder that path patterns start from; the working directory where it is empty."""
    origins: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Where the options that are not at their default come from: `mtqa.toml:3`, a variable, a flag."""

    def inside(self, path: str) -> str:
        """A path as patterns see it: from `root`, with forward slashes; of a file elsewhere its name alone."""
        root = Path(self.root or Path.cwd())
        for absolute in (os.path.normpath, os.path.realpath):
            whole = Path(absolute(Path.cwd() / path))
            if whole.is_relative_to(root):
                return whole.relative_to(root).as_posix()
        return Path(path).name

    def origin(self, name: str) -> str:
        """Where an option was set, for a letter about its value."""
        return self.origins.get(name, name)


Config.__doc__ = "\n".join([f"{Config.__doc__}\n", *(f"    {one.name}  {one.help}" for one in options(Config))])
