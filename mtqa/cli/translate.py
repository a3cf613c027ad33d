"""`mtqa translate`: translate text line by line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli.options import configured
from mtqa.cli.terminal import INTERRUPTED, tell
from mtqa.config.load import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mtqa.config import Config
    from mtqa.engines.base import Progress
    from mtqa.pipeline.translate import TranslatedLine

_OTHER_LANGUAGE = {"zh": "en", "en": "zh"}


@configured("profile", "offline", "cache", "max_cache_bytes", "threads", "max_file_bytes")
def translate(
    settings: Settings,
    file: Annotated[str, typer.Argument(help="A text file, one text per line; - is standard input.")],
    source: Annotated[
        str, typer.Option("--from", help="Language of the text, zh or en. Default: the one that --to is not, else zh.")
    ] = "",
    target: Annotated[
        str, typer.Option("--to", help="Language to translate into, en or zh. Default: the one that --from is not.")
    ] = "",
    n_best: Annotated[
        int, typer.Option(min=1, max=32, help="Translations per line, best first, separated by tabs.")
    ] = 1,
    translator: Annotated[
        str, typer.Option(help="A translator of `mtqa models list`, or a folder. Default: the profile's.")
    ] = "",
) -> None:
    """Translate line by line, one line out for one line in. Exit code 1: some lines could not be translated."""
    source = source or _OTHER_LANGUAGE.get(target, "zh")
    target = target or _OTHER_LANGUAGE.get(source, "en")
    text = _read(file, settings.config)
    untranslated = 0
    try:
        for line in _translated(text, settings.config, translator, (source, target), n_best):
            if line.reason:
                untranslated += 1
                tell(f"mtqa: {_name(file)}:{line.number}: no translation: {line.reason}")
    except KeyboardInterrupt:
        kept = "; the translations so far are in the cache, and the same command continues from there"
        tell(f"mtqa: interrupted{kept * settings.config.cache}")
        raise typer.Exit(INTERRUPTED) from None
    if untranslated:
        tell(f"mtqa: lines without a translation, left empty: {untranslated}\n  → shorten or reword them")
        raise typer.Exit(1)


def _read(file: str, config: Config) -> str:
    from mtqa.read.encoding import decode
    from mtqa.read.files import read_bytes

    return decode(read_bytes(file, _name(file), config.max_file_bytes), _name(file))[0]


def _name(file: str) -> str:
    return "<stdin>" if file == "-" else file


def _translated(
    text: str, config: Config, name: str, direction: tuple[str, str], n_best: int
) -> Iterable[TranslatedLine]:
    """Yield the lines, each after it is written; no progress bar where they are written to the same terminal."""
    from mtqa.engines.base import no_progress
    from mtqa.engines.load import open_translator
    from mtqa.pipeline.translate import translate_lines
    from mtqa.render.progress import Bars
    from mtqa.storage import open_cache

    with open_cache(config.cache, config.max_cache_bytes) as cache:
        with Bars() as bars:
            announce = lambda model, notice: bars.say(f"{model}: {notice}")  # noqa: E731
            engine = open_translator(config, bars.stage, announce, cache=cache, name=name, directions=[direction])
        if cache.notice:
            tell(f"mtqa: {cache.notice}")
        with Bars() as bars:
            progress: Progress = no_progress if sys.stdout.isatty() else bars.task("lines")
            for line in translate_lines(text, engine, *direction, n_best, progress):
                _write(line)
                yield line


def _write(line: TranslatedLine) -> None:
    """Write a line; on a terminal control characters are made visible, in files they stay as they are."""
    from mtqa.render.base import save, storable, visible

    text = "\t".join(storable(hypothesis.text) for hypothesis in line.hypotheses)
    text = (visible(text) if sys.stdout.isatty() else text) + line.end
    save(text, "-", "the translation", "make room, or send it elsewhere")
