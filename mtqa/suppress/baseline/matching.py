"""Matches the findings of a run with known findings, though the text around them was edited.

Rule and span must be equal; only a rule that reports once a file may mark another span. Findings are matched in this
order, each known finding at most `count` times:

1. in the same file with the same neighbours, or by a rule that reports once a file, at any place;
2. in the same file with the same neighbours on one side, or with at least `_LEAST_SHARED` letters in common, span and
   both sides together: they are in the same clause;
3. like 1 and 2 in a new file that has at least half of the findings of a vanished file, by one side: it was renamed;
4. in another file with the same neighbours, if the known finding no longer occurs: a paragraph was moved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from mtqa.findings.fingerprint import LETTERS
from mtqa.suppress.baseline.entry import Entry, shared_letters

_LEAST_SHARED = 8  # letters
#: Letters next to the span that a pair must share on one side to be compared: half of `_LEAST_SHARED`.
_LEAST_NEAR = 4


@dataclass
class Matching:
    """The known entry of each finding, by the finding's number; and how often each entry is left over."""

    known: dict[int, Entry] = field(default_factory=dict)
    left: Counter[Entry] = field(default_factory=Counter)

    @property
    def waiting(self) -> list[Entry]:
        """The entries that are left over."""
        return [entry for entry, left in self.left.items() if left]

    def take(self, number: int, entry: Entry) -> bool:
        """Match the finding with the entry, if neither is taken yet."""
        if number in self.known or not self.left[entry]:
            return False
        self.known[number] = entry
        self.left[entry] -= 1
        return True


def match(
    found: Sequence[Entry],
    entries: Iterable[Entry],
    gone: Callable[[str], bool],
    once: Collection[int] = frozenset(),
) -> Matching:
    """Match the findings of a run, as entries, with the known findings.

    `gone` returns whether a known finding of a file that is not found no longer occurs: the file was read in this
    run, or does not exist. `once` are the numbers of the findings of rules that report once a file.
    """
    matching = Matching(left=Counter({entry: entry.count for entry in entries}))
    _in_place(matching, found, path=lambda entry: entry.path)
    _once(matching, found, once)
    renamed = _renamed(matching, found, gone)
    if renamed:
        _in_place(matching, found, path=lambda entry: renamed.get(entry.path, ""))
    _moved(matching, found, gone)
    return matching


def _in_place(matching: Matching, found: Sequence[Entry], path: Callable[[Entry], str]) -> None:
    """Steps 1 and 2; `path` returns the path that an entry's file has now, or "" to leave the entry out."""
    there: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in matching.waiting:
        if path(entry):
            there[path(entry), *entry.place].append(entry)
    for number, new in enumerate(found):
        for entry in there.get((new.path, *new.place), ()):
            matching.take(number, entry)
    _edited(matching, found, path)


def _once(matching: Matching, found: Sequence[Entry], numbers: Collection[int]) -> None:
    """Match the findings of rules that report once a file, by file and rule."""
    there = {(entry.path, entry.rule): entry for entry in matching.waiting}
    for number in numbers:
        new = found[number]
        if entry := there.get((new.path, new.rule)):
            matching.take(number, entry)


def _edited(matching: Matching, found: Sequence[Entry], path: Callable[[Entry], str]) -> None:
    """Step 2, the best pairs first."""
    groups: dict[tuple[str, ...], tuple[list[int], list[Entry]]] = defaultdict(lambda: ([], []))
    for entry in matching.waiting:
        if path(entry):
            groups[path(entry), *entry.what][1].append(entry)
    for number, new in enumerate(found):
        if number not in matching.known:
            groups[new.path, *new.what][0].append(number)
    for numbers, entries in groups.values():
        for _, number, entry in sorted(_pairs(found, numbers, entries), key=lambda pair: (-pair[0], pair[1], pair[2])):
            matching.take(number, entry)
        _long_spans(matching, numbers, entries)


def _pairs(found: Sequence[Entry], numbers: list[int], entries: list[Entry]) -> Iterator[tuple[int, int, Entry]]:
    """Pairs of finding and entry that may be the same place, with the number of letters that they share."""
    near: dict[tuple[bool, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        for side in _sides(entry):
            near[side].append(entry)
    for number in numbers:
        new = found[number]
        for entry in dict.fromkeys(entry for side in _sides(new) for entry in near.get(side, ())):
            shared = shared_letters(new, entry)
            same_side = entry.before == new.before != "" or entry.after == new.after != ""
            if same_side or shared + entry.letters >= _LEAST_SHARED:
                yield shared, number, entry


def _sides(entry: Entry) -> list[tuple[bool, str]]:
    """The text next to the span on each side; none at the edges of a paragraph."""
    sides = (True, entry.before[-_LEAST_NEAR:]), (False, entry.after[:_LEAST_NEAR])
    return [(left, text) for left, text in sides if text]


def _long_spans(matching: Matching, numbers: list[int], entries: list[Entry]) -> None:
    """Match spans as long as a clause without their neighbours."""
    waiting = iter([number for number in numbers if number not in matching.known])
    for entry in entries:
        while matching.left[entry] and entry.letters >= LETTERS and (number := next(waiting, None)) is not None:
            matching.take(number, entry)


def _renamed(matching: Matching, found: Sequence[Entry], gone: Callable[[str], bool]) -> dict[str, str]:
    """Vanished file → the new file that has at least half of its known findings; the largest share first."""
    paths, known = {entry.path for entry in found}, {entry.path for entry in matching.left}
    old: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for entry in matching.waiting:
        if entry.path not in paths and gone(entry.path):
            old[entry.path].update(dict.fromkeys(_marks(entry), matching.left[entry]))
    new: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for entry in found:
        if entry.path not in known:
            for mark in _marks(entry):
                new[mark][entry.path] += 1
    pairs = sorted(
        (-shared, PurePosixPath(was).name != PurePosixPath(now).name, was, now)
        for was, marks in old.items()
        for now, shared in _shared(marks, new).items()
        if shared * 2 >= marks.total()
    )
    renamed: dict[str, str] = {}
    taken: set[str] = set()
    for *_, was, now in pairs:
        if was not in renamed and now not in taken:
            renamed[was] = now
            taken.add(now)
    return renamed


def _shared(marks: Counter[tuple[str, ...]], new: Mapping[tuple[str, ...], Counter[str]]) -> Counter[str]:
    """How many of the marks each new file has."""
    shared: Counter[str] = Counter()
    for mark, count in marks.items():
        for path, there in new.get(mark, {}).items():
            shared[path] += min(count, there)
    return shared


def _marks(entry: Entry) -> list[tuple[str, ...]]:
    """The marks by which a file is recognised: the finding with the text on its left, and with that on its right."""
    return [(*entry.what, str(left), text) for left, text in _sides(entry)] or [entry.what]


def _moved(matching: Matching, found: Sequence[Entry], gone: Callable[[str], bool]) -> None:
    """Step 4. An entry whose file was not read in this run may still occur there, and is not moved."""
    here: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in matching.waiting:
        enough = entry.letters + len(entry.before) + len(entry.after) >= LETTERS
        if enough and gone(entry.path):
            here[entry.place].append(entry)
    for number, new in enumerate(found):
        for entry in here.get(new.place, ()):
            matching.take(number, entry)
