"""The stages, one command each: `python -m research.train.translator clean`, vocabulary, binarise, train, export."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from mtqa.errors import MtqaError, UsageError
from mtqa.render.progress import Bars
from research.train.translator import binary, cleaning, heldout, pairs, shipping, training
from research.train.translator import vocabulary as pieces
from research.train.translator.batches import Epochs, Marks
from research.train.translator.network import Shape
from research.train.translator.schedule import Decay, Schedule
from research.train.translator.settings import Settings, settings_of
from research.train.translator.shipping import Form
from research.train.translator.sources import may_ship
from research.train.translator.validation import Validation
from research.train.translator.vocabulary import Vocabulary

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)

Work = Annotated[Path, typer.Option(help="The folder for the files of all stages.")]
_WORK = Path("build/translator")
Seed = Annotated[int, typer.Option(help="Seed of the random numbers.")]
Limit = Annotated[int, typer.Option(min=8, help="Tokens of a sentence; the network takes no more.")]


@contextmanager
def _exit_on_error() -> Iterator[None]:
    """Print an error as a sentence on stderr and exit with its code; Ctrl-C leaves only complete files."""
    try:
        yield
    except MtqaError as error:
        print(f"translator: {error}", file=sys.stderr)
        raise typer.Exit(error.exit_code) from error
    except KeyboardInterrupt:
        print("translator: interrupted; run the same command again", file=sys.stderr)
        raise typer.Exit(130) from None


@app.command()
def clean(
    files: Annotated[list[Path], typer.Argument(help="Parallel sentences: source, English, Chinese; .tsv or .tsv.xz.")],
    test: Annotated[list[Path], typer.Option(help="Test sets: a sentence a line, or .tsv with a header. Repeatable.")],
    work: Work = _WORK,
    noncommercial: Annotated[
        bool,
        typer.Option("--noncommercial", help="For experiments: use text whose licence forbids weights that ship."),
    ] = False,
) -> None:
    """Keep the pairs that are fit for training, without test sets and validation documents; print what was dropped."""
    with _exit_on_error(), Bars() as bars:
        work.mkdir(parents=True, exist_ok=True)
        held_out = heldout.HeldOut.of(test)
        rows = (row for row in pairs.read(files) if row is None or noncommercial or may_ship(row.source))
        cleaner = cleaning.Cleaning(held_out, cleaning.simplifier())
        parts: dict[str, list[pairs.Pair]] = {"training": [], "validation": [], "margin": []}
        heldout.split(cleaner.clean(rows, bars.task("pairs")), heldout.Documents(), parts)
        for part in ("training", "validation"):
            pairs.write(work / f"{part}.tsv", parts[part])
        print(cleaner.report())
        print("  ".join(f"{part}: {len(members):,}" for part, members in parts.items()))
        print(heldout.check(_pairs(work / "training.tsv"), held_out))


@app.command()
def vocabulary(
    size: Annotated[int, typer.Option(min=300, help="Number of pieces; 24,000 to 32,000 for both languages.")] = 24_000,
    limit: Limit = 256,
    work: Work = _WORK,
) -> None:
    """Learn the subword pieces of both languages, and check that text is unchanged after encoding and decoding."""
    with _exit_on_error():
        made = pieces.make(_pairs(work / "training.tsv"), size, work / "vocabulary", limit)
        texts = [text for pair in _pairs(work / "validation.tsv") for text in (pair.english, pair.chinese)]
        broken = pieces.changed(made, texts)
        tokens = sum(len(made.encode(text)) for text in texts)
        print(f"{len(made):,} pieces, {tokens / max(1, len(texts)):.1f} tokens a validation sentence")
        print(f"of {len(texts):,} sentences {len(broken)} change in encoding and decoding", *broken[:3], sep="\n  ")


@app.command()
def binarise(
    limit: Limit = 128,
    seed: Seed = 1,
    work: Work = _WORK,
    augment: Annotated[bool, typer.Option(help="Add planted names, numbers, placeholders, and noise.")] = True,
) -> None:
    """Turn the training text, with augmented pairs, into ids: one file of less than 60 MB."""
    with _exit_on_error(), Bars() as bars:
        pairs = _pairs(work / "training.tsv")
        rows = binary.augmented(pairs, seed) if augment else ((pair, binary.BOTH) for pair in pairs)
        data = binary.binarise(rows, Vocabulary(work / "vocabulary"), limit, bars.task("pairs"))
        size = binary.save(data, work / "data.npz")
        tokens = (len(data.chinese) + len(data.english)) / 1e6
        print(f"{len(data):,} rows, {tokens:.1f} M tokens, {size / 1e6:.1f} MB")
        if size > binary.MOST_BYTES:
            print(f"translator: more than {binary.MOST_BYTES / 1e6:.0f} MB", file=sys.stderr)
            raise typer.Exit(1)


@app.command()
def train(
    work: Work = _WORK,
    run: Annotated[
        str, typer.Option(help="Name of the run, a folder within --work; an existing run continues.")
    ] = "run",
    device: Annotated[str, typer.Option(help="cpu or cuda. Default: cuda if there is one.")] = "",
    minutes: Annotated[float, typer.Option(min=0, help="Stop after so many minutes; 0: no limit.")] = 0,
    steps: Annotated[int, typer.Option(min=0, help="Stop at this step of the run; 0: no limit.")] = 0,
    tokens: Annotated[int, typer.Option(min=64, help="Tokens of a batch, padding included.")] = 16_000,
    update: Annotated[int, typer.Option(min=1, help="Batches per step.")] = 1,
    width: Annotated[int, typer.Option(help="Width of the network.")] = 512,
    encoder: Annotated[int, typer.Option(min=1, help="Layers of the encoder.")] = 6,
    decoder: Annotated[int, typer.Option(min=1, help="Layers of the decoder.")] = 2,
    dropout: Annotated[float, typer.Option(min=0, max=0.9, help="Share of units that are dropped.")] = 0.1,
    limit: Limit = 256,
    smoothing: Annotated[float, typer.Option(min=0, max=0.9, help="Label smoothing.")] = 0.1,
    rate: Annotated[float, typer.Option(help="The highest learning rate, after the warm-up.")] = 7e-4,
    warmup: Annotated[int, typer.Option(min=1, help="Steps of the warm-up.")] = 4000,
    decay: Annotated[Decay, typer.Option(help="inverse-sqrt, or cosine, which needs --steps.")] = "inverse-sqrt",
    save_every: Annotated[int, typer.Option(min=1, help="Steps between checkpoints.")] = 1000,
    keep: Annotated[int, typer.Option(min=1, help="Number of checkpoints that are kept.")] = 8,
    validate: Annotated[
        int, typer.Option(min=0, help="Validation pairs that are translated at each checkpoint.")
    ] = 200,
    seed: Seed = 1,
) -> None:
    """Train, or continue, until the limit of minutes or steps; print chrF of held-out documents at each checkpoint."""
    with _exit_on_error():
        words = Vocabulary(work / "vocabulary")
        marks = Marks(words.end, words.pad, {language: words.code(language) for language in pieces.CODES})
        shape = Shape(width, max(1, width // 64), 4 * width, encoder, decoder, dropout, limit)
        schedule = Schedule(rate, warmup, decay, steps if decay == "cosine" else 0)
        settings = Settings(shape, schedule, smoothing, tokens, update, seed)
        epochs = Epochs(binary.load(work / "data.npz"), marks, tokens, seed)
        chosen = device or training.best_device()
        job = training.Training(work / run, settings, epochs, words, chosen, keep)
        size = sum(parameter.numel() for parameter in job.model.parameters())
        print(f"{size / 1e6:.1f} M weights on {chosen}, from step {job.place.step:,}", flush=True)
        validation = Validation(list(islice(_pairs(work / "validation.tsv"), validate)), words, chosen)
        job.train(training.Ending(steps, minutes), save_every, lambda line: print(line, flush=True), validation)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="The folder to write the model to.")],
    work: Work = _WORK,
    run: Annotated[str, typer.Option(help="Name of the run.")] = "run",
    form: Annotated[Form, typer.Option(help="int8 or float16 in shards of 15 MB, or plain for transformers.")] = "int8",
    average: Annotated[int, typer.Option(min=1, help="Number of the last checkpoints whose weights are averaged.")] = 5,
) -> None:
    """Write the model: what mtqa loads, or with --form plain what transformers and CTranslate2 load."""
    with _exit_on_error():
        shape = settings_of(work / run).shape
        _print_sizes(shipping.export(work / run, shape, work / "vocabulary", folder, form, average))


@app.command()
def plain(
    packed: Annotated[Path, typer.Argument(help="A folder that export wrote.")],
    folder: Annotated[Path, typer.Argument(help="The folder to write the copy to.")],
) -> None:
    """Turn a packed model into one that transformers and CTranslate2 load."""
    with _exit_on_error():
        _print_sizes(shipping.make_plain(packed, folder))


def _pairs(path: Path) -> Iterator[pairs.Pair]:
    if not path.is_file():
        raise UsageError(
            "not made yet", where=str(path), advice="begin with: python -m research.train.translator clean"
        )
    return (pair for pair in pairs.read([path]) if pair)


def _print_sizes(paths: list[Path]) -> None:
    for path in paths:
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    print(f"together {sum(path.stat().st_size for path in paths) / 1e6:.1f} MB")


if __name__ == "__main__":
    app()
