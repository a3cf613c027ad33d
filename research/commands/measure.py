"""What is measured to choose a constant or to quote a figure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqa.bench.arguments import Files, Pages, ProfileName, Skip, Wmt, letters, open_raters, rough_model
from mtqa.config import Config
from mtqa.render.progress import Bars

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@app.command()
def adequacy(
    translations: Wmt,
    postedits: Annotated[Path | None, typer.Option(help="Table with columns source and post_edit (MLQE-PE).")] = None,
    english: Annotated[Path | None, typer.Option(help="English sentences, one a line …")] = None,
    chinese: Annotated[Path | None, typer.Option(help="… and their translations.")] = None,
    second: Annotated[
        bool, typer.Option("--second", help="The last year and second halves, kept for reports.")
    ] = False,
    pages: Annotated[
        int, typer.Option(min=1, help="Most documents of 12 pairs; half of each pairs get an error.")
    ] = 400,
    verbose: Annotated[bool, typer.Option("--verbose", help="List what was missed, and every false alarm.")] = False,
) -> None:
    """Put errors of adequacy into human translations; print what is found of them, false alarms, and speed."""
    from research.measure import corpora as sources
    from research.measure.adequacy import adequacy as measure

    corpora = [("WMT", sources.translations(translations, second))]
    corpora += [("MLQE-PE", sources.postedits(postedits, second))] if postedits else []
    corpora += [("lines", sources.parallel(english, chinese, second))] if english and chinese else []
    with Bars() as bars:
        print(measure(corpora, pages, bars.task("documents"), verbose))


@app.command()
def drift(
    source: Annotated[Path, typer.Argument(help="Sentences of the source language, one a line.")],
    back: Annotated[list[Path], typer.Argument(help="Back-translations of their human translations, line by line.")],
) -> None:
    """Print how many human translations, and how many strangers, come back under each chrF."""
    from research.measure.drift import drift as measure

    print(measure(source, back))


@app.command()
def eightbit(
    chinese: Annotated[Path, typer.Argument(help="Chinese sentences, one a line.")],
    english: Annotated[Path, typer.Argument(help="Their English translations, line by line.")],
    count: Annotated[int, typer.Option(min=0, help="How many of them; 0: all.")] = 40,
    profile: ProfileName = Config.profile,
) -> None:
    """Print what the eight bits of the tuned translator cost, in nats per token."""
    from mtqa.bench.translate import Sentences
    from research.measure.eightbit import divergence

    with letters(), Bars() as bars:
        model = rough_model(profile, bars)  # for its folder and identity: it is not loaded
        sentences = Sentences.read(chinese, english, count)
        print(divergence(model.folder, model.identity, sentences, bars.task("sentences")))


@app.command()
def meaning(
    english: Annotated[Path, typer.Argument(help="English sentences, one a line.")],
    chinese: Annotated[Path, typer.Argument(help="Their translations, line by line.")],
    count: Annotated[int, typer.Option(min=0, help="Strangers whose quality is predicted, which is slow.")] = 300,
    profile: ProfileName = Config.profile,
) -> None:
    """Print how many translations and strangers are under each similarity, and the quality predicted for strangers."""
    from research.measure.meaning import meaning as measure

    with letters(), Bars() as bars:
        estimator, embedder = open_raters(profile, bars)
        print(measure(english, chinese, count, embedder, estimator, bars.task("sentences")))


@app.command()
def names(
    files: Annotated[list[Path], typer.Argument(help="The native files that the tables of names were made of.")],
    unseen: Annotated[list[Path] | None, typer.Option(help="Native text they were not made of. Repeatable.")] = None,
) -> None:
    """Count name findings in native text that the tables were not made of, and of garbles planted in it."""
    from research.measure.names import names as measure

    with Bars() as bars:
        print(measure(files, unseen or (), bars.task("pages")))


@app.command()
def offers(files: Files, pages: Pages = 10, skip: Skip = 340, profile: ProfileName = Config.profile) -> None:
    """Count how often an offered wording is the one that stood there before a word was put in."""
    from research.measure.offers import count

    with letters(), Bars() as bars:
        print(count(files, pages, skip, rough_model(profile, bars), bars.task("pages")))


@app.command()
def postedits(
    files: Annotated[list[Path], typer.Argument(help="Tables with columns target and post_edit (MLQE-PE), .tsv.")],
) -> None:
    """Count per rule how many of the flagged words an editor changed."""
    from research.measure.postedits import postedits as count

    with Bars() as bars:
        print(count(files, bars.task("segments")))


@app.command()
def refusals(
    files: Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese; .tsv or .tsv.xz.")],
) -> None:
    """Count the human translations that the guard against hallucinations would refuse."""
    from research.measure.refusals import refusals as count

    with Bars() as bars:
        print(count(files, bars.task("sentences")))


@app.command()
def shortlist(files: Files, pages: Pages = 5) -> None:
    """Print the error that the vocabulary shortlist makes on native text, in nats per token."""
    from research.measure.shortlist import shortlist as measure

    print(measure(files, pages))


@app.command()
def wordings(
    files: Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese; .tsv or .tsv.xz.")],
    documents: Annotated[int, typer.Option(min=1, help="Documents drawn from each corpus.")] = 80,
    skip: Skip = 0,
    length: Annotated[int, typer.Option(min=3, help="Pairs in each.")] = 60,
) -> None:
    """Print the terms that human translations have two names for, and how many of 1,000 segments have one."""
    from research.measure.wordings import wordings as measure

    with Bars() as bars:
        print(measure(files, documents, skip, length, bars.task("corpora")))
