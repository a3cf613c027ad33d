"""Train weights that belong to a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqa.bench.arguments import Files, Pages, ProfileName, Skip, Wmt, exit_on_error, rough_model
from mtqa.config import Config
from mtqa.render.progress import Bars

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

Parallel = Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese; .tsv or .tsv.xz.")]
PostEdits = Annotated[list[Path], typer.Option(help="MLQE-PE tables, for their post-edits. Repeatable.")]
Output = Annotated[Path, typer.Option(help="Write the weights to this file (.safetensors).")]


@app.command()
def adapter(
    collections: Parallel,
    postedits: PostEdits,
    held_out: Annotated[list[Path], typer.Option(help="Test sets; overlapping pairs are left out. Repeatable.")],
    output: Output,
    minutes: Annotated[float, typer.Option(help="Training time.")] = 100.0,
    checkpoint: Annotated[Path, typer.Option(help="State, saved every ten minutes; a run resumes from it.")] = Path(
        "adapter.pt"
    ),
    begin: Annotated[Path | None, typer.Option(help="Start from this adapter, with a new schedule.")] = None,
    profile: ProfileName = Config.profile,
) -> None:
    """Train the adapter that makes a translator of the language model (models/translators)."""
    from research.train.adapter.pairs import draw
    from research.train.adapter.training import tune

    with exit_on_error(), Bars() as bars:
        model = rough_model(profile, bars)
        output.parent.mkdir(parents=True, exist_ok=True)
        pairs = draw(collections, postedits, held_out)
        print(f"{len(pairs)} pairs", flush=True)
        for line in tune(model, pairs, minutes, checkpoint, output, begin):
            print(line, flush=True)


@app.command()
def detector(
    files: Files,
    output: Output,
    pages: Pages = 600,
    skip: Skip = 500,
    profile: ProfileName = Config.profile,
) -> None:
    """Train the detector of replaced words, and print its figures on held-out pages (models/heads)."""
    from research.train.detector import train

    with exit_on_error(), Bars() as bars:
        model = rough_model(profile, bars)
        output.parent.mkdir(parents=True, exist_ok=True)
        print(train(files, pages, skip, model, output, bars.task("pages")))


@app.command()
def embedder(
    collections: Parallel,
    postedits: PostEdits,
    chinese: Annotated[Path, typer.Option(help="Test sentences, one a line; overlapping pairs are left out.")],
    english: Annotated[Path, typer.Option(help="Their translations, line by line.")],
    output: Output,
    count: Annotated[int, typer.Option(help="Training pairs.")] = 8000,
    profile: ProfileName = Config.profile,
) -> None:
    """Train the embedder of Chinese and English sentences (models/embedders)."""
    from research.train.adapter.pairs import Aligned, draw
    from research.train.embedder import learn

    with exit_on_error(), Bars() as bars:
        model = rough_model(profile, bars)
        output.parent.mkdir(parents=True, exist_ok=True)
        pairs = draw(collections, postedits, [chinese, english])[:count]
        sides = (side.read_text(encoding="utf-8").splitlines() for side in (chinese, english))
        held_out = [Aligned(*pair) for pair in zip(*sides, strict=True)]
        print(learn(model, pairs, held_out, output, bars.task("sentences")))


@app.command()
def quality(
    train: Annotated[Path, typer.Argument(help="MLQE-PE en-zh, training set, with post-edits and word tags, .tsv.")],
    dev: Annotated[Path, typer.Argument(help="MLQE-PE en-zh, development set, for the figures.")],
    news: Wmt,
    mqm: Annotated[Path, typer.Option(help="Bio MQM, .jsonl, for ranking systems.")],
    output: Output,
    features: Annotated[Path | None, typer.Option(help="Keep mean states in this folder, 220 MB.")] = None,
    minutes: Annotated[float, typer.Option(help="Training time, of the processor.")] = 35.5,
    checkpoint: Annotated[Path, typer.Option(help="State, saved every two minutes; a run resumes from it.")] = Path(
        "quality.pt"
    ),
    profile: ProfileName = Config.profile,
) -> None:
    """Train quality estimation, and print its figures (models/qe-en-zh)."""
    from research.train.quality.recipe import Paths, make

    with exit_on_error(), Bars() as bars:
        model = rough_model(profile, bars)
        report = make(Paths(train, dev, news, mqm, features, checkpoint), model, output, minutes, bars.task)
    print(report)
