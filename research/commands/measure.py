"""Measure models and rules, to choose a constant or to quote a figure. Prints; writes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqa.bench.arguments import (
    Files,
    Pages,
    ProfileName,
    Skip,
    exit_on_error,
    open_raters,
    rough_model,
)
from mtqa.config import Config
from mtqa.render.progress import Bars
from research.commands import found

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

Parallel = Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese; .tsv or .tsv.xz.")]
English = Annotated[Path, typer.Argument(help="English sentences, one a line.")]
Chinese = Annotated[Path, typer.Argument(help="Chinese sentences, one a line.")]
Second = Annotated[bool, typer.Option("--second", help="Use the last year and the second halves, kept for reports.")]


@app.command()
def adequacy(
    translations: Annotated[Path | None, typer.Option(help="Table of WMT.")] = None,
    postedits: Annotated[Path | None, typer.Option(help="Table with columns source and post_edit (MLQE-PE).")] = None,
    english: Annotated[Path | None, typer.Option(help="English sentences, one a line.")] = None,
    chinese: Annotated[Path | None, typer.Option(help="Their translations, line by line.")] = None,
    units: Annotated[list[Path] | None, typer.Option(help="Localisation files of human translations.")] = None,
    second: Second = False,
    pages: Annotated[int, typer.Option(min=1, help="Documents of 12 pairs; half of the pairs get an error.")] = 400,
    verbose: Annotated[bool, typer.Option("--verbose", help="List every missed error and every false alarm.")] = False,
) -> None:
    """Put errors into human translations; print recall by kind, precision, false alarms and speed."""
    from research.measure import corpora as sources
    from research.measure.adequacy import adequacy as measure

    corpora = [("WMT", sources.translations(translations, second))] if translations else []
    corpora += [("units", sources.units(units))] if units else []
    corpora += [("MLQE-PE", sources.postedits(postedits, second))] if postedits else []
    corpora += [("lines", sources.parallel(english, chinese, second))] if english and chinese else []
    with Bars() as bars:
        print(measure(corpora, pages, bars.task("documents"), verbose))


@app.command()
def agreement(
    first: Annotated[Path, typer.Argument(help="Sentences by one translator, one a line.")],
    second: Annotated[Path, typer.Argument(help="The same sentences by another translator, line by line.")],
    count: Annotated[int, typer.Option(min=0, help="Number of sentences; 0: all.")] = 300,
) -> None:
    """Print the median chrF of two translators' output, for the trust in round trips."""
    from research.measure.drift import agreement as measure

    print(measure(first, second, count))


@app.command()
def drift(
    source: Annotated[Path, typer.Argument(help="Sentences of the source language, one a line.")],
    back: Annotated[list[Path], typer.Argument(help="Back-translations of their human translations, line by line.")],
) -> None:
    """Print the share of human translations, and of unrelated ones, whose back-translation is under each chrF."""
    from research.measure.drift import drift as measure

    print(measure(source, back))


@app.command()
def encodings(files: Files) -> None:
    """Print how common the characters of right and of wrong decodings of Chinese are."""
    from research.measure.encodings import encodings as measure

    print(measure(files))


@app.command()
def int8(
    chinese: Chinese,
    english: English,
    count: Annotated[int, typer.Option(min=0, help="Number of sentences; 0: all.")] = 40,
    profile: ProfileName = Config.profile,
) -> None:
    """Print what int8 costs the tuned translator: divergence from float32, in nats per token."""
    from mtqa.bench.translate import Sentences
    from research.measure.int8 import divergence

    with exit_on_error(), Bars() as bars:
        model = rough_model(profile, bars)  # for its folder and identity: it is not loaded
        sentences = Sentences.read(chinese, english, count)
        print(divergence(model.folder, model.identity, sentences, bars.task("sentences")))


@app.command()
def rounded(
    file: Annotated[Path, typer.Argument(help="A causal language model, .gguf.")],
    texts: Annotated[list[Path], typer.Argument(help="Texts, .txt.")],
    tokens: Annotated[int, typer.Option(min=2, help="Tokens of each text.")] = 256,
) -> None:
    """Print what eight bits cost a causal language model, in nats per token, and the speed of their products."""
    from research.measure.rounded import report

    with exit_on_error():
        print(report(file, texts, tokens))


@app.command()
def language(
    files: Annotated[
        list[Path],
        typer.Argument(help="Parallel sentences: name, English, Chinese; .tsv, .tsv.xz; or catalogues, .mo."),
    ],
) -> None:
    """Print how often the language of a sentence is recognised wrongly, by source, and in mixed sentences."""
    from research.measure.language import language as measure

    print(measure(files))


@app.command()
def lengths(files: Parallel) -> None:
    """Print what a Han character is worth in English, and how the lengths of translations vary."""
    from research.measure.lengths import lengths as measure

    with Bars() as bars:
        print(measure(files, bars.task("corpora")))


@app.command()
def names(
    files: Annotated[list[Path], typer.Argument(help="The native files from which the name tables were counted.")],
    unseen: Annotated[list[Path] | None, typer.Option(help="Other native text. Repeatable.")] = None,
) -> None:
    """Count name findings in native text that the tables were not made of, and how many garbled names are found."""
    from research.measure.names import names as measure

    with Bars() as bars:
        print(measure(files, unseen or (), bars.task("pages")))


@app.command()
def postedits(
    files: Annotated[list[Path], typer.Argument(help="Tables with columns target and post_edit (MLQE-PE), .tsv.")],
) -> None:
    """Count, per rule, how many of the flagged words an editor changed."""
    from research.measure.postedits import postedits as count

    with Bars() as bars:
        print(count(files, bars.task("segments")))


@app.command()
def quality(
    dev: Annotated[Path, typer.Argument(help="MLQE-PE en-zh, development set, with post-edits and word tags, .tsv.")],
    mqm: Annotated[Path | None, typer.Option(help="Bio MQM, .jsonl, for ranking systems.")] = None,
    profile: ProfileName = Config.profile,
) -> None:
    """Print the figures of the shipped quality estimation: correlations, preferences, word tags, systems."""
    from research.measure.quality import quality as measure

    with exit_on_error():
        with Bars() as bars:
            report = measure(dev, mqm, rough_model(profile, bars), bars.task)
        print(report)


@app.command()
def refusals(files: Parallel) -> None:
    """Count the human translations that the translator's guard against hallucinations would refuse."""
    from research.measure.refusals import refusals as count

    with Bars() as bars:
        print(count(files, bars.task("sentences")))


@app.command()
def shortlist(files: Files, pages: Pages = 5) -> None:
    """Print the error of the shortened vocabulary on native text, in nats per token."""
    from research.measure.shortlist import shortlist as measure

    print(measure(files, pages))


@app.command()
def similarity(
    english: English,
    chinese: Chinese,
    count: Annotated[int, typer.Option(min=0, help="Unrelated pairs whose quality is predicted, which is slow.")] = 300,
    profile: ProfileName = Config.profile,
) -> None:
    """Print how many translations and unrelated pairs lie under each similarity, and the latter's quality."""
    from research.measure.similarity import similarity as measure

    with exit_on_error(), Bars() as bars:
        estimator, embedder = open_raters(profile, bars)
        print(measure(english, chinese, count, embedder, estimator, bars.task("sentences")))


@app.command()
def terminology(
    files: Parallel,
    documents: Annotated[int, typer.Option(min=1, help="Documents drawn from each corpus.")] = 80,
    skip: Skip = 0,
    length: Annotated[int, typer.Option(min=3, help="Pairs in each document.")] = 60,
) -> None:
    """Print the terms that human translations translate in two ways, and how many of 1,000 segments have one."""
    from research.measure.terminology import terminology as measure

    with Bars() as bars:
        print(measure(files, documents, skip, length, bars.task("corpora")))


for command in (
    found.contests,
    found.idioms,
    found.latin,
    found.proposals,
    found.scoring,
    found.suggestions,
    found.translated,
):
    app.command()(command)
