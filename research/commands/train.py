"""What is trained: weights that belong to a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqa.bench.arguments import Files, Pages, ProfileName, Skip, letters, rough_model
from mtqa.config import Config
from mtqa.render.progress import Bars

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@app.command()
def adapter(
    collections: Annotated[list[Path], typer.Argument(help="Aligned sentences: name, English, Chinese; .tsv.xz.")],
    postedits: Annotated[list[Path], typer.Option(help="MLQE-PE tables, for their post-edits.")],
    held_out: Annotated[list[Path], typer.Option(help="Texts it will be measured on; no pair overlaps with one.")],
    minutes: Annotated[float, typer.Option(help="Time for training.")] = 100.0,
    checkpoint: Annotated[Path, typer.Option(help="State, kept every ten minutes; a run goes on from it.")] = Path(
        "adapter.pt"
    ),
    begin: Annotated[Path | None, typer.Option(help="An adapter to go on from, with a schedule of its own.")] = None,
    profile: ProfileName = Config.profile,
    output: Annotated[
        Path | None, typer.Option(help="The adapter; models/translators/<model>.safetensors where not said.")
    ] = None,
) -> None:
    """Teach the language model to translate, by low-rank additions to its layers."""
    from research.train.adapter.pairs import draw
    from research.train.adapter.training import tune

    with letters(), Bars() as bars:
        model = rough_model(profile, bars)
        path = output or Path("models/translators") / f"{model.identity.name}.safetensors"
        path.parent.mkdir(parents=True, exist_ok=True)
        pairs = draw(collections, postedits, held_out)
        print(f"{len(pairs)} pairs", flush=True)
        for line in tune(model, pairs, minutes, checkpoint, path, begin):
            print(line, flush=True)


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
    from research.train.detector import train

    with letters(), Bars() as bars:
        model = rough_model(profile, bars)
        path = output or Path("models/heads") / f"{model.identity.name}.safetensors"
        path.parent.mkdir(parents=True, exist_ok=True)
        print(train(files, pages, skip, model, path, bars.task("pages")))


@app.command()
def embedder(
    collections: Annotated[list[Path], typer.Argument(help="Aligned sentences: name, English, Chinese; .tsv.xz.")],
    postedits: Annotated[list[Path], typer.Option(help="MLQE-PE tables, for their post-edits.")],
    chinese: Annotated[Path, typer.Option(help="Sentences it is measured on, a line each; no pair overlaps with one.")],
    english: Annotated[Path, typer.Option(help="Their translations.")],
    count: Annotated[int, typer.Option(help="Pairs to learn from.")] = 8000,
    profile: ProfileName = Config.profile,
    output: Annotated[
        Path | None, typer.Option(help="The weights; models/embedders/<model>.safetensors where not said.")
    ] = None,
) -> None:
    """Teach the language model's states which sentences say the same, in Chinese and English."""
    from research.train.adapter.pairs import Aligned, draw
    from research.train.embedder import learn

    with letters(), Bars() as bars:
        model = rough_model(profile, bars)
        path = output or Path("models/embedders") / f"{model.identity.name}.safetensors"
        path.parent.mkdir(parents=True, exist_ok=True)
        pairs = draw(collections, postedits, [chinese, english])[:count]
        sides = (side.read_text(encoding="utf-8").splitlines() for side in (chinese, english))
        held_out = [Aligned(*pair) for pair in zip(*sides, strict=True)]
        print(learn(model, pairs, held_out, path, bars.task("sentences")))


@app.command()
def quality(
    train: Annotated[Path, typer.Argument(help="MLQE-PE en-zh with post-edits and word tags, .tsv: to learn from.")],
    dev: Annotated[Path, typer.Argument(help="Likewise: to measure on, once.")],
    news: Annotated[Path, typer.Option(help="WMT pairs: year, system, seg, en_src, zh_human_ref, zh_mt; .xz.")],
    mqm: Annotated[Path, typer.Option(help="Bio MQM, .jsonl: systems to be ordered.")],
    features: Annotated[Path | None, typer.Option(help="A folder where mean states are kept, 220 MB.")] = None,
    minutes: Annotated[float, typer.Option(help="Processor time for learning.")] = 35.5,
    checkpoint: Annotated[Path, typer.Option(help="State, kept every two minutes; a run goes on from it.")] = Path(
        "quality.pt"
    ),
    profile: ProfileName = Config.profile,
    output: Annotated[
        Path | None, typer.Option(help="The heads; models/qe-en-zh/<model>.safetensors where not said.")
    ] = None,
) -> None:
    """Train heads and changes of quality estimation (models/qe-en-zh/), and say what they are worth."""
    from research.train.quality.recipe import Paths, make

    with letters(), Bars() as bars:
        model = rough_model(profile, bars)
        path = output or Path("models/qe-en-zh") / f"{model.identity.name}.safetensors"
        report = make(Paths(train, dev, news, mqm, features, checkpoint), model, path, minutes, bars.task)
    print(report)
