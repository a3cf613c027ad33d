"""Measure what is found and what is missed: commands of `python -m research measure`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqa.bench.arguments import Files, Pages, ProfileName, Skip, exit_on_error, open_models, rough_model
from mtqa.config import Config
from mtqa.render.progress import Bars


def contests(
    datasets: Annotated[list[Path], typer.Argument(help="What `mtqa bench spans` reads: annotated, or native text.")],
    document: Annotated[
        Path | None, typer.Option(help="The document that the gold spans belong to, or a folder of documents.")
    ] = None,
    pages: Pages = 20,
    skip: Skip = 0,
    profile: ProfileName = Config.profile,
) -> None:
    """Print which words contests alone doubt from each score on, as if no detector had been trained (weights.json)."""
    from mtqa.bench.spans import Options, without_translator
    from research.measure.contests import contests as measure

    with exit_on_error(), Bars() as bars:
        engines = without_translator(open_models(profile, bars))
        print(measure(datasets, Options(document, None, pages, skip), engines, bars.task))


def idioms(
    files: Annotated[list[Path], typer.Argument(help="Sentences, one a line or in the last cell of it; plain or .xz.")],
    column: Annotated[str, typer.Option(help="Read tables with a head: the column that has the Chinese.")] = "",
) -> None:
    """Count and list the English idioms that are found word by word."""
    from research.measure.idioms import idioms as measure

    print(measure(files, column))


def latin(
    file: Annotated[Path, typer.Argument(help="WMT's table (.tsv.xz), or sentences, one a line; plain or .xz.")],
    every: Annotated[int, typer.Option(min=1, help="Of the systems of a table, read one in so many.")] = 1,
    skip: Annotated[int, typer.Option(min=0, help="Systems to leave out at the beginning.")] = 0,
) -> None:
    """Count and list the names that a page of 20 sentences has both in Latin letters and in Chinese."""
    from research.measure.latin_names import latin_names as measure

    with Bars() as bars:
        print(measure(file, every, skip, bars.task("pages")))


def proposals(
    datasets: Annotated[
        list[Path], typer.Argument(help="What `mtqa bench spans` reads; MLQE-PE (.tsv) by what its editors replaced.")
    ],
    document: Annotated[
        Path | None, typer.Option(help="The document that the gold spans belong to, or a folder of documents.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Documents drawn from MLQE-PE, Bio MQM and ESA.")] = None,
    pages: Pages = 100,
    skip: Skip = 0,
    models: Annotated[bool, typer.Option(help="Use the models, or rules only.")] = True,
    ungated: Annotated[
        bool, typer.Option("--ungated", help="Try the rivals of every content word, doubted or not, which is slow.")
    ] = False,
    profile: ProfileName = Config.profile,
    verbose: Annotated[bool, typer.Option("--verbose", help="List every major, and why it was lost.")] = False,
) -> None:
    """Print where major errors are lost: proposed, doubted, won by a rival, weighed, reported; and other words."""
    from mtqa.bench.spans import Options, without_translator
    from mtqa.lexicon import LacTagger
    from research.measure.funnel import report
    from research.measure.proposals import Tracer, followed

    with exit_on_error():
        with Bars() as bars:
            engines = without_translator(open_models(profile, bars)) if models else None
            tracer = Tracer(Config(profile=profile, models=models), engines, LacTagger(), ungated)
            sets = followed(datasets, Options(document, limit, pages, skip), tracer, bars.task)
        print(report(sets, verbose))


def scoring(
    esa: Annotated[Path, typer.Argument(help="WMT's ESA, .jsonl or .jsonl.xz.")],
    native: Annotated[Path | None, typer.Option(help="A folder of native documents.")] = None,
    machine: Annotated[Path | None, typer.Option(help="A folder of machine translations.")] = None,
) -> None:
    """Print how well each model of a score agrees with ESA's scores, from what experts marked and what rules find."""
    from research.measure.scoring import scoring as measure

    with exit_on_error(), Bars() as bars:
        print(measure(esa, native, machine, bars.task("documents")))


def suggestions(files: Files, pages: Pages = 10, skip: Skip = 340, profile: ProfileName = Config.profile) -> None:
    """Replace words in native text; count how often the suggestion is the original word."""
    from research.measure.suggestions import count

    with exit_on_error(), Bars() as bars:
        print(count(files, pages, skip, rough_model(profile, bars), bars.task("pages")))


def translated(
    files: Annotated[
        list[Path], typer.Argument(help="Sentences, one a line, or name, English, Chinese (.tsv); plain or .xz.")
    ],
    pages: Annotated[int, typer.Option(min=1, help="Pages drawn of each kind of text and each length.")] = 40,
    length: Annotated[
        list[int] | None, typer.Option(min=1, help="Characters of a page. Default: 600. Repeatable.")
    ] = None,
) -> None:
    """Print how likely pages of each kind and length are held to be machine translations, without models."""
    from research.measure.translated import translated as measure

    with Bars() as bars:
        print(measure(files, pages, length or [600], bars.task("pages")))
