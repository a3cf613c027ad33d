"""What is measured: how often rules are right, how well models do, how long it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqa.bench.commands.taken import Files, Pages, ProfileName, Skip, letters, open_models, rough_model
from mtqa.config import Config
from mtqa.render.progress import Bars


def alarms(
    files: Files,
    pages: Pages = 300,
    skip: Skip = 0,
    models: Annotated[bool, typer.Option("--models", help="With the models.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "--write", help="The file to update (mtqa/data/alarms.json).")
    ] = None,
) -> None:
    """Count findings per rule in native text: all of them false alarms, or matters of style."""
    from mtqa.bench.alarms import alarms as count

    with Bars() as bars:
        engines = open_models(Config.profile, bars) if models else None
        print(count(files, pages, skip, engines, output, bars.task("pages")))


def postedits(
    files: Annotated[list[Path], typer.Argument(help="Tables with columns target and post_edit (MLQE-PE), .tsv.")],
) -> None:
    """Count per rule how many of the flagged words an editor changed."""
    from mtqa.bench.postedits import postedits as count

    with Bars() as bars:
        print(count(files, bars.task("segments")))


def translate(
    chinese: Annotated[Path, typer.Argument(help="Chinese sentences, one a line.")],
    english: Annotated[Path, typer.Argument(help="Their English translations, line by line.")],
    count: Annotated[int, typer.Option(min=0, help="How many of them; 0: all.")] = 100,
    translator: Annotated[
        list[str] | None, typer.Option(help="A translator of the store, or a folder; the profile's. Repeatable.")
    ] = None,
    direction: Annotated[
        list[str] | None, typer.Option(help="zh-en or en-zh; both where none is named. Repeatable.")
    ] = None,
    beside: Annotated[
        list[str] | None,
        typer.Option(help="Outputs of others, NAME=FILE, with {lang} for the target language. Repeatable."),
    ] = None,
    profile: ProfileName = Config.profile,
) -> None:
    """Print chrF and BLEU of translators with sacrebleu's signatures, what survives, speed, load time and memory."""
    from mtqa.bench.translate import Sentences, named, pairs_of
    from mtqa.bench.translate import translate as measure

    with letters(), Bars() as bars:
        sentences = Sentences.read(chinese, english, count)
        config = Config(profile=profile, cache=False)
        directions = pairs_of(direction or ["zh-en", "en-zh"])
        print(measure(sentences, translator or [""], directions, named(beside or []), config, bars.task("sentences")))


def refusals(
    files: Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese; .tsv or .tsv.xz.")],
) -> None:
    """Count the human translations that the guard against hallucinations would refuse."""
    from mtqa.bench.refusals import refusals as count

    with Bars() as bars:
        print(count(files, bars.task("sentences")))


def speed(
    document: Annotated[Path, typer.Argument(help="The document to check.")] = Path("examples/linfeng-mt.txt"),
) -> None:
    """Time start, rules, model load, fluency, the whole check and the check from the cache, each a process."""
    from mtqa.bench.speed import speed as measure

    print(measure(document))


def spans(
    datasets: Annotated[
        list[Path],
        typer.Argument(help="Gold spans or Bio MQM (.jsonl), MLQE-PE (.tsv), native text (.txt, .xz, .md)."),
    ],
    document: Annotated[Path | None, typer.Option(help="The document that gold spans lie in.")] = None,
    native: Annotated[
        list[Path] | None, typer.Option(help="Native text to draw the curve against. Repeatable.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Documents drawn from MLQE-PE and Bio MQM.")] = None,
    pages: Pages = 100,
    skip: Skip = 0,
    models: Annotated[bool, typer.Option(help="With the models, or rules only.")] = True,
    back_translation: Annotated[bool, typer.Option(help="Translate back too, which is slow.")] = False,
    profile: ProfileName = Config.profile,
    output: Annotated[
        Path | None, typer.Option("--output", "--write", help="Also write the tables, without any text, to this file.")
    ] = None,
) -> None:
    """Score findings against annotated spans; list misses and false alarms."""
    from mtqa.bench.spancurve import curves
    from mtqa.bench.spans import Options, without_translator
    from mtqa.bench.spans import spans as measure
    from mtqa.bench.spantable import lists, table
    from mtqa.pipeline import signature
    from mtqa.render.base import save

    with letters():
        with Bars() as bars:
            engines = open_models(profile, bars) if models else None
            if engines and not back_translation:
                engines = without_translator(engines)
            options = Options(document, limit, pages, skip)
            config = Config(profile=profile, models=models)
            slices = measure([*datasets, *(native or ())], options, config, engines, bars.task)
        report = table(slices, curves(slices, native or ()), signature(engines))
        print(f"{report}\n{lists(slices)}")
        if output:
            save(report, str(output), advice="choose another place with --output FILE")


def names(
    files: Annotated[list[Path], typer.Argument(help="The native files that the tables of names were made of.")],
    unseen: Annotated[list[Path] | None, typer.Option(help="Native text they were not made of. Repeatable.")] = None,
) -> None:
    """Count name findings in native text that the tables were not made of, and of garbles planted in it."""
    from mtqa.bench.names import names as measure

    with Bars() as bars:
        print(measure(files, unseen or (), bars.task("pages")))


def offers(files: Files, pages: Pages = 10, skip: Skip = 340, profile: ProfileName = Config.profile) -> None:
    """Count how often an offered wording is the one that stood there before a word was put in."""
    from mtqa.bench.offers import count

    with letters(), Bars() as bars:
        print(count(files, pages, skip, rough_model(profile, bars), bars.task("pages")))
