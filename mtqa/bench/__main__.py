"""The commands behind every measured constant and figure: `mtqa bench`, or `python -m mtqa.bench`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.config import Config
from mtqa.errors import MtqaError
from mtqa.progress import Bars

if TYPE_CHECKING:
    from mtqa.engines.causal import CausalLanguageModel
    from mtqa.engines.ready import Engines

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

Files = Annotated[list[Path], typer.Argument(help="Native Chinese text, one sentence a line, plain or .xz.")]
Pages = Annotated[int, typer.Option(help="Pages of 12 lines drawn from each file.")]
Skip = Annotated[int, typer.Option(help="Pages passed over first, for a sample that shares none with another.")]
ProfileName = Annotated[str, typer.Option(help="Models to measure.")]
_CALIBRATION = Path(__file__).parent.parent / "data" / "calibration.json"


def _open(profile: str, bars: Bars) -> Engines:
    from mtqa.engines.ready import open_engines

    return open_engines(Config(profile=profile), bars.stage)


def _rough(profile: str, bars: Bars) -> CausalLanguageModel:
    """The language model of a profile in bf16, for counting and training."""
    from mtqa.engines.base import Identity
    from mtqa.engines.causal import CausalLanguageModel
    from mtqa.engines.store import Store

    store = Store()
    name = store.profile(profile).fluency
    folder = store.ensure(name, bars.stage)
    return CausalLanguageModel(folder, Identity(name, store.revision(name)[:12]), rough=True)


@contextmanager
def _letters() -> Iterator[None]:
    """What goes wrong on purpose is said on stderr, with its exit code."""
    try:
        yield
    except MtqaError as error:
        from mtqa.render.base import visible

        print(f"mtqa: {visible(str(error))}", file=sys.stderr)
        raise typer.Exit(error.exit_code) from error


@app.command()
def characters(files: Files) -> None:
    """Print character frequencies (mtqa/data/characters.tsv)."""
    from mtqa.bench.characters import characters as count

    print(count(files), end="")


@app.command()
def native(
    files: Files,
    pages: Annotated[int, typer.Option(help="Pages of 12 lines drawn from each file for fluency; 0 skips it.")] = 100,
    trips: Annotated[int, typer.Option(help="Pages of each file for the round trip, which is slow; 0 skips it.")] = 8,
    profile: ProfileName = Config.profile,
    output: Annotated[Path, typer.Option(help="The calibration file to update.")] = _CALIBRATION,
) -> None:
    """Measure what native text looks like to a profile's models (mtqa/data/calibration.json)."""
    from mtqa.bench.native import fluency_quantiles, round_trip_quantiles, sample
    from mtqa.checks.fluency import LEAST_CHARACTERS

    with Bars() as bars:
        engines = _open(profile, bars)
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
        engines = _open(Config.profile, bars) if models else None
        print(count(files, pages, skip, engines, output, bars.task("pages")))


@app.command()
def postedits(
    files: Annotated[list[Path], typer.Argument(help="Tables with columns target and post_edit (MLQE-PE), .tsv.")],
) -> None:
    """Count per rule how many of the flagged words an editor changed."""
    from mtqa.bench.postedits import postedits as count

    with Bars() as bars:
        print(count(files, bars.task("segments")))


@app.command()
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

    with _letters(), Bars() as bars:
        sentences = Sentences.read(chinese, english, count)
        config = Config(profile=profile, cache=False)
        directions = pairs_of(direction or ["zh-en", "en-zh"])
        print(measure(sentences, translator or [""], directions, named(beside or []), config, bars.task("sentences")))


@app.command()
def refusals(
    files: Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese; .tsv or .tsv.xz.")],
) -> None:
    """Count the human translations that the guard against hallucinations would refuse."""
    from mtqa.bench.refusals import refusals as count

    with Bars() as bars:
        print(count(files, bars.task("sentences")))


@app.command()
def speed(
    document: Annotated[Path, typer.Argument(help="The document to check.")] = Path("examples/linfeng-mt.txt"),
) -> None:
    """Time start, rules, model load, fluency, the whole check and the check from the cache, each a process."""
    from mtqa.bench.speed import speed as measure

    print(measure(document))


@app.command()
def golden(profile: ProfileName = Config.profile) -> None:
    """Record the scores of the golden sentence that `mtqa doctor` compares with (mtqa/data/golden.json)."""
    from mtqa.doctor import golden as sentence
    from mtqa.engines.ready import open_engines

    with _letters():
        model = open_engines(Config(profile=profile, cache=False)).language_model
        sentence.record(str(model.identity), sentence.measure(model))


@app.command()
def shortlist(files: Files, pages: Pages = 5) -> None:
    """Print the error that the vocabulary shortlist makes on native text, in nats per token."""
    from mtqa.bench.shortlist import shortlist as measure

    print(measure(files, pages))


@app.command()
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

    with _letters():
        with Bars() as bars:
            engines = _open(profile, bars) if models else None
            if engines and not back_translation:
                engines = without_translator(engines)
            options = Options(document, limit, pages, skip)
            config = Config(profile=profile, models=models)
            slices = measure([*datasets, *(native or ())], options, config, engines, bars.task)
        report = table(slices, curves(slices, native or ()), signature(engines))
        print(f"{report}\n{lists(slices)}")
        if output:
            save(report, str(output))


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
    from mtqa.bench.calque import count

    with Bars() as bars:
        counts = count(files, translations, edits, second, pages, bars.task("pages"))
    if table:
        table.write_text(counts.table(), encoding="utf-8")
    print(counts.report())


@app.command()
def namebook(
    files: Files,
    dictionary: Annotated[Path, typer.Option(help="jieba's dict.txt: word, count, tag.")],
    divisions: Annotated[Path, typer.Option(help="JioNLP's china_location.txt: a name a line, indented by level.")],
    output: Annotated[Path, typer.Option(help="The folder of the tables.")] = _CALIBRATION.parent,
) -> None:
    """Count what people and places are called (mtqa/data/names-*)."""
    from mtqa.bench.namebook import make

    with Bars() as bars:
        make(files, dictionary, divisions, output, bars.task("sentences"))


@app.command()
def names(
    files: Annotated[list[Path], typer.Argument(help="The native files that the tables of names were made of.")],
    unseen: Annotated[list[Path] | None, typer.Option(help="Native text they were not made of. Repeatable.")] = None,
) -> None:
    """Count name findings in native text that the tables were not made of, and of garbles planted in it."""
    from mtqa.bench.names import names as measure

    with Bars() as bars:
        print(measure(files, unseen or (), bars.task("pages")))


@app.command()
def align(
    files: Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese; .tsv or .tsv.xz.")],
    documents: Annotated[int, typer.Option(min=1, help="Documents made of each corpus.")] = 10,
    length: Annotated[int, typer.Option(min=2, help="Pairs in each.")] = 60,
) -> None:
    """Print precision and recall of the alignment where sentences were merged and dropped."""
    from mtqa.bench.alignment import alignment

    with Bars() as bars:
        print(alignment(files, documents, length, bars.task("corpora")))


@app.command()
def adequacy(
    translations: Annotated[Path, typer.Option(help="WMT pairs: year, system, seg, en_src, zh_human_ref, zh_mt; .xz.")],
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
    from mtqa.bench import adequacy as bench

    corpora = [("WMT", bench.translations(translations, second))]
    corpora += [("MLQE-PE", bench.postedits(postedits, second))] if postedits else []
    corpora += [("lines", bench.parallel(english, chinese, second))] if english and chinese else []
    with Bars() as bars:
        print(bench.adequacy(corpora, pages, bars.task("documents"), verbose))


@app.command()
def drift(
    source: Annotated[Path, typer.Argument(help="Sentences of the source language, one a line.")],
    back: Annotated[list[Path], typer.Argument(help="Back-translations of their human translations, line by line.")],
) -> None:
    """Print how many human translations, and how many strangers, come back under each chrF."""
    from mtqa.bench.drift import drift as measure

    print(measure(source, back))


@app.command()
def translations(
    files: Annotated[
        list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese (.tsv, .xz), or MLQE-PE.")
    ],
    output: Annotated[Path, typer.Option(help="The table.")] = _CALIBRATION.parent / "translations.tsv.xz",
) -> None:
    """Count which Chinese word stands for which English one (mtqa/data/translations.tsv.xz)."""
    import lzma

    from mtqa.bench.translations import table

    with Bars() as bars:
        lines = table(files, bars.task("sentences"))
    output.write_bytes(lzma.compress(lines.encode("utf-8"), preset=9))
    print(f"{lines.count(chr(10)) - 1} English words, {lines.count(' ')} pairs")


@app.command()
def adapter(
    collections: Annotated[list[Path], typer.Argument(help="Aligned sentences: name, English, Chinese; .tsv.xz.")],
    postedits: Annotated[list[Path], typer.Option(help="MLQE-PE tables, for their post-edits.")],
    held_out: Annotated[list[Path], typer.Option(help="Texts it will be measured on; no pair overlaps with one.")],
    minutes: Annotated[float, typer.Option(help="Time for training.")] = 100.0,
    checkpoint: Annotated[Path, typer.Option(help="State, kept every ten minutes; a run goes on from it.")] = Path(
        "adapter.pt"
    ),
    profile: ProfileName = Config.profile,
    output: Annotated[
        Path | None, typer.Option(help="The adapter; models/translators/<model>.safetensors where not said.")
    ] = None,
) -> None:
    """Teach the language model to translate, by low-rank additions to its layers."""
    from mtqa.bench.adapter.pairs import draw
    from mtqa.bench.adapter.training import tune

    with _letters(), Bars() as bars:
        model = _rough(profile, bars)
        path = output or Path("models/translators") / f"{model.identity.name}.safetensors"
        path.parent.mkdir(parents=True, exist_ok=True)
        pairs = draw(collections, postedits, held_out)
        print(f"{len(pairs)} pairs", flush=True)
        for line in tune(model, pairs, minutes, checkpoint, path):
            print(line, flush=True)


@app.command()
def offers(files: Files, pages: Pages = 10, skip: Skip = 340, profile: ProfileName = Config.profile) -> None:
    """Count how often an offered wording is the one that stood there before a word was put in."""
    from mtqa.bench.offers import count

    with _letters(), Bars() as bars:
        print(count(files, pages, skip, _rough(profile, bars), bars.task("pages")))


@app.command()
def detector(
    files: Files,
    pages: Pages = 600,
    skip: Skip = 500,
    profile: ProfileName = Config.profile,
    output: Annotated[
        Path | None, typer.Option(help="The head; models/heads/<model>.safetensors where not said.")
    ] = None,
) -> None:
    """Train the detector of replaced words on spoiled native text, and say how well it does on pages kept apart."""
    from mtqa.bench.detector import train

    with _letters(), Bars() as bars:
        model = _rough(profile, bars)
        path = output or Path("models/heads") / f"{model.identity.name}.safetensors"
        path.parent.mkdir(parents=True, exist_ok=True)
        print(train(files, pages, skip, model, path, bars.task("pages")))


@app.command()
def weights(
    files: Files,
    translations: Annotated[Path, typer.Option(help="WMT pairs: year, system, seg, en_src, zh_human_ref, zh_mt; .xz.")],
    tags: Annotated[Path, typer.Option(help="MLQE-PE with word tags, .tsv.")],
    pages: Annotated[
        int, typer.Option(help="Pages with words put in; twice as many translations; ten times tags.")
    ] = 40,
    skip: Skip = 300,
    profile: ProfileName = Config.profile,
    output: Annotated[Path, typer.Option(help="The file to update.")] = _CALIBRATION.parent / "weights.json",
) -> None:
    """Fit how much each signal counts for a word and for a document (mtqa/data/weights.json)."""
    from mtqa.bench.weights import fit

    with _letters():
        with Bars() as bars:
            model = _rough(profile, bars)
            entry, report = fit(files, translations, tags, pages, skip, model, bars.task)
        entries = json.loads(output.read_text(encoding="utf-8")) if output.exists() else {}
        entries[str(model.identity)] = entry
        output.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
        print(report)


@app.command()
def quality(
    train: Annotated[Path, typer.Argument(help="MLQE-PE en-zh with post-edits and word tags, .tsv: to learn from.")],
    dev: Annotated[Path, typer.Argument(help="Likewise: to measure on, once.")],
    news: Annotated[Path, typer.Option(help="WMT pairs: year, system, seg, en_src, zh_human_ref, zh_mt; .xz.")],
    mqm: Annotated[Path, typer.Option(help="Bio MQM, .jsonl: systems to be ordered.")],
    features: Annotated[Path | None, typer.Option(help="A folder where what was read is kept, some gigabytes.")] = None,
    profile: ProfileName = Config.profile,
    output: Annotated[
        Path | None, typer.Option(help="The heads; models/qe-en-zh/<model>.safetensors where not said.")
    ] = None,
) -> None:
    """Train the heads of quality estimation (models/qe-en-zh/), and say what they are worth."""
    from mtqa.bench.quality.recipe import Paths, make

    with _letters(), Bars() as bars:
        model = _rough(profile, bars)
        path = output or Path("models/qe-en-zh") / f"{model.identity.name}.safetensors"
        report = make(Paths(train, dev, news, mqm, features), model, path, bars.task)
    print(report)


if __name__ == "__main__":
    app()
