"""`python -m mtqa.bench`: the commands behind every measured constant and figure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from mtqa.config import Config
from mtqa.engines.ready import Engines, open_engines
from mtqa.progress import Bars

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

Files = Annotated[list[Path], typer.Argument(help="Native Chinese text, one sentence a line, plain or .xz.")]
Pages = Annotated[int, typer.Option(help="Pages of 12 lines drawn from each file.")]
Skip = Annotated[int, typer.Option(help="Pages passed over first, for a sample that shares none with another.")]
ProfileName = Annotated[str, typer.Option(help="Models to measure.")]
_CALIBRATION = Path(__file__).parent.parent / "data" / "calibration.json"


def _open(profile: str, bars: Bars) -> Engines:
    return open_engines(Config(profile=profile), bars.stage)


@app.command()
def characters(files: Files) -> None:
    """Print character frequencies (mtqa/data/characters.tsv)."""
    from mtqa.bench.characters import characters as count

    print(count(files), end="")


@app.command()
def native(
    files: Files,
    pages: Pages = 100,
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
    models: Annotated[bool, typer.Option("--models", help="Judge fluency too.")] = False,
) -> None:
    """Count findings per rule in native text: all of them false alarms, or matters of style."""
    from mtqa.bench.alarms import alarms as count

    with Bars() as bars:
        engines = _open(Config.profile, bars) if models else None
        print(count(files, pages, skip, engines, bars.task("pages")))


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
    count: Annotated[int, typer.Option(help="How many of them.")] = 100,
    profile: ProfileName = Config.profile,
) -> None:
    """Print chrF and BLEU of a profile's translator, both ways, with sacrebleu's signatures."""
    from mtqa.bench.translate import translate as measure

    with Bars() as bars:
        engines = _open(profile, bars)
        print(measure(chinese, english, count, engines.translator, bars.task("translation")))


@app.command()
def speed(
    document: Annotated[Path, typer.Argument(help="The document to check.")] = Path("examples/linfeng-mt.txt"),
) -> None:
    """Time start, rules, model load, fluency, the whole check and the check from the cache, each a process."""
    from mtqa.bench.speed import speed as measure

    print(measure(document))


@app.command()
def shortlist(files: Files, pages: Pages = 5) -> None:
    """Print the error that the vocabulary shortlist makes on native text, in nats per token."""
    from mtqa.bench.shortlist import shortlist as measure

    print(measure(files, pages))


if __name__ == "__main__":
    app()
