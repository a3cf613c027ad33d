"""Every option and its default, once. The command line, the library and the README take them from here."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from mtqa.ignoring import IgnoreRule

FailOn = Literal["never", "minor", "major", "critical"]
FAIL_ON_LEVELS: tuple[str, ...] = get_args(FailOn)


@dataclass(frozen=True)
class Config:
    """How a run behaves.

    fail_under         the gate: lowest passing score, 0–100
    fail_on            the gate: lowest severity of a finding that fails the run, or "never"
    profile            which models: a profile of models/models.toml
    models             False: rules only, nothing of torch is loaded
    offline            True: the network is never touched
    cache              False: everything is worked out anew and nothing is kept
    max_cache_bytes    what was not used for the longest time is dropped above that
    jobs               files checked at once; 0: as many as there are cores for rules only, one with models
    pivot              language of the back-translation
    max_file_bytes     files above are refused, so that memory stays bounded
    max_segment_chars  a stretch without a sentence end is cut there, with a note
    source_column      of a table: name or number of the column with the source; "" is found by name and script
    target_column      of a table: name or number of the column with the translation; "" likewise
    lang_pair          of a file with many languages: source-target, "en-zh"; "" is the file's own, into Chinese
    baseline           file of accepted findings; "nearest": .mtqa-baseline.json, here or further up; "none"
    diff_base          a git commit: only findings on lines that changed since count
    ignore_text        wordings that are right here, whatever a rule thinks
    """

    fail_under: float = 90.0
    fail_on: FailOn = "critical"
    profile: str = "embedded"
    models: bool = True
    offline: bool = False
    cache: bool = True
    max_cache_bytes: int = 500_000_000
    jobs: int = 0
    pivot: str = "en"
    max_file_bytes: int = 10_000_000
    max_segment_chars: int = 400
    source_column: str = ""
    target_column: str = ""
    lang_pair: str = ""
    baseline: str = "nearest"
    diff_base: str = ""
    ignore_text: tuple[IgnoreRule, ...] = ()


def cache_folder() -> Path:
    """Where answers and tables made once are kept: the user's cache folder, or $MTQA_CACHE."""
    import platformdirs

    return Path(os.environ.get("MTQA_CACHE") or platformdirs.user_cache_dir("mtqa", appauthor=False))
