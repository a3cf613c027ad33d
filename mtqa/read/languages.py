"""Which languages of a file with several are source and target: `--lang-pair`, or the file's own and its Chinese."""

from __future__ import annotations

import re

from mtqa.errors import ReadError
from mtqa.read.base import few


def chosen(path: str, languages: list[str], header: str, pair: str) -> tuple[str, str]:
    """The two languages, as the file spells them but in lower case."""
    wanted = _pair(path, pair, languages) if pair else ("", "zh")
    target = _first(languages, wanted[1])
    if not languages:
        return "", target
    if not target:
        raise ReadError.of("no_translation", path, advice="languages", language=wanted[1], **few(languages))
    sources = [language for language in languages if language != target]
    source = _first(sources, wanted[0] or header) or (sources[0] if not wanted[0] and sources else "")
    if wanted[0] and not source:
        raise ReadError.of("no_text_in", path, advice="languages", language=wanted[0], **few(languages))
    return source, target


def _pair(path: str, pair: str, languages: list[str]) -> tuple[str, str]:
    """`en-zh`, but also `en-US-zh-CN`: the cut is where both halves are languages of the file."""
    parts = pair.lower().replace("_", "-").split("-")
    cuts = [("-".join(parts[:cut]), "-".join(parts[cut:])) for cut in range(1, len(parts))]
    for source, target in cuts:
        if _first(languages, source) and _first(languages, target):
            return source, target
    if cuts:
        return cuts[(len(cuts) - 1) // 2]
    raise ReadError.of("no_pair", path, pair=pair)


def _first(languages: list[str], wanted: str) -> str:
    """The first language that is the wanted language or a variant of it."""
    exact = (language for language in languages if language.replace("_", "-") == wanted)
    variants = (language for language in languages if wanted and re.split("[-_]", language)[0] == wanted)
    return next(exact, "") or next(variants, "")
