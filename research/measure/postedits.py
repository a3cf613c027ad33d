"""Do editors change what a rule flags? Measured on machine translations with their post-edits (MLQE-PE)."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from mtqa.checks import RULES
from mtqa.config import Config
from mtqa.engines.base import Progress
from mtqa.lexicon import LacTagger
from mtqa.pipeline import check_document
from mtqa.read import read_text


def postedits(files: Sequence[Path], progress: Progress) -> str:
    """A Markdown table: findings per rule, and how many of the flagged words the post-edit no longer has.

    The files are tab-separated with columns `target` and `post_edit`. Each row is a document of its own.
    """
    rows = [row for path in files for row in _rows(path)]
    tagger, config = LacTagger(), Config()
    flagged: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for done, row in enumerate(rows, 1):
        edited = row["post_edit"].replace(" ", "").lower()
        for one in check_document(read_text("row.txt", row["target"]), config, None, tagger).findings:
            flagged[one.rule.id] += 1
            changed[one.rule.id] += one.text.replace(" ", "").lower() not in edited
        progress(done, len(rows))
    table = [f"| `{rule}` | {flagged[rule]} | {changed[rule] / flagged[rule]:.0%} |" for rule in RULES if flagged[rule]]
    return "\n".join([f"{len(rows)} segments\n\n| rule | findings | changed by the editor |\n|---|---|---|", *table])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
