"""Count and fit what is shipped as data: tables, constants, calibration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from mtqa.bench.arguments import Files, ProfileName, Wmt, exit_on_error, open_models, open_raters
from mtqa.config import Config
from mtqa.render.progress import Bars
from research.commands import weights
from research.commands.weights import Output, Updated

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

Parallel = Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese; .tsv or .tsv.xz.")]


@app.command()
def adjacency(
    files: Parallel,
    native: Annotated[list[Path], typer.Option(help="Native Chinese text, one sentence a line, plain or .xz.")],
    output: Output,
) -> None:
    """Count which words and characters stand side by side (mtqa/data/adjacency.tsv.xz)."""
    import lzma

    from research.tables.adjacency import table

    lines = table(files, native)
    output.write_bytes(lzma.compress(lines.encode("utf-8"), preset=9))
    print(f"{lines.count(chr(10)) - 1} tokens, {lines.count(' ')} pairs")


@app.command()
def calque(
    files: Files,
    translations: Wmt,
    edits: Annotated[list[Path], typer.Option(help="Tables with columns target and post_edit (MLQE-PE), .tsv.")],
    second: Annotated[bool, typer.Option("--second", help="Use the second half of each corpus, for reports.")] = False,
    pages: Annotated[
        int, typer.Option(help="Pages of each native file; thrice as many of each corpus of pairs.")
    ] = 400,
    output: Annotated[Path | None, typer.Option(help="Also write the table of structures to this file.")] = None,
) -> None:
    """Count structures of English in native text and in translations (mtqa/data/calques.tsv)."""
    from research.tables.calque import count

    with Bars() as bars:
        counts = count(files, translations, edits, second, pages, bars.task("pages"))
    if output:
        output.write_text(counts.table(), encoding="utf-8")
    print(counts.report())


@app.command()
def calibration(
    files: Files,
    output: Updated,
    pages: Annotated[int, typer.Option(help="Pages of 12 lines of each file for fluency; 0: skip.")] = 100,
    trips: Annotated[int, typer.Option(help="Pages of each file for the round trip, which is slow; 0: skip.")] = 8,
    profile: ProfileName = Config.profile,
) -> None:
    """Measure the quantiles of native text under the models of a profile (mtqa/data/calibration.json)."""
    from mtqa.bench.pages import fluency_quantiles, round_trip_quantiles, sample
    from mtqa.checks.fluency import LEAST_CHARACTERS

    with Bars() as bars:
        engines = open_models(profile, bars)
        entries = json.loads(output.read_text(encoding="utf-8")) if output.exists() else {}
        if pages:
            entries[str(engines.language_model.identity)] = fluency_quantiles(
                sample(files, pages), engines.language_model, LEAST_CHARACTERS, bars.task("fluency")
            )
        if trips:
            entries[str(engines.translator.identity)] = round_trip_quantiles(
                sample(files, trips), engines.translator, LEAST_CHARACTERS, bars.task("round trip")
            )
    output.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")


@app.command()
def characters(files: Files, output: Output) -> None:
    """Count characters of native text, per million (mtqa/data/characters.tsv)."""
    from research.tables.characters import characters as count

    lines = count(files)
    output.write_text(lines, encoding="utf-8")
    print(f"{lines.count(chr(10)) - 1} characters")


@app.command()
def golden(output: Updated, profile: ProfileName = Config.profile) -> None:
    """Record the scores that `mtqa doctor` expects of its golden sentence (mtqa/data/golden.json)."""
    from mtqa.doctor import golden as sentence
    from mtqa.engines.load import open_engines

    with exit_on_error():
        model = open_engines(Config(profile=profile, cache=False)).language_model
        sentence.record(str(model.identity), sentence.measure(model), output)


@app.command()
def labels(
    folders: Annotated[list[Path], typer.Argument(help="Folders of message catalogues (.mo), one a program.")],
    output: Output,
) -> None:
    """Count how programs render their labels in Chinese (mtqa/data/labels.tsv.xz)."""
    import lzma

    from research.tables.labels import table

    with Bars() as bars:
        lines = table(folders, bars.task("programs"))
    output.write_bytes(lzma.compress(lines.encode("utf-8"), preset=9))
    print(f"{lines.count(chr(10)) - 1} labels")


@app.command()
def names(
    files: Files,
    dictionary: Annotated[Path, typer.Option(help="dict.txt of jieba: word, count, tag.")],
    divisions: Annotated[Path, typer.Option(help="china_location.txt of JioNLP: one name a line, indented by level.")],
    output: Annotated[Path, typer.Option(help="Write the three tables into this folder.")],
) -> None:
    """Count names of people and places (mtqa/data/names-*)."""
    from research.tables.names import make

    with Bars() as bars:
        make(files, dictionary, divisions, output, bars.task("sentences"))


@app.command()
def omission(
    translations: Wmt,
    english: Annotated[Path | None, typer.Option(help="English sentences, one a line; the first half is used.")] = None,
    chinese: Annotated[Path | None, typer.Option(help="Their translations, line by line.")] = None,
) -> None:
    """Fit the weights of the signs that a part is missing in a translation (mtqa/bilingual/omission.py)."""
    from research.measure import corpora
    from research.tables.omission import fit

    pairs = corpora.translations(translations, False)
    pairs += corpora.parallel(english, chinese, False) if english and chinese else []
    with Bars() as bars:
        print(fit(pairs, bars.task("pairs")))


@app.command()
def presence(
    files: Parallel,
    output: Output,
    most: Annotated[int, typer.Option(help="Number of sentences counted.")] = 60_000,
) -> None:
    """Count how often each word has a counterpart in a translation, and in other text (mtqa/data/presence.tsv.xz)."""
    import lzma

    from research.tables.presence import table

    with Bars() as bars:
        lines = table(files, most, bars.task("sentences"))
    output.write_bytes(lzma.compress(lines.encode("utf-8"), preset=9))
    print(f"{lines.count(chr(10)) - 1} words")


@app.command()
def translations(
    files: Annotated[list[Path], typer.Argument(help="Parallel sentences, as for presence, or MLQE-PE.")],
    output: Output,
) -> None:
    """Count which Chinese words translate which English words (mtqa/data/translations.tsv.xz)."""
    import lzma

    from research.tables.translations import table

    with Bars() as bars:
        lines = table(files, bars.task("sentences"))
    output.write_bytes(lzma.compress(lines.encode("utf-8"), preset=9))
    print(f"{lines.count(chr(10)) - 1} English words, {lines.count(' ')} pairs")


@app.command()
def unrelated(
    translations: Wmt,
    english: Annotated[Path | None, typer.Option(help="English sentences, one a line.")] = None,
    chinese: Annotated[Path | None, typer.Option(help="Their translations, line by line.")] = None,
    second: Annotated[
        bool, typer.Option("--second", help="Use the last year and the second halves, kept for reports.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="List the translations that look unrelated.")] = False,
    profile: ProfileName = Config.profile,
) -> None:
    """Fit the weights of the signs that a sentence is unrelated to its source (mtqa/checks/adequacy.py)."""
    from research.measure import corpora
    from research.tables.unrelated import fit

    pairs = corpora.translations(translations, second)
    pairs += corpora.parallel(english, chinese, second) if english and chinese else []
    with exit_on_error(), Bars() as bars:
        _, embedder = open_raters(profile, bars)
        print(fit(pairs, embedder, bars.task("sentences"), verbose))


for command in (weights.documents, weights.style, weights.weights, weights.second, weights.wordings):
    app.command()(command)
