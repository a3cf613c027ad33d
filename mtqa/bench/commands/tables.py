"""What is counted once and shipped: tables of characters, names, structures and translations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqa.bench.commands.taken import DATA, Files, Pages, ProfileName, letters, rough_model
from mtqa.config import Config
from mtqa.render.progress import Bars


def characters(files: Files) -> None:
    """Print character frequencies (mtqa/data/characters.tsv)."""
    from mtqa.bench.characters import characters as count

    print(count(files), end="")


def shortlist(files: Files, pages: Pages = 5) -> None:
    """Print the error that the vocabulary shortlist makes on native text, in nats per token."""
    from mtqa.bench.shortlist import shortlist as measure

    print(measure(files, pages))


def eightbit(
    chinese: Annotated[Path, typer.Argument(help="Chinese sentences, one a line.")],
    english: Annotated[Path, typer.Argument(help="Their English translations, line by line.")],
    count: Annotated[int, typer.Option(min=0, help="How many of them; 0: all.")] = 40,
    profile: ProfileName = Config.profile,
) -> None:
    """Print what the eight bits of the tuned translator cost, in nats per token."""
    from mtqa.bench.eightbit import divergence
    from mtqa.bench.translate import Sentences

    with letters(), Bars() as bars:
        model = rough_model(profile, bars)  # for its folder and identity: it is not loaded
        sentences = Sentences.read(chinese, english, count)
        print(divergence(model.folder, model.identity, sentences, bars.task("sentences")))


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


def namebook(
    files: Files,
    dictionary: Annotated[Path, typer.Option(help="jieba's dict.txt: word, count, tag.")],
    divisions: Annotated[Path, typer.Option(help="JioNLP's china_location.txt: a name a line, indented by level.")],
    output: Annotated[Path, typer.Option(help="The folder of the tables.")] = DATA,
) -> None:
    """Count what people and places are called (mtqa/data/names-*)."""
    from mtqa.bench.namebook import make

    with Bars() as bars:
        make(files, dictionary, divisions, output, bars.task("sentences"))


def adjacency(
    files: Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese (.tsv, .xz).")],
    native: Annotated[list[Path], typer.Option(help="Native Chinese text, one sentence a line, plain or .xz.")],
    output: Annotated[Path, typer.Option(help="The table.")] = DATA / "adjacency.tsv.xz",
) -> None:
    """Count which words and characters stand beside each other (mtqa/data/adjacency.tsv.xz)."""
    import lzma

    from mtqa.bench.adjacency import table

    lines = table(files, native)
    output.write_bytes(lzma.compress(lines.encode("utf-8"), preset=9))
    print(f"{lines.count(chr(10)) - 1} tokens, {lines.count(' ')} pairs")


def presence(
    files: Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese (.tsv, .xz).")],
    most: Annotated[int, typer.Option(help="Sentences that are counted.")] = 60_000,
    output: Annotated[Path, typer.Option(help="The table.")] = DATA / "presence.tsv.xz",
) -> None:
    """Count which words translations have, and other texts by chance (mtqa/data/presence.tsv.xz)."""
    import lzma

    from mtqa.bench.presence import table

    with Bars() as bars:
        lines = table(files, most, bars.task("sentences"))
    output.write_bytes(lzma.compress(lines.encode("utf-8"), preset=9))
    print(f"{lines.count(chr(10)) - 1} words")


def translations(
    files: Annotated[
        list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese (.tsv, .xz), or MLQE-PE.")
    ],
    output: Annotated[Path, typer.Option(help="The table.")] = DATA / "translations.tsv.xz",
) -> None:
    """Count which Chinese word stands for which English one (mtqa/data/translations.tsv.xz)."""
    import lzma

    from mtqa.bench.translations import table

    with Bars() as bars:
        lines = table(files, bars.task("sentences"))
    output.write_bytes(lzma.compress(lines.encode("utf-8"), preset=9))
    print(f"{lines.count(chr(10)) - 1} English words, {lines.count(' ')} pairs")
