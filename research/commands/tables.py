"""What is counted or fitted once and shipped as data: tables, constants, calibration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from mtqa.bench.arguments import Files, ProfileName, Skip, Wmt, letters, open_models, open_raters, rough_model
from mtqa.config import Config
from mtqa.render.progress import Bars

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@app.command()
def adjacency(
    files: Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese (.tsv, .xz).")],
    native: Annotated[list[Path], typer.Option(help="Native Chinese text, one sentence a line, plain or .xz.")],
    output: Annotated[Path, typer.Option(help="The table.")],
) -> None:
    """Count which words and characters stand beside each other (mtqa/data/adjacency.tsv.xz)."""
    import lzma

    from research.tables.adjacency import table

    lines = table(files, native)
    output.write_bytes(lzma.compress(lines.encode("utf-8"), preset=9))
    print(f"{lines.count(chr(10)) - 1} tokens, {lines.count(' ')} pairs")


@app.command()
def calque(
    files: Files,
    translations: Annotated[Path, typer.Option(help="WMT pairs: year, system, seg, en_src, zh_human_ref, zh_mt; .xz.")],
    edits: Annotated[list[Path], typer.Option(help="Tables with columns target and post_edit (MLQE-PE), .tsv.")],
    second: Annotated[bool, typer.Option("--second", help="The second half of each corpus, kept for reports.")] = False,
    pages: Annotated[int, typer.Option(help="Most pages of a native file; thrice as many of a corpus of pairs.")] = 400,
    table: Annotated[Path | None, typer.Option(help="Write the table of structures (mtqa/data/calques.tsv).")] = None,
) -> None:
    """Count structures of English in native text, in machine translation and beside it."""
    from research.tables.calque import count

    with Bars() as bars:
        counts = count(files, translations, edits, second, pages, bars.task("pages"))
    if table:
        table.write_text(counts.table(), encoding="utf-8")
    print(counts.report())


@app.command()
def characters(files: Files) -> None:
    """Print character frequencies (mtqa/data/characters.tsv)."""
    from research.tables.characters import characters as count

    print(count(files), end="")


@app.command()
def gaps(
    translations: Wmt,
    english: Annotated[Path | None, typer.Option(help="English sentences, one a line …")] = None,
    chinese: Annotated[
        Path | None, typer.Option(help="… and their translations, of which the first half counts.")
    ] = None,
) -> None:
    """Fit what speaks for a part of a text being missing in its translation (mtqa/bilingual/omission.py)."""
    from research.measure import corpora
    from research.tables.gaps import fit

    pairs = corpora.translations(translations, False)
    pairs += corpora.parallel(english, chinese, False) if english and chinese else []
    with Bars() as bars:
        print(fit(pairs, bars.task("pairs")))


@app.command()
def golden(profile: ProfileName = Config.profile) -> None:
    """Record the scores of the golden sentence that `mtqa doctor` compares with (mtqa/data/golden.json)."""
    from mtqa.doctor import golden as sentence
    from mtqa.engines.load import open_engines

    with letters():
        model = open_engines(Config(profile=profile, cache=False)).language_model
        sentence.record(str(model.identity), sentence.measure(model))


@app.command()
def namebook(
    files: Files,
    dictionary: Annotated[Path, typer.Option(help="jieba's dict.txt: word, count, tag.")],
    divisions: Annotated[Path, typer.Option(help="JioNLP's china_location.txt: a name a line, indented by level.")],
    output: Annotated[Path, typer.Option(help="The folder of the tables.")],
) -> None:
    """Count what people and places are called (mtqa/data/names-*)."""
    from research.tables.namebook import make

    with Bars() as bars:
        make(files, dictionary, divisions, output, bars.task("sentences"))


@app.command()
def native(
    files: Files,
    output: Annotated[Path, typer.Option(help="The calibration file to update.")],
    pages: Annotated[int, typer.Option(help="Pages of 12 lines drawn from each file for fluency; 0 skips it.")] = 100,
    trips: Annotated[int, typer.Option(help="Pages of each file for the round trip, which is slow; 0 skips it.")] = 8,
    profile: ProfileName = Config.profile,
) -> None:
    """Measure what native text looks like to a profile's models (mtqa/data/calibration.json)."""
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
def presence(
    files: Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese (.tsv, .xz).")],
    output: Annotated[Path, typer.Option(help="The table.")],
    most: Annotated[int, typer.Option(help="Sentences that are counted.")] = 60_000,
) -> None:
    """Count which words translations have, and other texts by chance (mtqa/data/presence.tsv.xz)."""
    import lzma

    from research.tables.presence import table

    with Bars() as bars:
        lines = table(files, most, bars.task("sentences"))
    output.write_bytes(lzma.compress(lines.encode("utf-8"), preset=9))
    print(f"{lines.count(chr(10)) - 1} words")


@app.command()
def strangers(
    translations: Wmt,
    english: Annotated[Path | None, typer.Option(help="English sentences, one a line …")] = None,
    chinese: Annotated[Path | None, typer.Option(help="… and their translations.")] = None,
    second: Annotated[
        bool, typer.Option("--second", help="The last year and second halves, kept for reports.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="List the translations that look like strangers.")] = False,
    profile: ProfileName = Config.profile,
) -> None:
    """Fit what speaks for a sentence saying something else than its source (mtqa/checks/adequacy.py)."""
    from research.measure import corpora
    from research.tables.strangers import strangers as measure

    pairs = corpora.translations(translations, second)
    pairs += corpora.parallel(english, chinese, second) if english and chinese else []
    with letters(), Bars() as bars:
        _, embedder = open_raters(profile, bars)
        print(measure(pairs, embedder, bars.task("sentences"), verbose))


@app.command()
def translations(
    files: Annotated[
        list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese (.tsv, .xz), or MLQE-PE.")
    ],
    output: Annotated[Path, typer.Option(help="The table.")],
) -> None:
    """Count which Chinese word stands for which English one (mtqa/data/translations.tsv.xz)."""
    import lzma

    from research.tables.translations import table

    with Bars() as bars:
        lines = table(files, bars.task("sentences"))
    output.write_bytes(lzma.compress(lines.encode("utf-8"), preset=9))
    print(f"{lines.count(chr(10)) - 1} English words, {lines.count(' ')} pairs")


@app.command()
def weights(
    files: Files,
    translations: Annotated[Path, typer.Option(help="WMT pairs: year, system, seg, en_src, zh_human_ref, zh_mt; .xz.")],
    tags: Annotated[Path, typer.Option(help="MLQE-PE with word tags, .tsv.")],
    output: Annotated[Path, typer.Option(help="The file to update.")],
    pages: Annotated[
        int, typer.Option(help="Pages with words put in; twice as many translations; ten times tags.")
    ] = 40,
    skip: Skip = 300,
    profile: ProfileName = Config.profile,
) -> None:
    """Fit how much each signal counts for a word and for a document (mtqa/data/weights.json)."""
    from research.tables.weights import fit

    with letters():
        with Bars() as bars:
            model = rough_model(profile, bars)
            entry, report = fit(files, translations, tags, pages, skip, model, bars.task)
        entries = json.loads(output.read_text(encoding="utf-8")) if output.exists() else {}
        entries[str(model.identity)] = entry
        output.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
        print(report)
