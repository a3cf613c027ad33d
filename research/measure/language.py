"""How often the language of a sentence is recognised wrongly: of human translations, messages of programs, mixtures.

Every second source, by name, belongs to the first half ("tune"), on which constants are chosen; figures are reported on
the second. Mixtures are made of the sentences: a Chinese sentence followed by names of products and commands, and an
English sentence with some Chinese characters, quoted or in place of two words.
"""

from __future__ import annotations

import gettext
import lzma
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mtqa.lexicon import language_of
from mtqa.script import HAN, han_count, has_han, latin_count

_MOST_PAIRS = 2000  # pairs of a source
_MIXED = 400  # sentences of each kind of mixture
_HAN_RUN = re.compile(f"[{HAN}]{{2,6}}")
_LOWER = re.compile("[a-z]{2,}")
_LEAST_LOWER_CASE = 3  # words in lower case: text with fewer is a label or a command
_NAMES = (
    *("TensorFlow Serving", "Docker Compose", "Visual Studio Code", "Amazon Web Services", "GitHub Actions", "numpy"),
    *("Red Hat Enterprise Linux", "PostgreSQL", "Kubernetes", "scikit-learn", "pip", "docker compose up", "README.md"),
    *("git rebase -i", "https://www.example.com/the/way/of/it", "x_train", "Internet Explorer", "npm", "MySQL"),
)

Pairs = Sequence[tuple[str, str]]


def language(files: Iterable[Path]) -> str:
    """A Markdown table: how many sentences of each side of each source, and of each mixture, are recognised wrongly."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in files:
        for source, english, chinese in _catalogue(path) if path.suffix == ".mo" else _table(path):
            if has_han(chinese) and latin_count(english) > 1:
                found[source].append((english, chinese))
    chance = random.Random(17)
    samples = {name: chance.sample(found[name], min(_MOST_PAIRS, len(found[name]))) for name in sorted(found)}
    lines = ["| | sentences | English judged otherwise | Chinese judged otherwise |", "|---|---|---|---|"]
    for title, start in (("tune", 0), ("report", 1)):
        names = list(samples)[start::2]
        lines += [_line(name, samples[name]) for name in names]
        together = [pair for name in names for pair in samples[name]]
        lines += [_line(f"**{title}**", together), *_mixtures(title, together, chance)]
    return "\n".join(lines)


def _table(path: Path) -> Iterator[tuple[str, str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as stream:
        for line in stream:
            source, english, chinese = line.rstrip("\n").split("\t")
            yield source, english, chinese


def _catalogue(path: Path) -> Iterator[tuple[str, str, str]]:
    """The messages of a program in a file of gettext, without English labels and commands."""
    with path.open("rb") as stream:
        catalogue: dict[object, object] = vars(gettext.GNUTranslations(stream))["_catalog"]
    for english, chinese in catalogue.items():
        if isinstance(english, str) and isinstance(chinese, str) and len(_LOWER.findall(english)) >= _LEAST_LOWER_CASE:
            yield f"messages of {path.stem}", english, chinese


def _line(name: str, pairs: Pairs) -> str:
    wrong = [sum(language_of(pair[side]) != code for pair in pairs) for side, code in enumerate(("en", "zh"))]
    return f"| {name} | {len(pairs):,} | " + " | ".join(f"{n:,} ({n / max(1, len(pairs)):.2%})" for n in wrong) + " |"


def _mixtures(title: str, pairs: Pairs, chance: random.Random) -> Iterator[str]:
    chinese = [one.rstrip("。") for _, one in pairs if han_count(one) >= 6 and len(one) < 60 and not latin_count(one)]
    english = [one for one, _ in pairs if 30 < len(one) < 120 and len(_LOWER.findall(one)) >= _LEAST_LOWER_CASE]
    if not chinese or not english:
        return
    runs = [run for one in chinese for run in _HAN_RUN.findall(one)]
    names, quotes, left = [], [], []
    for _ in range(_MIXED):
        several, last = "、".join(chance.sample(_NAMES, 3)), chance.choice(_NAMES)
        names.append(f"{chance.choice(chinese)}，{several} 和 {last}。")
        words = chance.choice(english).split()
        at, run = chance.randrange(len(words)), chance.choice(runs)
        quotes.append(" ".join([*words[:at], f"“{run}”", *words[at:]]))
        left.append(" ".join([*words[:at], run, *words[at + 2 :]]))
    for kind, code, texts in (("names", "zh", names), ("quoted", "en", quotes), ("left", "en", left)):
        wrong = sum(language_of(text) != code for text in texts)
        cells = ("", f"{wrong / len(texts):.2%}") if code == "zh" else (f"{wrong / len(texts):.2%}", "")
        yield f"| {title}: {kind} | {len(texts)} | {cells[0]} | {cells[1]} |"
