"""What the commands of `mtqa bench` share: arguments, models, and errors with their exit codes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mtqa.config import Config
from mtqa.errors import MtqaError

if TYPE_CHECKING:
    from mtqa.engines.base import Embedder, QualityEstimator
    from mtqa.engines.causal.model import CausalLanguageModel
    from mtqa.engines.load import Engines
    from mtqa.render.progress import Bars

Files = Annotated[list[Path], typer.Argument(help="Native Chinese text, one sentence per line, plain or .xz.")]
Pages = Annotated[int, typer.Option(help="Pages of 12 lines drawn from each file.")]
Skip = Annotated[int, typer.Option(help="Skip this many pages first, for a sample that shares none with another.")]
ProfileName = Annotated[str, typer.Option(help="Models to measure.")]
WMT_COLUMNS = "WMT pairs: year, system, seg, en_src, zh_human_ref, zh_mt; .xz."
Wmt = Annotated[Path, typer.Option(help=WMT_COLUMNS)]


def config_of(profile: str, **values: Any) -> Config:
    """The settings of a measurement: the defaults, and the profiles of the configuration here."""
    import os

    from mtqa.config.load import load

    return Config(profile=profile, profiles=load({}, os.environ, Path.cwd()).config.profiles, **values)


def open_models(profile: str, bars: Bars) -> Engines:
    """The models of a profile."""
    from mtqa.engines.load import open_engines

    return open_engines(config_of(profile), bars.stage)


def open_raters(profile: str, bars: Bars) -> tuple[QualityEstimator, Embedder]:
    """The estimator and the embedder of a profile, without a cache."""
    from mtqa.engines import load
    from mtqa.errors import ModelError
    from mtqa.storage import Cache

    estimator, embedder = load.open_raters(config_of(profile, cache=False), bars.stage, cache=Cache(None))
    if embedder is None:
        advice = "`python -m research train embedder` trains one"
        raise ModelError("this profile has no embedder", where=profile, advice=advice)
    return estimator, embedder


def rough_model(profile: str, bars: Bars) -> CausalLanguageModel:
    """The language model of a profile in bf16, for counting and training; it is loaded when it is first used."""
    from mtqa.engines.base import Identity
    from mtqa.engines.causal.model import CausalLanguageModel
    from mtqa.engines.store import Store
    from mtqa.engines.threads import prepare

    prepare()
    store = Store()
    name = store.profile(profile, config_of(profile).profiles).fluency
    folder = store.ensure(name, bars.stage)
    return CausalLanguageModel(folder, Identity(store.title(name), store.revision(name)[:12]), rough=True)


@contextmanager
def exit_on_error() -> Iterator[None]:
    """Print an error of mtqa on stderr and exit with its code."""
    try:
        yield
    except MtqaError as error:
        from mtqa.render.base import visible

        print(f"mtqa: {visible(str(error))}", file=sys.stderr)
        raise typer.Exit(error.exit_code) from error
