"""How programs render their labels in Chinese: mtqa/data/labels.tsv.xz."""

from __future__ import annotations

import gettext
import re
import struct
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from mtqa.engines.base import Progress
from mtqa.lexicon.labels import label, rendering
from mtqa.script import has_han

_COMMAND = "python -m research tables labels"
_LABEL = re.compile(r"[A-Za-z&_~ .:…!'-]{1,40}")
_MOST_WORDS = 3
_CONTEXT = "\x04"  # stands between context and label in a catalogue
#: A label is listed if this many programs have it, a wording if so many render it so.
_LEAST_PROGRAMS, _LEAST_WORDING = 5, 2
_PLACES = {"zh_CN": 0, "zh_TW": 1}


def table(folders: Sequence[Path], progress: Progress) -> str:
    """The lines of the table: a label, the wordings of the mainland with their numbers of programs, those of Taiwan.
    Each folder has the catalogues (LANGUAGE/LC_MESSAGES/NAME.mo) of one program."""
    programs: dict[str, set[int]] = defaultdict(set)
    counts: dict[str, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    for number, folder in enumerate(folders):
        for english, place, wording in set(_labels(folder)):
            programs[english].add(number)
            counts[english][place][wording] += 1
        progress(number + 1, len(folders))
    lines = [f"# {_COMMAND}: label, wordings of the mainland, of Taiwan, with the number of programs of each\n"]
    for english in sorted(english for english, seen in programs.items() if len(seen) >= _LEAST_PROGRAMS):
        cells = [
            "|".join(f"{wording} {count}" for wording, count in _ranked(wordings) if count >= _LEAST_WORDING)
            for wordings in counts[english]
        ]
        if any(cells):
            lines.append(f"{english}\t{cells[0]}\t{cells[1]}\n")
    return "".join(lines)


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _labels(folder: Path) -> Iterator[tuple[str, int, str]]:
    """The labels of a program, each with the index of its place, and its rendering."""
    for file in sorted(folder.rglob("*.mo")):
        place = _PLACES.get(file.parent.parent.name)
        if place is None:
            continue
        try:
            with file.open("rb") as stream:
                catalogue = gettext.GNUTranslations(stream)
        except (OSError, ValueError, EOFError, struct.error):  # damaged, or in an unknown encoding
            continue
        for key, text in catalogue._catalog.items():  # type: ignore[attr-defined]
            english = key.rpartition(_CONTEXT)[2] if isinstance(key, str) else ""
            if _LABEL.fullmatch(english) and 1 <= len(label(english).split()) <= _MOST_WORDS and has_han(text):
                wording = rendering(text)
                if wording and "|" not in wording and "\n" not in text and "\t" not in text:
                    yield label(english), place, wording
