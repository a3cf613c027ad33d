"""The directions of a single model that is used as a translator."""

from __future__ import annotations

import json
from pathlib import Path

from mtqa.engines.store.firefox_files import firefox_files
from mtqa.engines.store.local import LocalStore
from mtqa.engines.store.profiles import BOTH
from mtqa.engines.store.registry import ModelSpec, Profile

#: How the codes of multi-target models begin: >>cmn_Hans<<, >>eng<<.
_CODES = {"zh": (">>cmn", ">>zho", ">>zh"), "en": (">>eng", ">>en")}


def translator_profile(store: LocalStore, name: str) -> Profile:
    """A profile with only that model, in every direction it has; a language model translates by examples."""
    return Profile(name, "", dict.fromkeys(_directions(store, store.spec(name)), name))


def _directions(store: LocalStore, spec: ModelSpec) -> tuple[tuple[str, str], ...]:
    """The directions of a model. Prompted models have both, and files of Firefox are named after theirs. A Marian model
    whose vocabulary has codes of both languages has both; another whose name says its languages translates from
    the first to the second. Else both are allowed, since only the user knows."""
    if spec.engine == "firefox":
        return tuple(firefox_files(store.path(spec.name)))
    if spec.engine != "marian":
        return BOTH
    if len(spec.languages) == 2 and not (store.is_ready(spec.name) and _has_codes(store.path(spec.name))):
        source, target = spec.languages
        return ((source, target),)
    return BOTH


def _has_codes(folder: Path) -> bool:
    try:
        vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return all(any(token.startswith(starts) for token in vocabulary) for starts in _CODES.values())
