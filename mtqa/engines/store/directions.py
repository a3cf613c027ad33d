"""The directions of a single model that is used as a translator."""

from __future__ import annotations

import json
from pathlib import Path

from mtqa.engines.store.local import LocalStore
from mtqa.engines.store.registry import ModelSpec, Profile
from mtqa.errors import UsageError

_BOTH = (("zh", "en"), ("en", "zh"))
#: How the codes of multi-target models begin: >>cmn_Hans<<, >>eng<<.
_CODES = {"zh": (">>cmn", ">>zho", ">>zh"), "en": (">>eng", ">>en")}


def translator_profile(store: LocalStore, name: str) -> Profile:
    """A profile with only that model, in every direction it has. Raises UsageError if it is not a translator."""
    spec = store.spec(name)
    if spec.purpose != "translator":
        advice = "`mtqa models list` shows which models translate"
        raise UsageError("is a language model, which does not translate", where=name, advice=advice)
    return Profile(name, "", dict.fromkeys(_directions(store, spec), name))


def _directions(store: LocalStore, spec: ModelSpec) -> tuple[tuple[str, str], ...]:
    """The directions of a model. Prompted models have both. So has a Marian model whose vocabulary has codes of both
    languages; another Marian model of models.toml translates from its first language to its second. For unlisted models
    both are allowed, since only the user knows."""
    if spec.engine != "marian":
        return _BOTH
    if len(spec.languages) == 2 and not (store.is_ready(spec.name) and _has_codes(store.path(spec.name))):
        source, target = spec.languages
        return ((source, target),)
    return _BOTH


def _has_codes(folder: Path) -> bool:
    try:
        vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return all(any(token.startswith(starts) for token in vocabulary) for starts in _CODES.values())
