"""Every option with its default, declared once.

Flags of the command line, keys of a configuration file, environment variables, the keywords of `mtqa.check` and the
table in docs/cli.md are all made from, or compared with, the fields declared here. To add an option, add a field.
`mtqa.config.load` reads and checks values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mtqa.config.choices import Fuzzy, Interface, Language, Level, ReaderLanguage
from mtqa.config.gate import GateOptions
from mtqa.config.ignore_text import IgnoreRule
from mtqa.config.option import option, options
from mtqa.config.origins import Origins
from mtqa.config.path_settings import PathSettings
from mtqa.config.profiles import OwnProfile
from mtqa.config.scoring import Scoring


@dataclass(frozen=True)
class Config(GateOptions, Origins):
    """How a run behaves. Its options:"""

    select: tuple[str, ...] = option(
        (),
        "Rules to run: ids, the part before the dot, or all. Default: all. Opt-in rules need their id.",
        metavar="RULES",
        commas=True,
        paths=True,
    )
    ignore: tuple[str, ...] = option(
        (),
        "Rules to leave out. Where `select` and `ignore` disagree, the longer name wins.",
        metavar="RULES",
        commas=True,
        paths=True,
    )
    severity: Mapping[str, Level] = option(
        {}, "Change the severity of a rule.", metavar="RULE=LEVEL", commas=True, paths=True, afterwards=True
    )
    strictness: float = option(
        0.5,
        "False alarms accepted per 1,000 characters of native text, and for each right finding. Higher shows more.",
        metavar="RATE",
        least=0,
        most=100,
        afterwards=True,
    )
    calibration: str = option(
        "",
        "A file written by `mtqa calibrate`: measure strictness on your own text.",
        metavar="PATH",
        afterwards=True,
    )
    min_severity: Level = option("minor", "The lowest severity to show. Gates count every finding.", display=True)
    include: tuple[str, ...] = option(
        (), "In directories, check only files that match one of these patterns.", metavar="PATTERN", afterwards=True
    )
    exclude: tuple[str, ...] = option(
        (), "Skip files and folders that match one of these patterns.", metavar="PATTERN", afterwards=True
    )
    force_exclude: bool = option(
        False, "Apply `exclude` also to files that are named, as pre-commit does.", afterwards=True
    )
    formats: Mapping[str, str] = option(
        {}, "Formats of files, whatever their suffix.", metavar="PATTERN=FORMAT", commas=True, afterwards=True
    )
    furniture: bool = option(
        False, "Judge the navigation, link lists, comments and footers of web pages, too.", paths=True
    )
    gitignore: bool = option(True, "Skip files that git ignores.", afterwards=True)
    paths: tuple[PathSettings, ...] = option((), "Settings for some paths only.", table=PathSettings, afterwards=True)
    profile: str = option(
        "embedded",
        "Set of models: embedded, strong (`mtqa models pull strong`), hub, one of [profiles], a folder, org/repo.",
        metavar="NAME",
        model=True,
        afterwards=True,
    )
    profiles: tuple[OwnProfile, ...] = option(
        (), "Sets of models of your own, each with a name.", table=OwnProfile, named=True, afterwards=True
    )
    models: bool = option(
        True, "Use the models. Without them only rules run: fast, and torch is not needed.", afterwards=True
    )
    offline: bool = option(False, "Never use the network.", afterwards=True)
    reader: str = option(
        "",
        "A second reader: the address of a chat model's OpenAI-compatible API, such as http://127.0.0.1:11434/v1.",
        metavar="URL",
        in_files=False,
    )
    reader_model: str = option(
        "",
        "Name of the chat model at --reader. Under 4 billion weights it finds hardly anything.",
        metavar="NAME",
        in_files=False,
    )
    allow_remote: bool = option(
        False, "Let --reader send the text to another machine.", in_files=False, afterwards=True
    )
    reader_language: ReaderLanguage = option("en", "Language in which the second reader is asked, and answers.")
    reader_minutes: int = option(
        60,
        "The longest that a run waits for the second reader. The next run continues where it stopped.",
        metavar="N",
        least=1,
        afterwards=True,
    )
    cache: bool = option(True, "Reuse results of earlier runs, and keep new ones.", afterwards=True)
    max_cache_bytes: int = option(
        500_000_000,
        "Cache size limit in bytes; the least recently used entries are deleted first.",
        metavar="N",
        least=0,
        afterwards=True,
    )
    jobs: int = option(
        0,
        "Files checked in parallel. 0: one per core, or one if models run.",
        metavar="N",
        short="-j",
        least=0,
        afterwards=True,
    )
    threads: int = option(
        0,
        "Threads for the models, shared by files checked in parallel. 0: as many as the machine offers.",
        metavar="N",
        least=0,
        afterwards=True,
    )
    max_file_bytes: int = option(
        10_000_000, "Refuse files larger than this many bytes.", metavar="N", least=1, afterwards=True
    )
    max_segment_chars: int = option(
        400, "Cut text without a sentence end after this many characters, and note it.", metavar="N", least=50
    )
    source: str = option(
        "",
        "The source text: a file, a directory with the same layout, or a pattern such as {stem}.en.md.",
        metavar="PATH",
        paths=True,
        afterwards=True,
    )
    source_column: str = option(
        "",
        "In a table: name or number of the source column. Default: found by name and script.",
        metavar="COLUMN",
        paths=True,
    )
    target_column: str = option(
        "",
        "In a table: name or number of the translation column. Default: found by name and script.",
        metavar="COLUMN",
        paths=True,
    )
    lang_pair: str = option(
        "",
        "In a file with several languages: source-target, such as en-zh. Default: the file's own, into Chinese.",
        metavar="PAIR",
        paths=True,
        form=r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})+",
        example="en-zh",
    )
    fuzzy: Fuzzy = option(
        "check", "Units whose state says that they need work: check them, or skip and count them.", paths=True
    )
    glossary: str = option(
        "",
        "Terms and their translations: CSV or TSV (source,target,note), JSON or TBX.",
        metavar="FILE",
        paths=True,
        file=True,
    )
    language: Language = option(
        "auto",
        "Language of the files. zh: must be Chinese; en, other: not judged; auto: detect.",
        paths=True,
    )
    baseline: str = option(
        "nearest",
        "File of known findings. Default: the nearest .mtqa-baseline.json; none: no baseline.",
        metavar="PATH",
        off="none",
        afterwards=True,
    )
    diff_base: str = option(
        "", "Count only lines changed since this git commit or branch.", metavar="REF", afterwards=True
    )
    scoring: Scoring = option(
        Scoring(),
        "How findings become a score: model, weights, repeated errors, rating bands.",
        table=Scoring,
        single=True,
        paths=True,
        afterwards=True,
    )
    ignore_text: tuple[IgnoreRule, ...] = option(
        (), "Wordings that are right, whatever a rule reports.", table=IgnoreRule, afterwards=True
    )
    compare: str = option(
        "",
        "JSON report of a previous run. The HTML page shows what is fixed, new and unchanged.",
        metavar="PATH",
        file=True,
        afterwards=True,
    )
    side_by_side: bool = option(
        False,
        "The files are translations of one text: the HTML page compares them sentence by sentence.",
        afterwards=True,
    )
    interface: Interface = option(
        "auto",
        "Language of the HTML page. auto: what the browser prefers. A button changes it.",
        afterwards=True,
    )
    output: tuple[str, ...] = option(
        (),
        "Write a report; - is standard output. Repeatable. Formats: html, json, jsonl, csv, sarif, github, summary, "
        "gitlab, junit, rdjsonl, marot, pearmut.",
        metavar="FORMAT=PATH",
        short="-o",
        display=True,
    )
    quiet: bool = option(False, "Print no summary.", short="-q", display=True)
    verbose: bool = option(False, "Print the evidence under every finding.", short="-v", display=True)

    # No options: the only pivot that has translators, and how a source is read.
    pivot: str = "en"
    as_source: bool = False
    """Is the file the source of another? Then its source column is read, not a translation."""


Config.__doc__ = "\n".join([f"{Config.__doc__}\n", *(f"    {each.name}  {each.help}" for each in options(Config))])
