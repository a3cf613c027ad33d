"""What is measured beside a source: the alignment, and checks and models that judge adequacy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqa.bench.commands.taken import ProfileName, Skip, Wmt, letters, open_raters
from mtqa.config import Config
from mtqa.render.progress import Bars


def align(
    files: Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese; .tsv or .tsv.xz.")],
    documents: Annotated[int, typer.Option(min=1, help="Documents made of each corpus.")] = 10,
    length: Annotated[int, typer.Option(min=2, help="Pairs in each.")] = 60,
    translations: Annotated[Path | None, typer.Option(help="WMT pairs, as for `adequacy`: two corpora.")] = None,
    embedder: Annotated[bool, typer.Option("--embedder", help="Also with the embedder, where it is close.")] = False,
    profile: ProfileName = Config.profile,
) -> None:
    """Print precision and recall of the alignment where sentences were merged and dropped."""
    from mtqa.bench import adequacy as human
    from mtqa.bench.alignment import alignment
    from mtqa.bench.corpus import collections

    with letters(), Bars() as bars:
        corpora = list(collections(files, length))
        if translations:
            for name, last in (("WMT, the years before", False), ("WMT, the last year", True)):
                pairs = human.translations(translations, last)
                corpora.append((name, [(one.source, one.target) for one in pairs]))
        opened = open_raters(profile, bars)[1] if embedder else None
        print(alignment(corpora, documents, length, opened, bars.task("corpora")))


def wordings(
    files: Annotated[list[Path], typer.Argument(help="Parallel sentences: name, English, Chinese; .tsv or .tsv.xz.")],
    documents: Annotated[int, typer.Option(min=1, help="Documents drawn from each corpus.")] = 80,
    skip: Skip = 0,
    length: Annotated[int, typer.Option(min=3, help="Pairs in each.")] = 60,
) -> None:
    """Print the terms that human translations have two names for, and how many of 1,000 segments have one."""
    from mtqa.bench.wordings import wordings as measure

    with Bars() as bars:
        print(measure(files, documents, skip, length, bars.task("corpora")))


def adequacy(
    translations: Wmt,
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


def gaps(
    translations: Wmt,
    english: Annotated[Path | None, typer.Option(help="English sentences, one a line …")] = None,
    chinese: Annotated[
        Path | None, typer.Option(help="… and their translations, of which the first half counts.")
    ] = None,
) -> None:
    """Fit what speaks for a part of a text being missing in its translation (mtqa/bilingual/omission.py)."""
    from mtqa.bench import adequacy as human
    from mtqa.bench.gaps import fit

    pairs = human.translations(translations, False)
    pairs += human.parallel(english, chinese, False) if english and chinese else []
    with Bars() as bars:
        print(fit(pairs, bars.task("pairs")))


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
    from mtqa.bench import adequacy as human
    from mtqa.bench.strangers import strangers as measure

    pairs = human.translations(translations, second)
    pairs += human.parallel(english, chinese, second) if english and chinese else []
    with letters(), Bars() as bars:
        _, embedder = open_raters(profile, bars)
        print(measure(pairs, embedder, bars.task("sentences"), verbose))


def drift(
    source: Annotated[Path, typer.Argument(help="Sentences of the source language, one a line.")],
    back: Annotated[list[Path], typer.Argument(help="Back-translations of their human translations, line by line.")],
) -> None:
    """Print how many human translations, and how many strangers, come back under each chrF."""
    from mtqa.bench.drift import drift as measure

    print(measure(source, back))


def meaning(
    english: Annotated[Path, typer.Argument(help="English sentences, one a line.")],
    chinese: Annotated[Path, typer.Argument(help="Their translations, line by line.")],
    count: Annotated[int, typer.Option(min=0, help="Strangers whose quality is predicted, which is slow.")] = 300,
    profile: ProfileName = Config.profile,
) -> None:
    """Print how many translations and strangers are under each similarity, and the quality predicted for strangers."""
    from mtqa.bench.meaning import meaning as measure

    with letters(), Bars() as bars:
        estimator, embedder = open_raters(profile, bars)
        print(measure(english, chinese, count, embedder, estimator, bars.task("sentences")))
