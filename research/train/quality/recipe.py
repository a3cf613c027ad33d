"""`python -m research train quality`: change the model, fit the heads, write both, and print their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.engines.base import Identity
from mtqa.engines.causal.lora import digest, require_adapter
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.quality.forced_decoding import ForcedDecoder
from mtqa.engines.quality.heads import Heads
from mtqa.engines.quality.states import PairReader
from mtqa.engines.translators.tuned import open_tuned
from research.train.quality import data, marking
from research.train.quality.data import Case, Row
from research.train.quality.features import assessments, pools, tags
from research.train.quality.fit import Material, calibrated, is_held_out, linear
from research.train.quality.measure import Measure, Part, Tasks
from research.train.quality.towers import Sample, Settings
from research.train.quality.tuning import Tuning

if TYPE_CHECKING:
    from torch import Tensor

_EDITED = 0.5  # weight of a post-edit's token as one that needs no change, beside tagged tokens


@dataclass(frozen=True)
class Paths:
    train: Path
    dev: Path
    news: Path
    mqm: Path
    kept: Path | None
    checkpoint: Path


def make(paths: Paths, model: CausalLanguageModel, output: Path, minutes: float, tasks: Tasks) -> str:
    """Write heads and changes to `output`, learnt in `minutes` of processor time; returns the report."""
    adapter = require_adapter(model.identity, "make one first: python -m research train adapter")
    decoder = ForcedDecoder(open_tuned(model.folder, adapter), digest(adapter))
    reader = PairReader(model.network, decoder)
    train = part("train", data.mlqe(paths.train, "train"), data.rows(paths.train), reader)
    news = part("news", data.news(paths.news), [], reader)
    every = Part([*train.samples, *news.samples], train.rows)
    below = pools(every.pairs, reader, paths.kept, tasks("reading"))
    tensors, expected, lines = linear(every.samples, below)
    learnt_from = [one for one in every.samples if not is_held_out(one.group)]
    tuning = Tuning(reader, learnt_from, Settings())
    tuning.run(minutes, paths.checkpoint, tasks("learning"))
    tensors |= tuning.learnt()
    tensors |= marking.learn(learnt_from, reader, tasks("words"))
    calibrations, tried = _calibrated(tensors, every, expected, reader, tasks)
    threshold = float(calibrations.pop("threshold"))
    _save({**tensors, **calibrations}, model.identity, digest(adapter), output)
    measure = Measure(Heads.load(output), model, decoder, tasks)
    dev = part("dev", data.mlqe(paths.dev, "dev"), data.rows(paths.dev), reader)
    lines += [*tried, "", *measure.on_dev(dev, every, below, threshold), *measure.on_systems(data.mqm(paths.mqm))]
    return "\n".join(lines)


def _calibrated(
    tensors: dict[str, Tensor], every: Part, expected: Tensor, plain: PairReader, tasks: Tasks
) -> tuple[dict[str, Tensor], list[str]]:
    """The blend and the calibrations from the held-out fifth, for which the ridge `expected` these values."""
    import torch

    towers_alone = {"blend": torch.tensor([0.0, 1.0]), "words": torch.tensor([1.0, 0.0])}
    heads = Heads.of({**tensors, **towers_alone})
    reader = PairReader(plain.network, plain.decoder, heads.changes)
    mine = [index for index, one in enumerate(every.samples) if is_held_out(one.group)]
    apart = [every.samples[index] for index in mine]
    seen = assessments([one.pair for one in apart], heads, reader, tasks("the held-out fifth"))
    return calibrated(Material(apart, every.rows, expected[mine], seen, reader.spans))


def part(name: str, cases: Sequence[Case], rows: list[Row], reader: PairReader) -> Part:
    """The samples of train, dev or news."""
    texts = {(one.row, one.base): one.target for one in cases if not one.spoiled}
    samples = []
    for one in cases:
        row = rows[one.row] if rows and one.base == "mt" and not one.spoiled else None
        known = _tags(one, row, texts, reader)
        z = row.z if row else None
        samples.append(Sample(f"{name}{one.row}", one.base, one.spoiled, (one.source, one.target), z, *known))
    return Part(samples, rows)


def _tags(
    case: Case, row: Row | None, texts: dict[tuple[int, str], str], reader: PairReader
) -> tuple[Tensor | None, Tensor | None]:
    """Which tokens are BAD, and the weight of each tag; None if unknown. A post-edit is good, and in its copy with a
    substituted word the other words are."""
    import torch

    if row:
        bad, marks = tags(reader.spans(row.target), row.words)
        return torch.tensor(bad), (~torch.tensor(marks)).float()
    spans = reader.spans(case.target)
    if case.base == "pe" and not case.spoiled:
        return torch.zeros(len(spans), dtype=torch.bool), torch.full((len(spans),), _EDITED)
    original = texts.get((case.row, case.base))
    if case.spoiled != "substituted" or original is None:
        return None, None
    begin = _common(case.target, original)
    end = len(case.target) - _common(case.target[::-1], original[::-1])
    put = torch.tensor([span.start < end and begin < span.end for span in spans])
    return put, (put | (case.base == "pe")).float()


def _common(one: str, other: str) -> int:
    """The length of the common prefix."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _save(tensors: dict[str, Tensor], identity: Identity, adapter: str, output: Path) -> None:
    from safetensors.torch import save_file

    output.parent.mkdir(parents=True, exist_ok=True)
    half = ("towers.", "words.tower", "words.odds", "surprise.tower", "surprise.odds", "ridge")
    save_file(
        {name: (value.half() if name.startswith(half) else value).contiguous() for name, value in tensors.items()},
        str(output),
        {
            "model": identity.name,
            "revision": identity.revision,
            "adapter": adapter,
            "by": "python -m research train quality",
        },
    )
