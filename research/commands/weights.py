"""Fit the weights of signals: commands of `python -m research tables`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from mtqa.bench.arguments import Files, ProfileName, Skip, Wmt, exit_on_error, open_models, rough_model
from mtqa.config import Config
from mtqa.render.progress import Bars

Output = Annotated[Path, typer.Option(help="Write the table to this file.")]
Updated = Annotated[Path, typer.Option(help="Write the model's entry to this file; other models' entries stay.")]


def documents(
    files: Files,
    translations: Wmt,
    edits: Annotated[Path, typer.Option(help="Table with columns target and post_edit (MLQE-PE), .tsv.")],
    output: Updated,
    pages: Annotated[int, typer.Option(help="Pages of each kind of text.")] = 80,
    profile: ProfileName = Config.profile,
) -> None:
    """Fit the weight of each sign of translation of a document (mtqa/data/weights.json)."""
    from research.tables.documents import fit

    with exit_on_error():
        with Bars() as bars:
            model = open_models(profile, bars).language_model
            found, report = fit(files, translations, edits, model, pages, bars.task)
        for name, entry in found.items():
            _update(output, name, {"document": entry})
        print(report)


def style(
    files: Files,
    translations: Wmt,
    edits: Annotated[Path, typer.Option(help="Table with columns target and post_edit (MLQE-PE), .tsv.")],
    output: Output,
    other: Annotated[list[Path] | None, typer.Option(help="More text for the report, a sentence a line.")] = None,
    pages: Annotated[int, typer.Option(help="Pages of each native file; five times as many of WMT.")] = 500,
) -> None:
    """Learn how translated sentences are put together (mtqa/data/style.tsv.xz)."""
    import lzma

    from research.tables.style import make

    with Bars() as bars:
        lines, report = make(files, translations, edits, other or [], pages, bars.task("pages"))
    output.write_bytes(lzma.compress(lines.encode("utf-8"), preset=9))
    print(f"{lines.count(chr(10)) - 2} n-grams\n\n{report}")


def weights(
    files: Files,
    tags: Annotated[Path, typer.Option(help="MLQE-PE with word tags, .tsv.")],
    output: Updated,
    pages: Annotated[int, typer.Option(help="Pages with replaced words; ten times as many tagged rows.")] = 40,
    skip: Skip = 300,
    profile: ProfileName = Config.profile,
) -> None:
    """Fit the weight of each signal for a word (mtqa/data/weights.json)."""
    from research.tables.weights import fit

    with exit_on_error():
        with Bars() as bars:
            model = rough_model(profile, bars)
            entry, report = fit(files, tags, pages, skip, model, bars.task)
        _update(output, str(model.identity), entry)
        print(report)


def second(
    files: Files,
    marked: Annotated[Path, typer.Option(help="Documents with marked errors, as for `mtqa bench spans`.")],
    output: Updated,
    document: Annotated[list[str], typer.Option(help="Part of the name of a marked document to use. Repeatable.")],
    pages: Annotated[int, typer.Option(help="Pages with replaced words.")] = 20,
    skip: Skip = 300,
    profile: ProfileName = "strong",
) -> None:
    """Fit the weights of the second judge of a profile (mtqa/data/weights.json)."""
    from mtqa.errors import ModelError
    from research.tables.weights import fit_second

    with exit_on_error():
        with Bars() as bars:
            engines = open_models(profile, bars)
            if engines.second is None:
                raise ModelError("this profile has no second judge", where=profile)
            models = engines.language_model, engines.second
            weights, report = fit_second(files, marked, document, pages, skip, models, bars.task)
        known = json.loads(output.read_text(encoding="utf-8")).get(str(models[0].identity), {}).get("second", {})
        _update(output, str(models[0].identity), {"second": {**known, str(models[1].identity): weights}})
        print(report)


def wordings(
    files: Files,
    output: Updated,
    pages: Annotated[int, typer.Option(help="Pages of 24 lines drawn from each file.")] = 100,
    asked: Annotated[int, typer.Option(help="Pages about which the language model is asked.")] = 40,
    skip: Skip = 0,
    profile: ProfileName = Config.profile,
) -> None:
    """Fit the weights of two wordings of one term in a document (mtqa/data/weights.json)."""
    from mtqa.errors import ModelError
    from research.tables.wordings import fit

    with exit_on_error():
        with Bars() as bars:
            model = open_models(profile, bars).language_model
            if model is None:
                raise ModelError("this profile has no language model", where=profile)
            weights, report = fit(files, pages, skip, asked, model, bars.task)
        _update(output, str(model.identity), {"wording": weights})
        print(report)


def _update(output: Path, model: str, entry: dict[str, Any]) -> None:
    """Write what was fitted for a model; what others fitted for it stays."""
    entries = json.loads(output.read_text(encoding="utf-8")) if output.exists() else {}
    entries[model] = entries.get(model, {}) | entry
    output.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
