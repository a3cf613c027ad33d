"""The engines of a run: the models of a profile behind the cache, loaded only when they have to answer."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from mtqa.config import Config
from mtqa.engines.base import Embedder, Identity, LanguageModel, QualityEstimator, Translator
from mtqa.engines.cached import CachedEmbedder, CachedEstimator, CachedLanguageModel, CachedTranslator
from mtqa.engines.causal.embedder import StateEmbedder, find_embedder
from mtqa.engines.causal.lora import find_adapter, require_adapter
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.causal.network import Network
from mtqa.engines.marian import MarianTranslator
from mtqa.engines.quality.estimator import HeadEstimator, find_heads
from mtqa.engines.store import Store
from mtqa.engines.store.directions import of_translator
from mtqa.engines.store.local import offline_by_environment
from mtqa.engines.store.manifest import StageProgress, no_stages
from mtqa.engines.store.registry import Profile
from mtqa.engines.threads import prepare
from mtqa.engines.translators.few_shot import FewShotTranslator
from mtqa.engines.translators.prompted import PromptedTranslator
from mtqa.engines.translators.tuned import TunedTranslator, open_tuned
from mtqa.errors import ModelMissing, UsageError
from mtqa.storage import Cache, open_cache

#: Told the name and the notice of a model whose licence wants to be seen, when it is first used.
Announce = Callable[[str, str], None]


@dataclass(frozen=True)
class Engines:
    """What a run can ask. `again` opens the same engines in another process, where they can be opened there; there is
    an `estimator` and an `embedder` where they were made for the language model."""

    language_model: LanguageModel
    translator: Translator
    again: Callable[[], Engines] | None = None
    estimator: QualityEstimator | None = None
    embedder: Embedder | None = None


def open_engines(
    config: Config,
    stages: StageProgress = no_stages,
    announce: Announce = lambda name, notice: None,
    *,
    cache: Cache | None = None,
) -> Engines:
    """The engines of `config.profile`. Models are checked to be there now, and converted where they come in a
    package; they are loaded at the first question the cache cannot answer."""
    prepare(config.threads)
    offline = is_offline(config)
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"  # for the libraries; our own code asks the store
    store = Store(offline=offline)
    opened = _Opened(store, store.profile(config.profile), stages, announce)
    answers = open_cache(config.cache, config.max_cache_bytes) if cache is None else cache
    return Engines(
        CachedLanguageModel(opened.language_identity, lambda: opened.language_model, answers),
        CachedTranslator(opened.translator_identity, lambda: opened.translator, answers),
        partial(open_engines, config),
        opened.estimator(answers),
        opened.embedder(answers),
    )


def open_translator(
    config: Config,
    stages: StageProgress = no_stages,
    announce: Announce = lambda name, notice: None,
    *,
    cache: Cache | None = None,
    name: str = "",
    directions: Sequence[tuple[str, str]] = (("zh", "en"), ("en", "zh")),
) -> Translator:
    """A translator alone: that of `config.profile`, or the model of that `name`, in `directions`. UsageError where it
    does not have one of them."""
    prepare(config.threads)
    offline = is_offline(config)
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"
    store = Store(offline=offline)
    profile = of_translator(store, name) if name else store.profile(config.profile)
    for source, target in directions:
        if (source, target) not in profile.translators:
            known = ", ".join(f"{a} → {b}" for a, b in profile.translators)
            what = f"does not translate {source} → {target}"
            raise UsageError(what, where=name or f"profile {profile.name}", advice=f"it has {known}")
    profile = replace(profile, translators={direction: profile.translators[direction] for direction in directions})
    opened = _Opened(store, profile, stages, announce)
    answers = open_cache(config.cache, config.max_cache_bytes) if cache is None else cache
    return CachedTranslator(opened.translator_identity, lambda: opened.translator, answers)


def open_raters(
    config: Config,
    stages: StageProgress = no_stages,
    announce: Announce = lambda name, notice: None,
    *,
    cache: Cache | None = None,
) -> tuple[QualityEstimator, Embedder | None]:
    """What rates pairs by `config.profile`. Raises ModelMissing where no heads were made for its language model."""
    engines = open_engines(config, stages, announce, cache=cache)
    if engines.estimator is None:
        advice = f"give the profile {Config.profile}, or --no-models for the findings of the rules alone"
        raise ModelMissing("no heads for quality were made for its language model", where=config.profile, advice=advice)
    return engines.estimator, engines.embedder


def is_offline(config: Config) -> bool:
    """Is the network forbidden? It is where that was asked for, and in CI once the models of the profile are here: a
    pipeline that has all it needs does not depend on a hub. Who says `offline = false` gets that."""
    if config.offline or offline_by_environment():
        return True
    return "offline" not in config.origins and _in_ci() and all_ready(config)


def all_ready(config: Config) -> bool:
    """Are the models of the profile here? Looking converts and fetches nothing."""
    store = Store(offline=True)
    profile = store.profile(config.profile)
    return all(store.is_ready(name) for name in (profile.fluency, *profile.translators.values()))


def _in_ci() -> bool:
    """CI is what GitHub, GitLab, CircleCI, Travis and most others set."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false", "no")


@dataclass
class _Opened:
    """A profile's models, each made at most once."""

    store: Store
    profile: Profile
    stages: StageProgress
    announce: Announce
    _causal: dict[str, CausalLanguageModel] = field(default_factory=dict)

    @cached_property
    def language_identity(self) -> Identity:
        self._folder(self.profile.fluency)
        return Identity(self.profile.fluency, self._revision(self.profile.fluency))

    @property
    def language_model(self) -> LanguageModel:
        return self._language_model(self.profile.fluency)

    @cached_property
    def translator_identity(self) -> Identity:
        """A pair of models is named after both; a prompted language model knows its own revision."""
        names = sorted(set(self.profile.translators.values()))
        if self._engine != "marian":
            return self._prompted(names[0]).identity
        return Identity("+".join(names), "+".join(map(self._revision, names)))

    @cached_property
    def translator(self) -> Translator:
        if self._engine != "marian":
            return self._prompted(next(iter(self.profile.translators.values())))
        folders = {direction: self._folder(name) for direction, name in self.profile.translators.items()}
        return MarianTranslator(self.translator_identity, folders)

    def _prompted(self, name: str) -> PromptedTranslator:
        """A language model as a translator: with the adapter made for it, or with examples."""
        model = self._language_model(name)
        if self._engine == "few-shot":
            return FewShotTranslator(model)
        advice = "take the revision that models.toml names, or a few-shot translator"
        adapter = require_adapter(model.identity, advice)
        return TunedTranslator(model.folder, model.identity, adapter)

    def estimator(self, answers: Cache) -> QualityEstimator | None:
        """On the weights of the language model, which are loaded once for all, and the translator made of it."""
        model = self.language_identity
        adapter = find_adapter(model)
        heads = find_heads(model, adapter)
        if heads is None or adapter is None:
            return None
        folder = self._folder(self.profile.fluency)
        made = HeadEstimator(model, heads, adapter, self._network, partial(open_tuned, folder, adapter))
        return CachedEstimator(made.identity, lambda: made, answers)

    def embedder(self, answers: Cache) -> Embedder | None:
        """Likewise."""
        model = self.language_identity
        weights = find_embedder(model)
        return CachedEmbedder(StateEmbedder(model, weights, self._network), answers) if weights else None

    def _network(self) -> Network:
        return self._language_model(self.profile.fluency).network

    @property
    def _engine(self) -> str:
        engines = {self.store.spec(name).engine for name in self.profile.translators.values()}
        if len(engines) != 1:
            raise UsageError(
                f"profile {self.profile.name} mixes translators of different engines",
                where="models.toml",
                advice="take both directions from one engine",
            )
        return engines.pop()

    def _language_model(self, name: str) -> CausalLanguageModel:
        """One network for every name that stands for the same weights."""
        folder = self._folder(name)
        key = str(folder)
        if key not in self._causal:
            self._causal[key] = CausalLanguageModel(folder, Identity(name, self._revision(name)))
        return self._causal[key]

    def _revision(self, name: str) -> str:
        """Twelve digits of a commit or hash tell revisions apart and leave a signature readable."""
        return self.store.revision(name)[:12]

    def _folder(self, name: str) -> Path:
        fresh = not self.store.is_ready(name)
        folder = self.store.ensure(name, self.stages)
        spec = self.store.spec(name)
        if fresh and spec.notice:
            self.announce(name, spec.notice)
        return folder
