"""Structures of English: how often native writers, editors, translators and machines write them.

Every corpus is halved: the rules and their table are made on the first halves, figures are reported on the second.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.bench.corpus import pages
from mtqa.bench.pages import bitext
from mtqa.checks.calque import CHECK, calque_density, is_translated_by_structure
from mtqa.checks.material import Material
from mtqa.engines.base import Progress
from mtqa.findings import Finding
from mtqa.lexicon import LacTagger
from mtqa.lexicon.calques import STRUCTURES, calques
from research.measure.pairs import Page, edited, half, is_subtitled, some, translated

_PRIOR_SENTENCES = 5


@dataclass
class _Side:
    """The results for the pages of one kind of text."""

    characters: int = 0
    sentences: list[str] = field(default_factory=list)
    structures: list[Counter[str]] = field(default_factory=list)  # sentence by sentence
    findings: list[tuple[int, Finding]] = field(default_factory=list)  # with the index of the sentence
    densities: list[float] = field(default_factory=list)  # page by page
    verdicts: list[bool] = field(default_factory=list)  # do its structures show that the page is a translation?

    def add(self, page: Page, tagger: LacTagger) -> None:
        material = Material(bitext("\n".join(page)), tagger)
        self.characters += len(material.bitext.document.text)
        first = len(self.sentences)
        for sentence in page:
            self.sentences.append(sentence)
            self.structures.append(Counter(one.structure.name for one in calques(tagger.tag(sentence))))
        self.findings.extend((first + one.line - 1, one) for one in CHECK.run(material))
        self.densities.append(calque_density(material))
        self.verdicts.append(is_translated_by_structure(material))

    def recognised(self) -> str:
        return f"{sum(self.verdicts) / max(1, len(self.verdicts)):.1%}"

    def rate(self, count: float) -> float:
        return 1000 * count / max(1, self.characters)

    def structure_rate(self, name: str, more: float = 0.0) -> float:
        return self.rate(sum(here[name] for here in self.structures) + more)

    def rule_rate(self, rule: str) -> float:
        return self.rate(sum(rule in ("all", one.rule.id) for _, one in self.findings))


@dataclass
class Counts:
    """Native text, and translations of the same sentences by machines and by humans (or their editors)."""

    native: _Side
    machine: dict[str, _Side]
    human: dict[str, _Side]

    def table(self) -> str:
        """mtqa/data/calques.tsv; half an occurrence more in native text, so that unseen structures have a rate, too."""
        rows = ["# structure, per 1,000 characters native, the same in machine translation, share that humans avoid"]
        for name in (one.name for one in STRUCTURES):
            machine = sum(side.structure_rate(name) for side in self.machine.values()) / len(self.machine)
            rows.append(
                f"{name}\t{self.native.structure_rate(name, 0.5):.4f}\t{machine:.4f}\t{self._avoided(name):.2f}"
            )
        return "\n".join(rows) + "\n"

    def _avoided(self, name: str) -> float:
        """The share of the machine's sentences with the structure in which the human avoided it. `_PRIOR_SENTENCES` are
        added at the share of all structures (0.6), since a few sentences are little evidence."""
        kept = [
            human[name] > 0
            for corpus, side in self.machine.items()
            for machine, human in zip(side.structures, self.human[corpus].structures, strict=True)
            if machine[name]
        ]
        return (kept.count(False) + 0.6 * _PRIOR_SENTENCES) / (len(kept) + _PRIOR_SENTENCES)

    def report(self) -> str:
        corpora = [
            f"{corpus}, {kind}"
            for corpus in self.machine
            for kind in ("machine", "human", "words changed, structure avoided")
        ]
        head = f"| rule | native | {' | '.join(corpora)} | lift |"
        rows = [head, "|" + "---|" * (3 + len(corpora))]
        rows += [self._rule_row(rule) for rule in [*(rule.id for rule in CHECK.rules), "all"]]
        return "\n".join(["Findings per 1,000 characters", "", *rows, "", *self._densities()])

    def _rule_row(self, rule: str) -> str:
        native = self.native.rule_rate(rule)
        cells = [f"`{rule}`", f"{native:.3f}"]
        for corpus, machine in self.machine.items():
            human = self.human[corpus]
            here = [(index, one) for index, one in machine.findings if rule in ("all", one.rule.id)]
            words = sum(_letters(one.text) not in _letters(human.sentences[index]) for index, one in here)
            avoided = sum(not human.structures[index][str(one.evidence["structure"])] for index, one in here)
            share = f"{words / len(here):.0%}, {avoided / len(here):.0%} of {len(here)}" if here else "–"
            cells += [f"{machine.rule_rate(rule):.3f}", f"{human.rule_rate(rule):.3f}", share]
        mean = sum(side.rule_rate(rule) for side in self.machine.values()) / len(self.machine)
        least = max(native, self.native.rate(0.5))
        return f"| {' | '.join([*cells, f'{mean / least:.1f}'])} |"

    def _densities(self) -> Iterator[str]:
        ranked = sorted(self.native.densities)
        points = (f"{share:.0%} {ranked[int(share * (len(ranked) - 1))]:.1f}" for share in (0.5, 0.9, 0.95, 0.99))
        yield f"Density of {len(ranked)} native pages, nats per 1,000 characters: {', '.join(points)}"
        yield f"Pages recognised as translations: native {self.native.recognised()}"
        for corpus, machine in self.machine.items():
            human = self.human[corpus]
            yield f"{corpus}: machine {machine.recognised()}, human {human.recognised()}"
            pairs = {"machine, human": (machine, human), "machine, native": (machine, self.native)}
            for name, (one, other) in (pairs | {"human, native": (human, self.native)}).items():
                yield f"{corpus}: AUC of the density, {name}: {auc(one.densities, other.densities):.3f}"


def _letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The share of pairs in which the positive ranks above the negative; ties count half."""
    ranked = sorted(negative)
    wins = sum(bisect_left(ranked, one) + bisect_right(ranked, one) for one in positive)
    return wins / (2 * len(positive) * len(negative))


def count(
    native: Iterable[Path], translations: Path, edits: Iterable[Path], second: bool, most: int, progress: Progress
) -> Counts:
    """Count in at most `most` pages of each native file and three times as many of each corpus of pairs; in the first
    half of each, or in the second."""
    texts = [
        page
        for path in native
        for page in some(half([page.split("\n") for page in pages(path)], second), most)
        if not is_subtitled(page)
    ]
    pairs = {
        "WMT": some([pair for system in translated(translations) for pair in half(system, second)], 3 * most),
        "MLQE-PE": some(half(edited(edits), second), 3 * most),
    }
    counts = Counts(_Side(), defaultdict(_Side), defaultdict(_Side))
    jobs: list[tuple[_Side, Page]] = [(counts.native, page) for page in texts]
    for corpus, found in pairs.items():
        for machine, human in found:
            jobs += [(counts.machine[corpus], machine), (counts.human[corpus], human)]
    tagger = LacTagger()
    for done, (side, page) in enumerate(jobs, 1):
        side.add(page, tagger)
        progress(done, len(jobs))
    return counts
