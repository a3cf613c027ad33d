"""The usual Chinese renderings of the labels of programs (Save, Path, Back), and in how many programs each stands.

Counted in the message catalogues of free programs (`python -m research tables labels`, mtqa/data/labels.tsv.xz); a
program counts once a wording, however often it has it. Labels are compared without case, access keys (&Save, 保存(&S))
and the marks at their ends, renderings also in simplified characters, whatever the file is written in.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from mtqa.data import data_file
from mtqa.lexicon.traditional import to_simplified
from mtqa.script import HAN

TABLE = data_file("labels.tsv.xz")
_KEY = re.compile(r"\s?[(（]\s?[&_~][A-Za-z0-9]\s?[)）]")
_UNMARKED_KEY = re.compile(rf"(?<=[{HAN}])\s?[(（]\s?[A-Za-z0-9]\s?[)）](?=\W*$)")
_MARKER = re.compile(r"[&_~](?=\w)")
_SPACE = re.compile(r"\s+")
_MARKS = " .:…!。：！"


@dataclass(frozen=True, slots=True)
class Renderings:
    """How programs render a label: for each wording the number of programs, of the mainland and of Taiwan."""

    mainland: Mapping[str, int]
    taiwan: Mapping[str, int]

    @property
    def programs(self) -> int:
        """The number of renderings counted, each once a program."""
        return sum(self.mainland.values()) + sum(self.taiwan.values())

    @property
    def wordings(self) -> tuple[str, ...]:
        """All wordings, those of the mainland first, the usual ones first."""
        return tuple(dict.fromkeys((*self.mainland, *self.taiwan)))


def without_access_keys(text: str) -> str:
    """A text without the signs of access keys, and without the keys in brackets that have one.

    >>> without_access_keys("打开(&O)…"), without_access_keys("Find &next"), without_access_keys("a & file(s), log(x)")
    ('打开…', 'Find next', 'a & file(s), log(x)')
    """
    return _MARKER.sub("", _KEY.sub("", text))


def label(text: str) -> str:
    """An English label without what makes no difference.

    >>> label("_Save As…"), label("Current   connection:")
    ('save as', 'current connection')
    """
    return _SPACE.sub(" ", _MARKER.sub("", text)).strip(_MARKS).lower()


def rendering(text: str) -> str:
    """A Chinese label without what makes no difference, in simplified characters.

    >>> rendering("另存為(&A)…"), rendering("另存为(A)…"), rendering("函数 f(x)")
    ('另存为', '另存为', '函数f(x)')
    """
    bare = without_access_keys(_UNMARKED_KEY.sub("", text))
    return to_simplified(_SPACE.sub("", bare).strip(_MARKS))


def renderings_of(text: str) -> Renderings | None:
    """The renderings of an English label; None for one that too few programs have.

    >>> next(iter(renderings_of("&Save").mainland))
    '保存'
    """
    return _table().get(label(text))


@cache
def _table() -> dict[str, Renderings]:
    found = {}
    for line in lzma.decompress(TABLE.read_bytes()).decode("utf-8").splitlines():
        if not line.startswith("# "):
            english, mainland, taiwan = line.split("\t")
            found[english] = Renderings(_counts(mainland), _counts(taiwan))
    return found


def _counts(cell: str) -> dict[str, int]:
    pairs = (pair.rpartition(" ") for pair in cell.split("|") if pair)
    return {wording: int(count) for wording, _, count in pairs}
