"""`mtqa bench quality`: read the translations, fit the heads, write them, and say what they are worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.bench.quality import data, figures, ridge, systems, words
from mtqa.bench.quality.data import Case, Row
from mtqa.bench.quality.features import Packed, read, tags
from mtqa.bench.quality.fit import Material, Tasks, fit
from mtqa.bench.quality.towers import Sample, Settings
from mtqa.engines.causal import CausalLanguageModel
from mtqa.engines.estimation.estimator import doubts as doubted
from mtqa.engines.estimation.head import Assessment, Heads, standard
from mtqa.engines.estimation.reading import PairReader

if TYPE_CHECKING:
    from torch import Tensor

_PORTION = 64  # pairs assessed at once
_LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9)  # chances of a doubt, for the figures


@dataclass(frozen=True)
class Paths:
    train: Path
    dev: Path
    news: Path
    mqm: Path
    kept: Path | None


@dataclass(frozen=True)
class Part:
    """A set as it was read."""

    samples: list[Sample]
    packed: Packed
    rows: list[Row]


def make(paths: Paths, model: CausalLanguageModel, output: Path, tasks: Tasks) -> str:
    """Write the heads to `output`; the report."""
    import torch

    reader = PairReader(model.network)
    train = _part("train", data.mlqe(paths.train, "train"), data.rows(paths.train), reader, paths.kept, tasks)
    news = _part("news", data.news(paths.news), [], reader, paths.kept, tasks)
    samples = [*train.samples, *news.samples]
    pools = torch.cat([train.packed.pools, news.packed.pools]).flatten(1)
    assessed = {i: train.rows[int(one.group[5:])].assessment for i, one in enumerate(samples) if one.z is not None}
    tensors, lines = fit(Material(samples, pools, assessed), Settings(), tasks)
    threshold = float(tensors.pop("threshold"))
    _save(tensors, model, output)
    lines.append("")
    heads = Heads.load(output)
    lines += _on_dev(heads, threshold, train, paths, reader, tasks)
    lines += _on_systems(heads, paths, model, reader, tasks)
    return "\n".join(lines)


def _part(
    name: str, cases: Sequence[Case], rows: list[Row], reader: PairReader, kept: Path | None, tasks: Tasks
) -> Part:
    packed = read([(one.source, one.target) for one in cases], reader, kept, tasks(f"reading {name}"))
    texts = {(one.row, one.base): one.target for one in cases if not one.spoiled}
    samples = []
    for index, one in enumerate(cases):
        row = rows[one.row] if rows and one.base == "mt" and not one.spoiled else None
        known = _tags(one, row, packed, index, texts, reader)
        group = f"{name}{one.row}"
        samples.append(Sample(group, one.base, one.spoiled, packed.of(index), row.z if row else None, *known))
    return Part(samples, packed, rows)


def _tags(
    case: Case, row: Row | None, packed: Packed, index: int, texts: dict[tuple[int, str], str], reader: PairReader
) -> tuple[Tensor | None, Tensor | None]:
    """Which tokens are BAD, and which of the tags count. Of a substituted word's sentence the others are known to be
    good where an editor wrote them."""
    import torch

    if row:
        bad, marks = tags(reader.spans(row.target), row.words)
        return torch.tensor(bad), ~torch.tensor(marks)
    original = texts.get((case.row, case.base))
    if case.spoiled != "substituted" or original is None:
        return None, None
    begin = _common(case.target, original)
    end = len(case.target) - _common(case.target[::-1], original[::-1])
    put = torch.tensor([span.start < end and begin < span.end for span in packed.spans[index]])
    return put, put | (case.base == "pe")


def _common(one: str, other: str) -> int:
    """With how many characters both begin."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _save(tensors: dict[str, Tensor], model: CausalLanguageModel, output: Path) -> None:
    from safetensors.torch import save_file

    identity = model.identity
    output.parent.mkdir(parents=True, exist_ok=True)
    exact = (".mean", ".deviation", "scale", "bad", "percentiles", "words", "blend")
    save_file(
        {
            k: (v if k.endswith(exact) and not k.startswith("towers") else v.half()).contiguous()
            for k, v in tensors.items()
        },
        str(output),
        {"model": identity.name, "revision": identity.revision, "by": "python -m mtqa.bench quality"},
    )


def _on_dev(heads: Heads, threshold: float, train: Part, paths: Paths, reader: PairReader, tasks: Tasks) -> list[str]:
    import torch

    dev = _part("dev", data.mlqe(paths.dev, "dev"), data.rows(paths.dev), reader, paths.kept, tasks)
    machine = [index for index, one in enumerate(dev.samples) if one.z is not None]
    assessed = _assessed(heads, dev.packed)
    quality = torch.tensor([one.quality for one in assessed])
    alone = _source_alone(heads, train, dev, machine)
    lines = figures.report(dev.samples, quality, alone, dev.rows, figures.unseen(train.rows, dev.rows))
    seen = [
        word
        for row, index in zip(dev.rows, machine, strict=True)
        for word in words.seen(row.words, reader.spans(row.target), assessed[index].odds)
    ]
    lines += figures.tagged(seen, threshold, (0.0, 0.5, 1.0, 1.5, 2.0))
    steep, moved = heads.weights["bad"].tolist()
    chances = torch.sigmoid(quality[machine] * steep + moved).tolist()
    lines += figures.reliability(chances, [row.assessment < 50 for row in dev.rows])
    return lines


def _source_alone(heads: Heads, train: Part, dev: Part, machine: Sequence[int]) -> Tensor:
    """What a ridge on the source's states, read before the translation, expects: the warning beside every figure."""
    mine = [index for index, one in enumerate(train.samples) if one.z is not None]
    first = train.packed.pools[0, 0, 0].numel()  # of the first order and the first text

    def source(part: Part, rows: Sequence[int]) -> Tensor:
        return standard(part.packed.pools[rows].flatten(1), heads.weights, "pools")[:, :first]

    return source(dev, machine) @ ridge.solve([_sums(source(train, mine), train)], [], 10_000.0, 0.0)


def _sums(x: Tensor, part: Part) -> ridge.Sums:
    import torch

    return ridge.Sums.of(x, torch.tensor([one.z for one in part.samples if one.z is not None]))


def _on_systems(heads: Heads, paths: Paths, model: CausalLanguageModel, reader: PairReader, tasks: Tasks) -> list[str]:
    judged = data.mqm(paths.mqm)
    packed = read([(one.source, one.target) for one in judged], reader, paths.kept, tasks("reading mqm"))
    assessed = _assessed(heads, packed)
    metrics = {
        "quality": [one.quality for one in assessed],
        "chrF against the human translation": systems.against_reference(judged),
        "mean log-probability": systems.surprisal(judged, model, tasks("surprisal")),
    }
    lines = []
    for name, figures_ in metrics.items():
        value, epsilon, count = systems.accuracy(judged, figures_)
        lines.append(f"Bio MQM, {count:,} pairs of systems, {name}: accuracy {value:.3f} (ties within {epsilon:.3f})")
    spans = [reader.spans(one.target) for one in judged]
    doubts = [
        [(doubt.span, doubt.chance) for doubt in doubted(place, one.odds)]
        for place, one in zip(spans, assessed, strict=True)
    ]
    return lines + [f"  doubts from {least}: {systems.majors_hit(judged, doubts, least)}" for least in _LEVELS]


def _assessed(heads: Heads, packed: Packed) -> list[Assessment]:
    portions = (range(start, min(start + _PORTION, len(packed))) for start in range(0, len(packed), _PORTION))
    return [one for portion in portions for one in heads.assess([packed.reading(index) for index in portion])]
