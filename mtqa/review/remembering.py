"""What the baseline learns from a review: dismissed findings, accepted wordings, findings that reviewers added, and the
severities and categories that they gave others.

Everything is remembered for the file and for its corrected copy, which may take its place. A wording is remembered
where it stands in the copy (`mtqa.suppress.reviewed` says what that settles), but not one that mends a whole file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from mtqa.checks import RULES
from mtqa.findings.places import prose_span
from mtqa.review.decisions import Added, Choice, Decision, Said
from mtqa.review.locate import Located
from mtqa.review.writing import Written
from mtqa.suppress.baseline import (
    ADDED,
    WORDING,
    Confirmed,
    Contents,
    Entry,
    Regraded,
    entry_at,
    gathered,
    merged,
    relative,
)
from mtqa.suppress.reviewed import ACCEPTED
from mtqa.text import Span

_DISMISSED = "dismissed in review"
_Found = TypeVar("_Found", Confirmed, Regraded)


@dataclass
class Memory:
    """What is learned about one file: `dismissed` are known findings, `right` those that are none any more, `settled`
    added findings that are decided; `regraded` has mtqa's findings and added ones; `renamed` are the paths of the file
    and of its copy, where they differ."""

    folder: Path
    file: Path
    dismissed: list[Entry] = field(default_factory=list)
    right: list[Entry] = field(default_factory=list)
    settled: list[Entry] = field(default_factory=list)
    wordings: list[Entry] = field(default_factory=list)
    confirmed: list[Confirmed] = field(default_factory=list)
    regraded: list[Regraded] = field(default_factory=list)
    renamed: tuple[str, str] | None = None

    def learn(
        self,
        held: Sequence[tuple[Said, Span]],
        here: Located,
        written: Written,
        copy: Path | None,
        after: Located | None,
    ) -> None:
        """Learn from what was said of places in the prose, and from what was written; `after` is the copy."""
        path = relative(str(self.file), self.folder)
        if copy != self.file:
            for said, place in held:
                self._enter(path, said, place, said.span, here)
        if copy is None or after is None:
            return
        to = relative(str(copy), self.folder)
        self.renamed = (path, to) if copy != self.file else None
        for said, place in held:
            moved = written.moved(said.span)
            found = None if moved is None else next(after.places(moved), None)
            if found is not None and moved is not None:
                self._enter(to, said, found, moved, after)
            elif said.rule in RULES and RULES[said.rule][0].once:  # it is recognised by its file alone
                self._enter(to, said, place, said.span, here)
        for said, raw in written.places():
            if said.rule in RULES and RULES[said.rule][0].once:
                continue
            stands = prose_span(after.document, raw)
            if len(stands):
                wording = entry_at(to, WORDING, after.document.text, stands, _reason(ACCEPTED, said.note))
                self.wordings += [replace(wording, path=own) for own in dict.fromkeys((path, to))]

    def _enter(self, path: str, said: Said, place: Span, raw: Span, located: Located) -> None:
        """What was said of a finding, for the file of that path, where it stands at these places."""
        if isinstance(said, Added):
            if said.choice is Choice.CONFIRM:
                entry = entry_at(path, ADDED, located.document.text, place, _reason("", said.note))
                self.confirmed.append(Confirmed(entry, said.category, said.severity))
            return
        if said.rule == ADDED:
            entry = entry_at(path, ADDED, located.document.text, place)
            if said.choice in (Choice.ACCEPT, Choice.DISMISS):
                self.settled.append(entry)
        else:
            entry = Entry.of(path, located.finding(said.rule, place, raw))
            if said.choice is Choice.DISMISS:
                self.dismissed.append(replace(entry, reason=_reason(_dismissal(said), said.note)))
            elif said.choice:
                self.right.append(entry)
        if said.regrades:
            entry = replace(entry, reason=_reason("", said.note))
            self.regraded.append(Regraded(entry, said.severity, said.category))


def _dismissal(decision: Decision) -> str:
    return f"{_DISMISSED} ({decision.why.in_words})" if decision.why else _DISMISSED


def _reason(what: str, note: str) -> str:
    return ": ".join(filter(None, [what, " ".join(note.split())]))


def joined(contents: Contents, memories: Iterable[Memory]) -> Contents:
    """The baseline with all that was learned. What a file has is added for its copy as well. Doing it twice changes
    nothing."""
    memories = list(memories)
    renamed = [memory.renamed for memory in memories if memory.renamed]
    right = {_key(entry) for memory in memories for entry in memory.right}
    entries = _joined(contents.entries, [entry for memory in memories for entry in memory.dismissed], right, renamed)
    wordings = _joined(contents.wordings, [entry for memory in memories for entry in memory.wordings], set(), renamed)
    settled = {_key(entry) for memory in memories for entry in memory.settled}
    copied = [_of_copy(found, to) for here, to in renamed for found in contents.confirmed if found.entry.path == here]
    learned = [found for memory in memories for found in memory.confirmed]
    grades = {_key(one.entry): one for memory in memories for one in memory.regraded}
    latest = {
        (_key(found.entry), found.category): found
        for found in (_graded(known, grades) for known in (*contents.confirmed, *copied, *learned))
    }
    return replace(
        contents,
        entries=entries,
        wordings=wordings,
        confirmed=tuple(sorted(found for (key, _), found in latest.items() if key not in settled)),
        copies={**contents.copies, **{to: here for here, to in renamed}},
        regraded=_regraded(contents.regraded, memories, renamed),
    )


def _graded(found: Confirmed, grades: Mapping[tuple[str, ...], Regraded]) -> Confirmed:
    """An added finding, with what a later review changed of it."""
    given = grades.get(_key(found.entry), Regraded(found.entry))
    return replace(found, severity=given.severity or found.severity, category=given.category or found.category)


def _regraded(
    known: Sequence[Regraded], memories: Sequence[Memory], renamed: Sequence[tuple[str, str]]
) -> tuple[Regraded, ...]:
    """The findings of mtqa that reviewers regraded, and not dismissed since. What a review did not change stays as an
    earlier one gave it."""
    learned = [one for memory in memories for one in memory.regraded if one.entry.rule != ADDED]
    counts = Counter(_key(one.entry) for one in learned)
    dismissed = {_key(entry) for memory in memories for entry in memory.dismissed} - counts.keys()
    copied = [_of_copy(one, to) for here, to in renamed for one in known if one.entry.path == here]
    latest: dict[tuple[str, ...], Regraded] = {}
    for one in (*copied, *known, *learned):
        key = _key(one.entry)
        before = latest.get(key, one)
        entry = replace(one.entry, count=max(before.entry.count, one.entry.count, counts[key]))
        latest[key] = Regraded(entry, one.severity or before.severity, one.category or before.category)
    return gathered(one for key, one in latest.items() if key not in dismissed)


def _joined(
    entries: Sequence[Entry],
    learned: Sequence[Entry],
    wrong: set[tuple[str, ...]],
    renamed: Sequence[tuple[str, str]],
) -> tuple[Entry, ...]:
    """The entries with the learned ones added, and without those that are wrong now."""
    counts = Counter(map(_key, learned))
    wrong = wrong - counts.keys()
    copied = [replace(entry, path=to) for here, to in renamed for entry in entries if entry.path == here]
    known = {_key(entry) for entry in entries} | counts.keys()
    kept = [entry for entry in (*entries, *_unknown(copied, known)) if _key(entry) not in wrong]
    there: Counter[tuple[str, ...]] = Counter()
    for entry in kept:
        there[_key(entry)] += entry.count
    latest = {_key(entry): entry for entry in learned}
    added = [replace(latest[key], count=count - there[key]) for key, count in counts.items() if count > there[key]]
    return merged([*kept, *added])


def _unknown(entries: Iterable[Entry], known: set[tuple[str, ...]]) -> Iterator[Entry]:
    return (entry for entry in entries if _key(entry) not in known)


def _of_copy(found: _Found, path: str) -> _Found:
    return replace(found, entry=replace(found.entry, path=path))


def _key(entry: Entry) -> tuple[str, ...]:
    """The file, and the parts of the fingerprint."""
    return entry.path, *entry.place
