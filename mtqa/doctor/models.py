"""Checks of the models: are they ready, do their files match the recorded hashes, are their scores as recorded?"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from mtqa.calibration.native import calibration
from mtqa.config import Config
from mtqa.doctor import golden
from mtqa.doctor.base import Line, fail, ok, warn
from mtqa.engines.load import is_offline, open_engines
from mtqa.engines.memory import INSTALL
from mtqa.engines.store import Store


def files(profile: str) -> Iterator[Line]:
    """Is every model of a profile ready, and do all of its files match their hashes?"""
    if missing := [name for name in ("torch", "transformers") if find_spec(name) is None]:
        yield warn("models", f"not installed: {', '.join(missing)}", INSTALL)
        return
    store = Store(offline=True)
    chosen = store.profile(profile)
    names = dict.fromkeys(chosen.models)
    for folder, name in {str(store.root / store.weights(name)): store.weights(name) for name in names}.items():
        if not store.is_ready(name):
            if store.is_installed(name):
                advice = f"nothing to do: the first check converts it, or `mtqa models pull {name}` does now"
                yield warn("models", f"{name} is installed, not converted yet", advice)
            else:
                yield fail("models", f"{name} is not on this machine", f"mtqa models pull {store.pulled_as(name)}", 4)
        elif problems := store.verify(name):
            advice = f"delete {folder} and run: mtqa models pull {name}"
            yield fail("models", f"{name} is damaged: {problems[0]}", advice, 4)
        else:
            yield ok("models", f"{name} {store.revision(name)[:12]}, every file verified")
    if is_offline(Config(profile=profile)):
        yield ok("network", "not used: offline")


def scores(profile: str) -> Iterator[Line]:
    """Are the scores of the golden sentence, computed without the cache, as recorded?"""
    if find_spec("torch") is None or not golden.is_ready(profile):
        return
    engines = open_engines(Config(profile=profile, cache=False))
    name = str(engines.language_model.identity)
    known = golden.expected(name)
    if known is None:
        advice = "`python -m research tables golden` records them"
        yield warn("scores", f"no golden scores are recorded for {name}", advice)
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
    if calibration(engines.language_model.identity, None).id == "none":
        advice = "`python -m research tables calibration` measures it"
        yield warn("scores", f"{name} is not calibrated on native text", advice)
