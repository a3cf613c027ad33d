"""Measuring translators: chrF and BLEU against references, kept numbers and names, speed and memory.

Each translator is measured in a process of its own, so that its load time and memory are its own, and without the
cache. Published outputs on the same sentences can be compared.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.bench.survival import KINDS, carried, planted, surviving
from mtqa.config import Config
from mtqa.engines.base import Progress
from mtqa.errors import Breakdown, MtqaError, UsageError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

_PLANTED = 60
_HEAD = ("translator", "direction", "chrF", "BLEU", "no translation", *KINDS, "segments/s", "load s", "peak MB")
#: Sentences that make a translator load its model, so that loading is timed separately.
_WARM_UP = {"zh": "今天天气很好。", "en": "The weather is fine today."}


@dataclass(frozen=True)
class Outputs:
    """Translations of the texts and of those with planted placeholders; empty where the translator had none."""

    texts: list[str]
    planted: list[str] = field(default_factory=list)
    seconds: float = 0.0
    load: float = 0.0
    peak: float = 0.0  # MB


@dataclass(frozen=True)
class Sentences:
    """Parallel sentences by language."""

    texts: Mapping[str, list[str]]

    @classmethod
    def read(cls, chinese: Path, english: Path, count: int) -> Sentences:
        """The first `count` of two files with a sentence a line; all of them where it is 0."""
        texts = {"zh": _lines(chinese), "en": _lines(english)}
        if len(texts["zh"]) != len(texts["en"]):
            what = f"{len(texts['zh'])} lines, but {english} has {len(texts['en'])}"
            raise UsageError(what, where=str(chinese), advice="give files that are parallel line by line")
        return cls({language: lines[: count or None] for language, lines in texts.items()})

    def planted(self, source: str) -> list[tuple[str, str]]:
        return planted(self.texts[source], _PLANTED)


def translate(
    sentences: Sentences,
    names: Sequence[str],
    directions: Sequence[tuple[str, str]],
    beside: Mapping[str, str],
    config: Config,
    progress: Progress,
) -> str:
    """A Markdown table, and the signatures of its figures. `names` are of models; "" is the profile's translator.
    `beside` has the file names of others' outputs, with {lang} for the target language."""
    rows, signatures = [], []
    for source, target in directions:
        for name in names:
            outputs = measured(sentences, name, (source, target), config, progress)
            rows.append(_row(sentences, name or f"profile {config.profile}", source, target, outputs))
        for name, pattern in beside.items():
            lines = _lines(Path(pattern.format(lang=target)))[: len(sentences.texts[source])]
            rows.append(_row(sentences, name, source, target, Outputs(lines)))
        chrf, bleu = _metrics(target)
        for metric in (chrf, bleu):
            metric.corpus_score(["a"], [["a"]])
        signatures.append(f"{source}→{target}: chrF {chrf.get_signature()}, BLEU {bleu.get_signature()}")
    head = [f"| {' | '.join(_HEAD)} |", "|---" * len(_HEAD) + "|"]
    return "\n".join([*head, *rows, "", *signatures])


def pairs_of(directions: Sequence[str]) -> list[tuple[str, str]]:
    """zh-en → (zh, en)."""
    for direction in directions:
        if direction not in ("zh-en", "en-zh"):
            raise UsageError(f"{direction!r} is not a direction", where="--direction", advice="choose zh-en or en-zh")
    return [(direction[:2], direction[3:]) for direction in directions]


def named(values: Sequence[str]) -> dict[str, str]:
    """NAME=FILE → {name: file}."""
    for value in values:
        if not all(value.partition("=")):
            raise UsageError(f"{value!r} names no file", where="--beside", advice="write NAME=FILE")
    return {name: file for name, _, file in (value.partition("=") for value in values)}


def measured(
    sentences: Sentences, name: str, direction: tuple[str, str], config: Config, progress: Progress
) -> Outputs:
    """The outputs of a translator in one direction, from a process of its own."""
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    source = direction[0]
    texts = sentences.texts[source]
    with_placeholders = [text for text, _ in sentences.planted(source)]
    child = context.Process(target=_send_outputs, args=(sender, config, name, direction, texts, with_placeholders))
    child.start()
    sender.close()
    try:
        while True:
            message = receiver.recv()
            if isinstance(message, MtqaError):
                raise message
            if isinstance(message, Outputs):
                return message
            progress(*message)
    except EOFError:
        child.join()
        advice = "not enough memory is the usual cause; try --count 20"
        raise Breakdown(f"its process ended with {child.exitcode}", where=name, advice=advice) from None
    finally:
        child.terminate()
        child.join()


def _send_outputs(
    pipe: Connection,
    config: Config,
    name: str,
    direction: tuple[str, str],
    texts: Sequence[str],
    with_placeholders: Sequence[str],
) -> None:
    """The work of the child process: load, translate, and send the outputs or an error."""
    from mtqa.engines.load import open_translator

    try:
        started = time.perf_counter()
        translator = open_translator(config, name=name, directions=[direction])
        translator.translate([_WARM_UP[direction[0]]], *direction)
        loaded = time.perf_counter()
        send: Progress = lambda done, total: pipe.send((done, total))  # noqa: E731
        outputs = [found[0].text for found in translator.translate(texts, *direction, progress=send)]
        seconds = time.perf_counter() - loaded
        kept: list[str] = []
        if with_placeholders:
            kept = [found[0].text for found in translator.translate(with_placeholders, *direction)]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
        pipe.send(Outputs(outputs, kept, seconds, loaded - started, peak))
    except MtqaError as error:
        pipe.send(type(error)(error.what, where=error.where, advice=error.advice))


def _row(sentences: Sentences, name: str, source: str, target: str, outputs: Outputs) -> str:
    texts, references = sentences.texts[source], sentences.texts[target]
    scores = [metric.corpus_score(outputs.texts, [references]).score for metric in _metrics(target)]
    shares = carried(texts, references, outputs.texts)
    if outputs.planted:
        shares["placeholders"] = surviving(sentences.planted(source), outputs.planted)
    survived = [_share(*shares[kind]) if kind in shares else "" for kind in KINDS]
    costs = [f"{value:.{digits}f}" if value else "" for value, digits in _costs(outputs)]
    missing = f"{outputs.texts.count('')} of {len(outputs.texts)}"
    cells = [name, f"{source}→{target}", f"{scores[0]:.1f}", f"{scores[1]:.1f}", missing, *survived, *costs]
    return f"| {' | '.join(cells)} |"


def _costs(outputs: Outputs) -> tuple[tuple[float, int], ...]:
    """Segments per second, seconds of loading and peak memory, each with its number of decimals."""
    rate = len(outputs.texts) / outputs.seconds if outputs.seconds else 0.0
    return (rate, 1), (outputs.load, 1), (outputs.peak, 0)


def _share(kept: int, due: int) -> str:
    return f"{100 * kept / due:.0f} % of {due}" if due else "none"


def _metrics(target: str) -> tuple[CHRF, BLEU]:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    return CHRF(), BLEU(tokenize="zh" if target == "zh" else "13a")


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except OSError as error:
        what = (error.strerror or str(error)).lower()
        raise UsageError(what, where=str(path), advice="give a file with a sentence a line") from error
