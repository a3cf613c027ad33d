"""Counting false alarms: the findings of the checks in native text (mtqa/data/alarms.json)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mtqa.bench.pages import sample
from mtqa.bench.spans import without_translator
from mtqa.config import Config
from mtqa.engines.base import Progress
from mtqa.engines.load import Engines
from mtqa.pipeline import Loaded, model_of
from mtqa.pipeline.calibrate import count, table, write


def alarms(
    files: Sequence[Path], pages: int, skip: int, engines: Engines | None, output: Path | None, progress: Progress
) -> str:
    """A Markdown table: findings per rule, and per 1,000 characters."""
    if engines:  # back-translation is slow, and flags nothing with a translator that is not trusted
        engines = without_translator(engines)
    documents = [Loaded(part.document, Config()) for part in sample(files, pages, offset=skip)]
    found, _ = count(documents, engines, progress)
    if output:
        write(found, model_of(engines), output)
    return f"{len(documents)} pages, {table(found)}"
