"""The files of Firefox Translations in a folder: a model, its vocabularies and, if it is there, a shortlist of words.

They are named by direction, as Mozilla publishes them: `model.zhen.intgemm.alphas.bin`, `vocab.zhen.spm` (or
`srcvocab.` and `trgvocab.`), `lex.50.50.zhen.s2t.bin`. They lie in the folder itself or in one folder for each
direction. They are no pickles: a file that is not a model is refused by the engine that reads it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mtqa.errors import ModelMissing

_MODEL = re.compile(r"model\.(?P<pair>[A-Za-z_-]{4,})\.(?:.*\.)?bin")
_PAIRS = {"zhen": ("zh", "en"), "enzh": ("en", "zh")}


@dataclass(frozen=True, slots=True)
class FirefoxFiles:
    """The files of one direction."""

    model: Path
    source_vocabulary: Path
    target_vocabulary: Path
    shortlist: Path | None = None


def firefox_files(folder: Path) -> dict[tuple[str, str], FirefoxFiles]:
    """The directions between Chinese and English whose files are in a folder, each with its files."""
    found: dict[tuple[str, str], FirefoxFiles] = {}
    if (folder / "config.json").is_file():  # a model of transformers
        return found
    for path in sorted([*folder.glob("model.*.bin"), *folder.glob("*/model.*.bin")]):
        named = _MODEL.fullmatch(path.name)
        direction = _PAIRS.get(_plain(named["pair"])) if named else None
        if named and direction and direction not in found and (files := _beside(path, named["pair"])):
            found[direction] = files
    return found


def required_files(folder: Path, directions: Sequence[tuple[str, str]]) -> dict[tuple[str, str], FirefoxFiles]:
    """The files of all these directions. Raises ModelMissing if one has none."""
    found = firefox_files(folder)
    for direction in directions:
        if direction not in found:
            source, target = direction
            names = f"model.{source}{target}.….bin and vocab.{source}{target}.spm"
            raise ModelMissing(f"has no files for {source} → {target}", where=str(folder), advice=f"it needs {names}")
    return {direction: found[direction] for direction in directions}


def _plain(pair: str) -> str:
    """The pair without the script: both zhen and zh-Hansen are Chinese to English."""
    return re.sub(r"[-_]?hans|[-_]", "", pair.lower())


def _beside(model: Path, pair: str) -> FirefoxFiles | None:
    """The files of a model's direction, or None if a vocabulary is missing."""
    folder = model.parent
    shared = folder / f"vocab.{pair}.spm"
    source, target = (
        own if (own := folder / f"{side}vocab.{pair}.spm").is_file() else shared for side in ("src", "trg")
    )
    if not (source.is_file() and target.is_file()):
        return None
    return FirefoxFiles(model, source, target, next(iter(sorted(folder.glob(f"lex.*{pair}.*bin"))), None))
