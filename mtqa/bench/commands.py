"""Measure mtqa on your own text: false alarms, alignment, error spans, translators, speed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqa.bench.arguments import (
    WMT_COLUMNS,
    Files,
    Pages,
    ProfileName,
    Skip,
    config_of,
    exit_on_error,
    open_models,
    open_raters,
)
from mtqa.config import Config

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@app.command()
def alarms(
    files: Files,
    pages: Pages = 300,
    skip: Skip = 0,
    models: Annotated[bool, typer.Option("--models", help="Use the models; without them only rules run.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "--write", help="The file to update (mtqa/data/alarms.json).")
    ] = None,
) -> None:
    """Count findings per rule in native text, where every finding is a false alarm or a matter of style."""
    from mtqa.bench.alarms import alarms as count
    from mtqa.render.progress import Bars

    with Bars() as bars:
        engines = open_models(Config.profile, bars) if models else None
        print(count(files, pages, skip, engines, output, bars.task("pages")))


@app.command()
def align(
    files: Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese; .tsv or .tsv.xz.")],
    documents: Annotated[int, typer.Option(min=1, help="Documents to make from each corpus.")] = 10,
    length: Annotated[int, typer.Option(min=2, help="Sentence pairs per document.")] = 60,
    translations: Annotated[
        Path | None, typer.Option(help=f"{WMT_COLUMNS} Two more corpora: the last year, and the years before.")
    ] = None,
    embedder: Annotated[bool, typer.Option("--embedder", help="Measure also with the embedder.")] = False,
    profile: ProfileName = Config.profile,
) -> None:
    """Print precision and recall of sentence alignment; some sentences are merged or dropped for the test."""
    from mtqa.bench.align import alignment
    from mtqa.bench.corpus import collections, human_translations
    from mtqa.render.progress import Bars

    with exit_on_error(), Bars() as bars:
        corpora = list(collections(files, length))
        if translations:
            corpora.append(("WMT, the years before", human_translations(translations, last_year=False)))
            corpora.append(("WMT, the last year", human_translations(translations, last_year=True)))
        opened = open_raters(profile, bars)[1] if embedder else None
        print(alignment(corpora, documents, length, opened, bars.task("corpora")))


@app.command()
def spans(
    datasets: Annotated[
        list[Path],
        typer.Argument(
            help="Gold spans, Bio MQM or ESA (.jsonl), MLQE-PE (.tsv), native text (.txt, .xz, .md, a folder)."
        ),
    ],
    document: Annotated[
        Path | None, typer.Option(help="The document that the gold spans belong to, or a folder of documents.")
    ] = None,
    native: Annotated[
        list[Path] | None, typer.Option(help="Native text to draw the curve against. Repeatable.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Documents drawn from MLQE-PE and Bio MQM.")] = None,
    pages: Pages = 100,
    skip: Skip = 0,
    models: Annotated[bool, typer.Option(help="Use the models, or rules only.")] = True,
    back_translation: Annotated[bool, typer.Option(help="Translate back too, which is slow.")] = False,
    profile: ProfileName = Config.profile,
    output: Annotated[
        Path | None, typer.Option("--output", "--write", help="Also write the tables, without any text, to this file.")
    ] = None,
) -> None:
    """Score findings against annotated spans; list misses and false alarms."""
    from mtqa.bench.spans import Options, without_translator
    from mtqa.bench.spans import spans as measure
    from mtqa.bench.spans.curve import curves
    from mtqa.bench.spans.table import lists, table
    from mtqa.calibration.alarms import alarms
    from mtqa.pipeline import model_of, signature
    from mtqa.render.base import save
    from mtqa.render.progress import Bars

    with exit_on_error():
        with Bars() as bars:
            engines = open_models(profile, bars) if models else None
            if engines and not back_translation:
                engines = without_translator(engines)
            options = Options(document, limit, pages, skip)
            config = config_of(profile, models=models)
            slices = measure([*datasets, *(native or ())], options, config, engines, bars.task)
        false_alarms = alarms(model_of(engines), config.calibration)
        report = table(slices, curves(slices, native or ()), signature(engines), false_alarms)
        print(f"{report}\n{lists(slices)}")
        if output:
            save(report, str(output), advice="choose another place with --output FILE")


@app.command()
def speed(
    document: Annotated[Path, typer.Argument(help="The document to check.")] = Path("examples/linfeng-mt.txt"),
    busy: Annotated[
        bool, typer.Option("--busy", help="Measure while every processor is busy with another process.")
    ] = False,
) -> None:
    """Time each step in its own process: start, rules, model load, fluency, a whole check, a check from the cache."""
    from mtqa.bench.speed import speed as measure

    print(measure(document, busy))


@app.command()
def translate(
    chinese: Annotated[Path, typer.Argument(help="Chinese sentences, one per line.")],
    english: Annotated[Path, typer.Argument(help="Their English translations, line by line.")],
    count: Annotated[int, typer.Option(min=0, help="How many sentences to translate; 0: all.")] = 100,
    translator: Annotated[
        list[str] | None,
        typer.Option(help="A translator of `mtqa models list`, or a folder. Default: the profile's. Repeatable."),
    ] = None,
    direction: Annotated[list[str] | None, typer.Option(help="zh-en or en-zh. Default: both. Repeatable.")] = None,
    beside: Annotated[
        list[str] | None,
        typer.Option(
            help="Translations by others to compare, NAME=FILE, with {lang} for the target language. Repeatable."
        ),
    ] = None,
    profile: ProfileName = Config.profile,
) -> None:
    """Print chrF and BLEU of translators with sacrebleu's signatures, kept numbers and names, speed and memory."""
    from mtqa.bench.translate import Sentences, named, pairs_of
    from mtqa.bench.translate import translate as measure
    from mtqa.render.progress import Bars

    with exit_on_error(), Bars() as bars:
        sentences = Sentences.read(chinese, english, count)
        config = config_of(profile, cache=False)
        directions = pairs_of(direction or ["zh-en", "en-zh"])
        print(measure(sentences, translator or [""], directions, named(beside or []), config, bars.task("sentences")))
