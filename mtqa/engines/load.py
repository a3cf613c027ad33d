"""The engines of a run: the models of a profile behind the cache, loaded when a question is not in the cache."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from mtqa.config import Config
from mtqa.engines.base import Embedder, Identity, LanguageModel, QualityEstimator, Translator
from mtqa.engines.cached import CachedEmbedder, CachedEstimator, CachedLanguageModel, CachedTranslator
from mtqa.engines.causal.contests import NARROW
from mtqa.engines.causal.embedder import StateEmbedder, find_embedder
from mtqa.engines.causal.lora import find_adapter, require_adapter
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.causal.network import Network
from mtqa.engines.marian import MarianTranslator
from mtqa.engines.quality.estimator import HeadEstimator, find_heads
from mtqa.engines.store import Store
from mtqa.engines.store.directions import translator_profile
from mtqa.engines.store.firefox_files import required_files
from mtqa.engines.store.local import offline_by_environment
from mtqa.engines.store.manifest import StageProgress, no_stages
from mtqa.engines.store.registry import Profile
from mtqa.engines.threads import prepare
from mtqa.engines.translators.by_direction import joined
from mtqa.engines.translators.chat import ChatTranslator
from mtqa.engines.translators.few_shot import FewShotTranslator
from mtqa.engines.translators.firefox import FirefoxTranslator
from mtqa.engines.translators.prompted import PromptedTranslator
from mtqa.engines.translators.tuned import TunedTranslator, open_tuned
from mtqa.errors import ModelMissing, UsageError
from mtqa.storage import Cache, open_cache

#: Called with (name, notice) when a model whose licence asks for a notice is first used.
Announce = Callable[[str, str], None]


@dataclass(frozen=True)
class Engines:
    """The models of a run. `reopen` opens the same engines in another process; it is None where they cannot be opened
    there. `estimator` and `embedder` are None if none were trained for the language model; `second` is a stronger
    language model that the profile asks for a second opinion, or None."""

    language_model: LanguageModel
    translator: Translator
    reopen: Callable[[], Engines] | None = None
    estimator: QualityEstimator | None = None
    embedder: Embedder | None = None
    second: LanguageModel | None = None


def open_engines(
    config: Config,
    stages: StageProgress = no_stages,
    announce: Announce = lambda name, notice: None,
    *,
    cache: Cache | None = None,
) -> Engines:
    """The engines of `config.profile`. Raises a ModelError now if a model is missing, and converts models that come in
    a package; weights are loaded at the first question the cache cannot answer."""
    prepare(config.threads)
    offline = is_offline(config)
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"  # for the libraries; our own code asks the store
    store = Store(offline=offline)
    opened = _Opened(store, store.profile(config.profile, config.profiles), stages, announce)
    answers = open_cache(config.cache, config.max_cache_bytes) if cache is None else cache
    return Engines(
        CachedLanguageModel(opened.language_identity, lambda: opened.language_model, answers),
        CachedTranslator(opened.translator_identity, lambda: opened.translator, answers),
        partial(open_engines, config),
        opened.estimator(answers),
        opened.embedder(answers),
        opened.second(answers),
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
    """Only the translator: that of `config.profile`, or the model `name`, for `directions`. Raises UsageError if it
    lacks one of them."""
    prepare(config.threads)
    offline = is_offline(config)
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"
    store = Store(offline=offline)
    profile = translator_profile(store, name) if name else store.profile(config.profile, config.profiles)
    for source, target in directions:
        if (source, target) not in profile.translators:
            known = ", ".join(f"{a} → {b}" for a, b in profile.translators)
            what = f"does not translate {source} → {target}"
            raise UsageError(what, where=name or f"profile {profile.name}", advice=f"it translates {known}")
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
    """The estimator and the embedder of `config.profile`. Raises ModelMissing if none were trained for its language
    model."""
    engines = open_engines(config, stages, announce, cache=cache)
    if engines.estimator is None:
        advice = f"use --profile {Config.profile}, or --no-models for the findings of the rules only"
        raise ModelMissing("no quality estimator exists for its language model", where=config.profile, advice=advice)
    return engines.estimator, engines.embedder


def is_offline(config: Config) -> bool:
    """Is the network forbidden? Yes if configured so, and in CI once the models of the profile are on the machine, so
    that a pipeline does not depend on the hub. An explicit `offline = false` wins."""
    if config.offline or offline_by_environment():
        return True
    return "offline" not in config.origins and _in_ci() and all_ready(config)


def all_ready(config: Config) -> bool:
    """Are the models of the profile on this machine? Converts and fetches nothing."""
    store = Store(offline=True)
    profile = store.profile(config.profile, config.profiles)
    return all(store.is_ready(name) for name in profile.models)


def _in_ci() -> bool:
    """GitHub, GitLab, CircleCI, Travis and most others set the variable CI."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false", "no")


@dataclass
class _Opened:
    """The models of a profile, each opened at most once."""

    store: Store
    profile: Profile
    stages: StageProgress
    announce: Announce
    _causal: dict[str, CausalLanguageModel] = field(default_factory=dict)

    @cached_property
    def language_identity(self) -> Identity:
        self._folder(self.profile.fluency)
        return self._identity(self.profile.fluency)

    @property
    def language_model(self) -> LanguageModel:
        return self._language_model(self.profile.fluency)

    @property
    def translator_identity(self) -> Identity:
        return self.translator.identity

    @cached_property
    def translator(self) -> Translator:
        """The translator of each direction, as one; its weights load at the first text."""
        names = self.profile.translators
        made = {
            name: self._translator(name, [direction for direction, own in names.items() if own == name])
            for name in dict.fromkeys(names.values())
        }
        return joined({direction: made[name] for direction, name in names.items()})

    def _translator(self, name: str, directions: Sequence[tuple[str, str]]) -> Translator:
        """The translator of that name. A language model translates by examples, or by its adapter."""
        engine = self.store.spec(name).engine
        if engine == "marian":
            return MarianTranslator(self._identity(name), dict.fromkeys(directions, self._folder(name)))
        if engine == "firefox":
            return FirefoxTranslator(self._identity(name), required_files(self._folder(name), directions))
        return self._prompted(name, engine)

    def _prompted(self, name: str, engine: str) -> PromptedTranslator:
        """A language model as a translator: with its adapter, or with examples in the prompt."""
        model = self._language_model(name)
        if engine == "chat":
            return ChatTranslator(model)
        if engine != "low-rank":
            return FewShotTranslator(model)
        advice = "take the revision that models.toml names, or a few-shot translator"
        adapter = require_adapter(model.identity, advice)
        return TunedTranslator(model.folder, model.identity, adapter)

    def estimator(self, answers: Cache) -> QualityEstimator | None:
        """The estimator of the language model, or None. It shares the weights of the language model and of the tuned
        translator, so each is loaded once."""
        model = self.language_identity
        adapter = find_adapter(model)
        heads = find_heads(model, adapter)
        if heads is None or adapter is None:
            return None
        folder = self._folder(self.profile.fluency)
        made = HeadEstimator(model, heads, adapter, self._network, partial(open_tuned, folder, adapter))
        return CachedEstimator(made.identity, lambda: made, answers)

    def embedder(self, answers: Cache) -> Embedder | None:
        """The embedder of the language model, or None. It shares its weights."""
        model = self.language_identity
        weights = find_embedder(model)
        return CachedEmbedder(StateEmbedder(model, weights, self._network), answers) if weights else None

    def second(self, answers: Cache) -> LanguageModel | None:
        """The second judge, or None."""
        name = self.profile.judge
        if not name:
            return None
        like = self._language_model(name)  # the translator may be the same model
        made = CausalLanguageModel(like.folder, self._identity(name), windows=NARROW, like=like)
        return CachedLanguageModel(made.identity, lambda: made, answers)

    def _network(self) -> Network:
        return self._language_model(self.profile.fluency).network

    def _language_model(self, name: str) -> CausalLanguageModel:
        """The language model of that name; names with the same weights share one network."""
        folder = self._folder(name)
        key = str(folder)
        if key not in self._causal:
            self._causal[key] = CausalLanguageModel(folder, self._identity(name))
        return self._causal[key]

    def _identity(self, name: str) -> Identity:
        """Its name, and twelve digits of a commit or hash: enough to tell revisions apart, readable in a signature."""
        return Identity(self.store.title(name), self.store.revision(name)[:12])

    def _folder(self, name: str) -> Path:
        fresh = not self.store.is_ready(name)
        folder = self.store.ensure(name, self.stages)
        self.store.require_usable(name)
        spec = self.store.spec(name)
        if fresh and spec.notice:
            self.announce(name, spec.notice)
        return folder
