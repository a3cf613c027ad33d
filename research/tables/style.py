"""How translated Chinese is put together: mtqa/data/style.tsv.xz (mtqa/lexicon/style.py says what for).

A logistic regression over the n-grams of sentences: machine translations against human translations of the same English
and native text, both sides weighing the same. Every corpus is halved: the first halves are learned from, the second
ones are for the report.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtqa.bench.corpus import pages
from mtqa.engines.base import Progress
from mtqa.evidence.translationese import style_of
from mtqa.lexicon import LacTagger, Word
from mtqa.lexicon.style import LEAST_CHARACTERS, STEP, Style, may_count, ngrams, token
from research.measure.pairs import edited, half, is_subtitled, some, translated
from research.tables.calque import auc

_COMMAND = "python -m research tables style"
_WORDS = 600  # that count by themselves
_LEAST_SENTENCES = 8  # an n-gram that fewer have is left out
_ROUNDS, _BATCH, _RATE, _PENALTY = 10, 256, 0.05, 2e-6

Sentence = Sequence[Word]
Page = Sequence[Sentence]


@dataclass
class _Reader:
    tagger: LacTagger
    progress: Progress
    done: int = 0

    def pages(self, texts: Iterable[Sequence[str]]) -> Sequence[Page]:
        """Pages of sentences as pages of tagged words."""
        found = []
        for page in texts:
            self.tagger.expect(page)
            found.append([self.tagger.tag(text) for text in page if len(text) >= LEAST_CHARACTERS])
            self.done += 1
            self.progress(self.done, 0)
        return found


def make(
    native: Sequence[Path], translations: Path, edits: Path, others: Sequence[Path], most: int, progress: Progress
) -> tuple[str, str]:
    """The table, and a report on the second halves and on `others`, texts with a sentence a line. `most` pages are
    taken of each native file, five times as many of WMT."""
    read = _Reader(LacTagger(), progress)
    halves: dict[str, list[Sequence[Page]]] = {}
    for is_second in (False, True):
        for name, texts in sides(native, translations, edits, second=is_second, most=most).items():
            halves.setdefault(name, []).append(read.pages(texts))
    machine = [page for name, (first, _) in halves.items() if "machine" in name for page in first]
    written = [page for name, (first, _) in halves.items() if "machine" not in name for page in first]
    style = learn(_sentences(machine), _sentences(written))
    reported: dict[str, Sequence[Page]] = {name: second for name, (_, second) in halves.items()}
    reported |= {path.name: read.pages(page.split("\n") for page in pages(path)) for path in others}
    return table(style, [path.name for path in (*native, translations, edits)]), _report(style, reported, native)


def sides(
    native: Sequence[Path], translations: Path, edits: Path, *, second: bool, most: int
) -> dict[str, Sequence[Sequence[str]]]:
    """Pages by kind of text, of the first or the second halves; machine translations have “machine” in the name."""
    pairs = some([pair for system in translated(translations) for pair in half(system, second)], 5 * most)
    found: dict[str, Sequence[Sequence[str]]] = {
        "WMT, machine": [machine for machine, _ in pairs],
        "WMT, people": list({tuple(human): human for _, human in pairs}.values()),
        "MLQE-PE, machine": [machine for machine, _ in half(edited([edits]), second)],
    }
    for path in native:
        every = [page for page in (text.split("\n") for text in pages(path)) if not is_subtitled(page)]
        found[path.name] = some(half(every, second), most)
    return found


def _sentences(found: Iterable[Page]) -> list[Sentence]:
    return [sentence for page in found for sentence in page]


def learn(machine: Sequence[Sentence], written: Sequence[Sentence]) -> Style:
    """The model that tells the two apart."""
    counts = Counter(token(word) for sentence in (*machine, *written) for word in sentence if may_count(word))
    words = frozenset(word for word, _ in counts.most_common(_WORDS + 1) if word)
    rows = [set(ngrams(sentence, words)) for sentence in (*machine, *written)]
    seen = Counter(gram for row in rows for gram in row)
    places = {gram: place for place, gram in enumerate(gram for gram, n in seen.items() if n >= _LEAST_SENTENCES)}
    weights, intercept = _regression(
        [[places[gram] for gram in sorted(row) if gram in places] for row in rows], len(places), len(machine)
    )
    return Style(words, {gram: weights[place] for gram, place in places.items()}, intercept)


def _regression(rows: Sequence[Sequence[int]], width: int, positive: int) -> tuple[list[float], float]:
    """Weights and intercept by Adagrad; the first `positive` rows are one class, and both classes weigh the same."""
    import torch

    weights, intercept = torch.zeros(width, requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.Adagrad([weights, intercept], lr=_RATE)
    order, chance = list(range(len(rows))), random.Random(3)
    shares = len(rows) / (2 * positive), len(rows) / (2 * (len(rows) - positive))
    torch.set_grad_enabled(True)  # the models of mtqa switch it off for their process
    for _ in range(_ROUNDS):
        chance.shuffle(order)
        for start in range(0, len(order), _BATCH):
            part = order[start : start + _BATCH]
            sizes = torch.tensor([len(rows[index]) for index in part])
            places = torch.tensor([place for index in part for place in rows[index]], dtype=torch.long)
            owners = torch.repeat_interleave(torch.arange(len(part)), sizes)
            sums = torch.zeros(len(part)).index_add(0, owners, weights[places])
            odds = sums / sizes.clamp(min=1).sqrt() + intercept
            wanted = torch.tensor([float(index < positive) for index in part])
            share = torch.tensor([shares[index >= positive] for index in part])
            loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, wanted, weight=share)
            optimizer.zero_grad()
            (loss + _PENALTY * weights[places].square().sum()).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return weights.tolist(), float(intercept.detach())


def table(style: Style, names: Sequence[str]) -> str:
    """The lines of the table: n-gram and weight. Words that count by themselves are kept, whatever they weigh."""
    rows = {gram: round(weight / STEP) for gram, weight in style.weights.items()}
    kept = {gram: weight for gram, weight in rows.items() if weight or gram in style.words}
    kept |= {word: 0 for word in style.words if word not in kept}
    body = [f"{gram}\t{weight}" for gram, weight in sorted(kept.items())]
    head = f"# n-gram\tweight in {STEP} nats; by {_COMMAND} {' '.join(names)}"
    return "\n".join([head, f"\t{round(style.intercept / STEP)}", *body]) + "\n"


def _report(style: Style, kinds: Mapping[str, Sequence[Page]], native: Sequence[Path]) -> str:
    """Quantiles of the pages of every kind, and how well they are told from native pages."""
    scores = {name: sorted(style_of(page, style) for page in found if page) for name, found in kinds.items()}
    own = [score for path in native for score in scores[path.name]]
    rows = ["| text | pages | 10 % | median | 90 % | AUC against native |", "|---|---|---|---|---|---|"]
    for name, found in scores.items():
        cells = [f"{found[int(share * (len(found) - 1))]:.2f}" for share in (0.1, 0.5, 0.9)]
        rows.append(f"| {name} | {len(found)} | {' | '.join(cells)} | {auc(found, own):.3f} |")
    return "\n".join(rows)
