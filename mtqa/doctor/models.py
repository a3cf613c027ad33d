"""Checks of the models: are they ready, do their files match the recorded hashes, are their scores as recorded?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec

from mtqa.calibration.native import calibration
from mtqa.config import Config
from mtqa.config.profiles import OwnProfile
from mtqa.doctor import golden
from mtqa.doctor.base import Line, careful, fail, ok, warn
from mtqa.engines.load import Engines, is_offline, open_engines
from mtqa.engines.memory import INSTALL
from mtqa.engines.store import Store
from mtqa.engines.store.registry import FolderSource
from mtqa.evidence.confidence import weights


def files(profile: str, profiles: tuple[OwnProfile, ...] = ()) -> Iterator[Line]:
    """Is every model of a profile ready, and do all of its files match their hashes?"""
    if missing := [name for name in ("torch", "transformers") if find_spec(name) is None]:
        yield warn("models", f"not installed: {', '.join(missing)}", INSTALL)
        return
    store = Store(offline=True)
    chosen = store.profile(profile, profiles)
    for name in dict.fromkeys(map(store.weights, chosen.models)):
        yield from careful("models", partial(_files_of, store, name))
    if is_offline(Config(profile=profile, profiles=profiles)):
        yield ok("network", "not used: offline")


def _files_of(store: Store, name: str) -> Iterator[Line]:
    """The state of one model's files."""
    spec = store.spec(name)
    if store.is_ready(name):
        if problems := store.verify(name):
            advice = f"delete {store.folder(name)} and run: mtqa models pull {name}"
            yield fail("models", f"{name} is damaged: {problems[0]}", advice, 4)
            return
        store.require_usable(name)
        verified = "a folder of yours" if isinstance(spec.source, FolderSource) else "every file verified"
        yield ok("models", f"{name} {store.revision(name)[:12]}, {verified}")
    elif store.is_installed(name):
        advice = f"nothing to do: the first check converts it, or `mtqa models pull {name}` does now"
        yield warn("models", f"{name} is installed, not converted yet", advice)
    elif isinstance(spec.source, FolderSource):
        yield fail("models", f"{name} has no model (no config.json)", "choose another folder", 4)
    else:
        yield fail("models", f"{name} is not on this machine", f"mtqa models pull {store.pulled_as(name)}", 4)


def scores(profile: str, profiles: tuple[OwnProfile, ...] = ()) -> Iterator[Line]:
    """Are the scores of the golden sentence, computed without the cache, as recorded? None are recorded of a model that
    does not ship with mtqa: it is only tried."""
    if find_spec("torch") is None or not golden.is_ready(profile, profiles):
        return
    config = Config(profile=profile, profiles=profiles, cache=False)
    engines = open_engines(config)
    name = str(engines.language_model.identity)
    known = golden.expected(name)
    if known is None:
        golden.measure(engines.language_model)
        yield ok("scores", f"{name} scores the golden sentence; no scores of it are recorded to compare with")
        yield from _unmeasured(engines, profile)
        return
    difference = golden.difference(golden.measure(engines.language_model), known)
    what = f"golden sentence on {name}: greatest difference {difference:.6f} nat"
    if difference > golden.TOLERANCE:
        advice = (
            f"more than {golden.TOLERANCE:g}: scores of this machine differ from those of others; install the versions "
            "of torch and transformers that pyproject.toml requires, and delete the model's folder: it is made again"
        )
        yield fail("scores", what, advice)
    else:
        yield ok("scores", what)
    yield from _unmeasured(engines, profile)


def _unmeasured(engines: Engines, profile: str) -> Iterator[Line]:
    """What a model lacks that was measured or trained for others."""
    identity = engines.language_model.identity
    if calibration(identity, None).id == "none":
        advice = f"`mtqa calibrate GOOD_TEXT --profile {profile} --write own.json` measures it in your own text"
        yield warn("scores", f"{identity} is not calibrated on native text", advice)
    if not weights(identity).has_detector:
        yield ok("scores", f"{identity} has no detector: doubts about words rest on contests alone")
