"""Reports and decisions for people in their own programs: a workbook, CSV, a Word document with tracked changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.config import Config
from mtqa.errors import UsageError
from mtqa.patterns import Language
from mtqa.read import files
from mtqa.render.base import one_line, save
from mtqa.render.outputs import parse, refuse_clashes
from mtqa.review.destination import Destination
from mtqa.review.exports import rows, sheets, word
from mtqa.review.exports.reported import ReportedDocument, load
from mtqa.review.exports.rows import Decided
from mtqa.review.merging import Merged

FORMATS = ("csv", "docx", "xlsx")


@dataclass
class Exported:
    """What to tell about an export, and whether decisions were left out."""

    lines: list[str] = field(default_factory=list)
    left_out: bool = False


def written(report: str, merged: Merged | None, outputs: Sequence[str], root: Path, config: Config) -> Exported:
    """Write each output, `FORMAT=PATH`, all of them drawn before the first is written. `report` is the path of a JSON
    report; its files must lie in `root`. Raises UsageError or ReadError where nothing can be written."""
    if not outputs:
        raise UsageError("no output is named", advice="name one: --output xlsx=review.xlsx (formats: csv, docx, xlsx)")
    wanted = [parse(value, FORMATS) for value in outputs]
    exported = Exported()
    language: Language = "zh" if config.interface == "zh" else "en"
    decided = rows.decided(load(report), merged)
    documents = [document for document in decided.documents if document.format == word.FORMAT]
    paths = [str(Destination(root).file(document.path)) for document in documents]
    refuse_clashes(wanted, [report, *paths])
    drawn = []
    for format, path in wanted:
        if format == "docx":
            data = _word(documents, decided, root, config, language, exported)
        elif format == "xlsx":
            data = sheets.workbook(decided, language)
        else:
            data = sheets.csv(decided, language).encode()
        drawn.append((data, path))
    for data, path in drawn:
        save(data, path, "the export")
    for case in decided.strays:
        exported.left_out = True
        exported.lines.append(one_line(f"mtqa: the report has no such finding: {case}"))
    return exported


def _word(
    documents: Sequence[ReportedDocument],
    decided: Decided,
    root: Path,
    config: Config,
    language: Language,
    exported: Exported,
) -> bytes:
    """The one Word document of the report."""
    if len(documents) != 1:
        what = f"the report has {len(documents) or 'no'} Word documents, and docx=PATH writes one"
        raise UsageError(what, advice="check the document alone: mtqa check FILE.docx --output json=report.json")
    (document,) = documents
    file = Destination(root).file(document.path)
    data = files.read_bytes(str(file), files.shown(document.path), config.max_file_bytes)
    done = word.reviewed(document, decided, data, config, language)
    for said, error in done.left_out:
        exported.left_out = True
        about = f"{said.where}: {document.path}  {said.rule}  «{said.text}»"
        exported.lines.append(f"mtqa: {one_line(about)}: {error.what}\n  → {error.advice}")
    unplaced = f"; {done.unplaced:,} outside the main text have none" if done.unplaced else ""
    exported.lines.append(f"{document.path}: {done.changes:,} tracked changes, {done.comments:,} comments{unplaced}")
    return done.data
