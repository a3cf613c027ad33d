"""One model taken by its name as a translator: which directions it has."""

from __future__ import annotations

import json
from pathlib import Path

from mtqa.engines.store.local import LocalStore
from mtqa.engines.store.registry import ModelSpec, Profile
from mtqa.errors import UsageError

_BOTH = (("zh", "en"), ("en", "zh"))
#: How the codes of multi-target models begin: >>cmn_Hans<<, >>eng<<.
_CODES = {"zh": (">>cmn", ">>zho", ">>zh"), "en": (">>eng", ">>en")}


def of_translator(shelf: LocalStore, name: str) -> Profile:
    """A profile with that model, and no other, in every direction it has."""
    spec = shelf.spec(name)
    if spec.purpose != "translator":
        advice = "`mtqa models list` shows which models translate"
        raise UsageError("a language model, which does not translate", where=name, advice=advice)
    return Profile(name, "", dict.fromkeys(_directions(shelf, spec), name))


def _directions(shelf: LocalStore, spec: ModelSpec) -> tuple[tuple[str, str], ...]:
    """A Marian model whose vocabulary has codes of both languages goes both ways; one of models.toml goes from the
    first of its languages to the second; of any other nobody but the user knows. Prompted models go both ways."""
    if spec.engine != "marian":
        return _BOTH
    if len(spec.languages) == 2 and not (shelf.is_ready(spec.name) and _has_codes(shelf.path(spec.name))):
        source, target = spec.languages
        return ((source, target),)
    return _BOTH


def _has_codes(folder: Path) -> bool:
    try:
        vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return all(any(token.startswith(starts) for token in vocabulary) for starts in _CODES.values())
