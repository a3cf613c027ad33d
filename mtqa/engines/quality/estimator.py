"""The quality of translations from English into Chinese, estimated by heads on the lower layers of a language model and
on the states and probabilities of the tuned translator."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from mtqa.data import models_folder
from mtqa.engines.base import Doubt, Estimate, Identity, Progress, no_progress
from mtqa.engines.causal.lora import digest
from mtqa.engines.causal.network import Network
from mtqa.engines.int8.gemma import Gemma
from mtqa.engines.quality.forced_decoding import ForcedDecoder
from mtqa.engines.quality.heads import Assessment, Heads
from mtqa.engines.quality.states import PairReader, Reading
from mtqa.lexicon import language_of
from mtqa.script import has_han
from mtqa.text import Span

NAME = "qe-en-zh"


def find_heads(model: Identity, adapter: Path | None) -> Path | None:
    """The file of the heads for a model and for the `adapter` of its tuned translator, or None."""
    from safetensors import safe_open

    if adapter is None:
        return None
    needed = {"revision": model.revision, "adapter": digest(adapter)}
    for path in sorted((models_folder() / NAME).glob("*.safetensors")):
        with safe_open(str(path), framework="numpy") as file:
            if needed.items() <= (file.metadata() or {}).items():
                return path
    return None


class HeadEstimator:
    """A QualityEstimator; network, translator and heads load at the first question."""

    def __init__(
        self,
        model: Identity,
        heads: Path,
        adapter: Path,
        network: Callable[[], Network],
        translator: Callable[[], Gemma],
    ) -> None:
        heads_digest = hashlib.sha256(heads.read_bytes()).hexdigest()[:12]
        self.identity = Identity(NAME, f"{heads_digest}+{model.revision}+{digest(adapter)}")
        self._path = heads
        self._network, self._translator = network, translator

    @cached_property
    def heads(self) -> Heads:
        return Heads.load(self._path)

    @cached_property
    def _reader(self) -> PairReader:
        return PairReader(self._network(), ForcedDecoder(self._translator()), self.heads.changes)

    def estimate(self, pairs: Sequence[tuple[str, str]], progress: Progress = no_progress) -> list[Estimate | None]:
        chosen = [index for index, pair in enumerate(pairs) if is_english_to_chinese(*pair)]
        found: dict[int, Estimate] = {}
        done = len(pairs) - len(chosen)
        for batch in self._reader.read([pairs[index] for index in chosen]):
            known = [(chosen[place], reading) for place, reading in batch if reading is not None]
            assessed = self.heads.assess([reading for _, reading in known]) if known else []
            for (index, reading), assessment in zip(known, assessed, strict=True):
                found[index] = self._estimate(reading, assessment)
            done += len(batch)
            progress(done, len(pairs))
        return [found.get(index) for index in range(len(pairs))]

    def _estimate(self, reading: Reading, assessment: Assessment) -> Estimate:
        weights = self.heads.weights
        slope, intercept = weights["scale"].tolist()
        bad_slope, bad_intercept = weights["bad"].tolist()
        return Estimate(
            quality=100 * _sigmoid(slope * assessment.quality + intercept),
            percentile=float((weights["percentiles"] < assessment.quality).float().mean()) * 100,
            p_bad=_sigmoid(bad_slope * assessment.quality + bad_intercept),
            doubts=tuple(doubts(reading.spans, assessment.odds)),
        )


def is_english_to_chinese(source: str, target: str) -> bool:
    """Is it a pair the heads were made for? A source that was left as it is counts, as the worst of translations."""
    if language_of(source) != "en" or language_of(target) == "ja":
        return False
    return has_han(target) or target.strip() == source.strip()


def doubts(spans: Sequence[Span], odds: Sequence[float]) -> Iterator[Doubt]:
    """Runs of tokens that an editor would more likely change than keep; the chance of a run is the highest of its
    tokens'."""
    run: Span | None = None
    highest = 0.0
    for span, value in zip(spans, odds, strict=True):
        if value < 0:
            continue
        if run and span.start <= run.end:
            run, highest = Span(run.start, max(run.end, span.end)), max(highest, value)
            continue
        if run:
            yield Doubt(run, _sigmoid(highest))
        run, highest = span, value
    if run:
        yield Doubt(run, _sigmoid(highest))


def _sigmoid(value: float) -> float:
    return 0.5 * (1 + math.tanh(value / 2))
