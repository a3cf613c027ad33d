"""Profiles by name: those of models.toml, those of a configuration, and any causal model by its folder or hub id.

A language model judges, measures fluency and, if no translator is named, translates by examples in its prompt. Nothing
is fetched here: a model of the hub has to be pulled before (`mtqa models pull`).
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from mtqa.config.profiles import OwnProfile
from mtqa.engines.store import unlisted
from mtqa.engines.store.registry import ModelSpec, Profile, Registry
from mtqa.errors import UsageError

BOTH = (("zh", "en"), ("en", "zh"))


def find_profile(name: str, catalogue: Registry, own: Sequence[OwnProfile] = ()) -> Profile:
    """The profile of that name. Raises UsageError if there is none, or if it cannot be used."""
    mine = next((profile for profile in own if profile.name == name), None)
    built_in = catalogue.profiles.get(name)
    if mine and built_in:
        advice = "choose another name for your own"
        raise UsageError(f"profile “{name}” comes with mtqa", where=mine.where, advice=advice)
    if mine:
        return _own(mine, catalogue)
    if built_in:
        return built_in
    spec = catalogue.models.get(name) or unlisted.folder_spec(name) or unlisted.hub_spec(name)
    if spec is None:
        raise _unknown(name, [*catalogue.profiles, *(profile.name for profile in own)])
    _require(spec, "language-model", name, "")
    return Profile(name, name, dict.fromkeys(BOTH, name))


def _own(mine: OwnProfile, catalogue: Registry) -> Profile:
    """A profile of the configuration; each of its models is looked up now, so that an error names its line."""
    _require(_spec(mine.fluency, catalogue, mine.where), "language-model", mine.fluency, mine.where)
    translators = dict.fromkeys(BOTH, mine.fluency)
    for direction, model in mine.translators.items():
        source, _, target = direction.partition("-")
        _spec(model, catalogue, mine.where)
        translators[source, target] = model
    if mine.judge:
        _require(_spec(mine.judge, catalogue, mine.where), "language-model", mine.judge, mine.where)
    return Profile(mine.name, mine.fluency, translators, mine.judge)


def _spec(name: str, catalogue: Registry, where: str) -> ModelSpec:
    spec = catalogue.models.get(name) or unlisted.folder_spec(name) or unlisted.hub_spec(name)
    if spec is None:
        raise UsageError(f"no model is called “{name}”", where=where, advice=_hint(name, catalogue.models))
    return spec


def _require(spec: ModelSpec, purpose: str, name: str, where: str) -> None:
    if spec.purpose != purpose:
        advice = 'name it as a translator of a profile: [profiles.NAME] translators = { zh-en = "…" }'
        raise UsageError(f"“{name}” is a translator, and a profile needs a language model", where=where, advice=advice)


def _unknown(name: str, known: Sequence[str]) -> UsageError:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    advice = f"{hint}choose one of {', '.join(known)}; or give the folder of a causal language model, or org/repo"
    return UsageError(f"no profile is called {name!r}", advice=advice)


def _hint(name: str, known: Sequence[str] | dict[str, ModelSpec]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{hint}`mtqa models list` shows the names; you can also give a folder or org/repo"
