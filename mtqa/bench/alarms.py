"""False alarms: what the checks find in text that native writers wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mtqa.bench.native import sample
from mtqa.checks import RULES
from mtqa.config import Config
from mtqa.engines.base import Progress
from mtqa.engines.fake import FakeTranslator
from mtqa.engines.ready import Engines
from mtqa.lexicon import LacTagger
from mtqa.pipeline import check_document


def alarms(files: Sequence[Path], pages: int, skip: int, engines: Engines | None, progress: Progress) -> str:
    """A Markdown table: findings per rule, and per 1,000 characters."""
    documents = [part.document for part in sample(files, pages, offset=skip)]
    if engines:  # back-translation is slow, and flags nothing with a translator that is not trusted
        engines = replace(engines, translator=FakeTranslator({}))
    tagger, config = LacTagger(), Config()
    counts: Counter[str] = Counter()
    for done, document in enumerate(documents, 1):
        counts.update(one.rule.id for one in check_document(document, config, engines, tagger).findings)
        progress(done, len(documents))
    characters = sum(len(document.text) for document in documents)
    rows = [f"| `{rule}` | {counts[rule]} | {1000 * counts[rule] / characters:.3f} |" for rule in RULES]
    head = f"{len(documents)} pages, {characters:,} characters\n\n| rule | findings | per 1,000 characters |"
    total = f"| all | {counts.total()} | {1000 * counts.total() / characters:.3f} |"
    return "\n".join([head, "|---|---|---|", *rows, total])
