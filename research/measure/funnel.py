"""The tables of `python -m research measure proposals`: how many faults, and how many other words, pass each stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from os.path import commonpath

from mtqa.render.base import visible
from research.measure.faults import LEAST_CONFIDENCE, READS_NATIVE, THRESHOLDS, Fault, Stage, Tried
from research.measure.proposals import Followed, FollowedSet
from research.measure.wordings import SOURCES

_MOST_ROWS = 40  # documents that have rows of their own
_UNNAMED = "no category"
_UNDOUBTED = "not doubted, any rival"

_LEGEND = f"""\
Majors: major errors that are marked. Proposed: the editor's wording, or a content word of it, is among the likeliest
rivals of a word there by the channel (which are tried), among all its rivals, or stands elsewhere in the document.
Editor's, proposed, any rival ≥ n: the log-odds of the language model, nats, for the editor's whole wording, for the
best proposed one, and for the best rival of a doubted word. Weighed: P(an editor would change a word) · P(document)
is at least {LEAST_CONFIDENCE:.2f}. Reported: by any rule. A major is lost at the first stage that it does not pass.
P, P(document): the probability that the document is a machine translation, by its band."""

#: The heads of columns, each with the faults that it counts.
_Columns = Sequence[tuple[str, Callable[[Fault], bool]]]
_Rows = Sequence[tuple[str, Sequence[Fault]]]


def report(sets: Sequence[FollowedSet], verbose: bool = False) -> str:
    """All tables, in Markdown. With `verbose` also every fault, with the stage where it was lost and why."""
    marked = [data_set for data_set in sets if data_set.faults]
    parts = [_LEGEND] if marked else []
    parts += [part for data_set in marked for part in _faults(data_set)]
    parts.append(_words(sets))
    if verbose:
        parts += [f"{data_set.name}, every major\n\n" + "\n".join(_listed(data_set)) for data_set in marked]
    return "\n\n".join(parts) + "\n"


def _faults(data_set: FollowedSet) -> Iterator[str]:
    rows = list(_rows(data_set))
    yield f"**{data_set.name}**: {len(data_set.faults):,} majors in {len(data_set.documents):,} documents"
    if any(fault.has_wording for fault in data_set.faults):
        yield _counted(rows, _proposed())
    if any(fault.models for fault in data_set.faults):
        yield _counted(rows, _judged(data_set.is_ungated))
    yield "Lost at the stage:"
    yield _counted(rows, [(stage.value, partial(_is_at, stage)) for stage in Stage])
    rules = Counter(rule for fault in data_set.faults for rule in fault.rules)
    if rules:
        yield "Reported by " + ", ".join(f"`{rule}` {count}" for rule, count in rules.most_common())


def _rows(data_set: FollowedSet) -> Iterator[tuple[str, list[Fault]]]:
    """The faults of each category, of each document that has some, and all."""
    kinds = Counter(fault.gold.category or _UNNAMED for fault in data_set.faults)
    for kind, _ in kinds.most_common() if len(kinds) > 1 else ():
        yield kind, [fault for fault in data_set.faults if (fault.gold.category or _UNNAMED) == kind]
    marked = [one for one in data_set.documents if one.faults]
    if 1 < len(marked) <= _MOST_ROWS:
        folder = commonpath([one.sample.document.path for one in marked])
        for one in marked:
            name = one.sample.document.path.removeprefix(folder).lstrip("/")
            yield f"{name}, P {one.translated:.2f}", list(one.faults)
    yield "all", data_set.faults


def _proposed() -> _Columns:
    sources = [(source, partial(_is_in, source)) for source in SOURCES]
    return [
        ("with a wording", lambda fault: fault.has_wording),
        *sources,
        ("any of these", lambda fault: fault.is_proposed),
    ]


def _judged(ungated: bool) -> _Columns:
    """What the language model, the detector and the weights say."""
    return [
        ("whole wording", lambda fault: fault.has_whole_wording),
        *((f"editor's ≥ {least:g}", partial(_editors_win, least)) for least in THRESHOLDS),
        *((f"proposed ≥ {least:g}", partial(_right_wins, least)) for least in THRESHOLDS),
        ("doubted", lambda fault: bool(fault.doubted)),
        *((f"any rival ≥ {least:g}", partial(_rival_wins, least, True)) for least in THRESHOLDS),
        *((f"{_UNDOUBTED} ≥ {least:g}", partial(_rival_wins, least, False)) for least in THRESHOLDS if ungated),
        ("weighed", lambda fault: fault.is_weighed),
        ("reported", lambda fault: bool(fault.rules)),
        ("not reported, but proposed ≥ 3", lambda fault: fault.is_within_reach),
    ]


def _is_in(source: str, fault: Fault) -> bool:
    return bool(fault.proposed[source])


def _is_at(stage: Stage, fault: Fault) -> bool:
    return fault.stage is stage


def _editors_win(least: float, fault: Fault) -> bool:
    return fault.editors is not None and fault.editors.log_odds >= least


def _right_wins(least: float, fault: Fault) -> bool:
    return fault.right is not None and fault.right.log_odds >= least


def _rival_wins(least: float, doubted: bool, fault: Fault) -> bool:
    return fault.wins(least, doubted=doubted)


def _counted(rows: _Rows, columns: _Columns) -> str:
    head = ["", "majors", *(name for name, _ in columns)]
    body = [
        [name, str(len(faults)), *(str(sum(map(passes, faults))) for _, passes in columns)] for name, faults in rows
    ]
    return _markdown(head, body)


def _words(sets: Sequence[FollowedSet]) -> str:
    """The same stages for content words outside of errors: what a threshold costs."""
    head = [
        "content words without an error",
        "documents",
        f"of them P ≥ {READS_NATIVE:g}",
        "characters",
        "words",
        "doubted",
    ]
    head += [*(f"any rival ≥ {least:g}" for least in THRESHOLDS), "weighed", "findings without an error"]
    ungated = any(data_set.is_ungated for data_set in sets)
    head += [f"{_UNDOUBTED} ≥ {least:g}" for least in THRESHOLDS] if ungated else []
    rows = []
    for data_set in sets:
        for human, name in ((False, data_set.name), (True, f"{data_set.name}, by people")):
            documents = [one for one in data_set.documents if one.sample.human == human]
            if documents:
                rows.append([name, *_word_counts(documents, ungated)])
    return "Counts, and per 1,000 characters:\n\n" + _markdown(head, rows)


def _word_counts(documents: Sequence[Followed], ungated: bool) -> list[str]:
    characters = sum(one.sample.characters for one in documents)
    words = [word for one in documents for word in one.others]
    doubted, others = ([word for word in words if word.is_doubted == asked] for asked in (True, False))
    counts = [len(words), len(doubted), *(_winning(doubted, least) for least in THRESHOLDS)]
    counts += [sum(word.is_weighed for word in doubted), sum(len(one.alarms) for one in documents)]
    counts += [_winning(others, least) for least in THRESHOLDS] if ungated else []
    translated = sum(one.translated >= READS_NATIVE for one in documents)
    shares = [f"{count:,} ({1000 * count / max(1, characters):.2f})" for count in counts]
    return [f"{len(documents):,}", f"{translated:,}", f"{characters:,}", *shares]


def _winning(words: Iterable[Tried], least: float) -> int:
    return sum(word.log_odds >= least for word in words)


def _listed(data_set: FollowedSet) -> Iterator[str]:
    """Each fault in a line: its place, wording and stage; below it the reason and the numbers."""
    for one in data_set.documents:
        document = one.sample.document
        for fault in one.faults:
            place = document.place(fault.gold.span.start)
            wording = f" → {fault.gold.suggestion}" if fault.gold.suggestion else ""
            text = f"{fault.gold.category or _UNNAMED}: {fault.gold.span.of(document.raw)}{wording}"
            yield visible(f"{document.path}:{place.line}:{place.column} {text}").replace("\n", "␊")
            yield visible(f"    {fault.stage}: {fault.reason}")
            yield visible("    " + "; ".join(_numbers(fault)))


def _numbers(fault: Fault) -> Iterator[str]:
    found = [f"{source} {' '.join(wordings)}" for source, wordings in fault.proposed.items() if wordings]
    yield f"proposed: {', '.join(found)}" if found else "nothing proposed"
    for name, contrast in (("editor's wording", fault.editors), ("best proposed", fault.right)):
        if contrast is not None:
            swap = f"{contrast.rival.stands} → {contrast.rival.wording}"
            yield f"{name} {swap} {contrast.log_odds:+.2f} nats, gain {contrast.gain:+.2f}"
    if (best := fault.best) and best.contested:
        swap = f"{best.word.text} → {best.contested.collision.rival.wording}"
        yield f"best rival {swap} {best.log_odds:+.2f} nats, gain {best.contested.gain:+.2f}"
    if (highest := fault.highest) is not None:
        yield f"detector {highest:+.2f}"
    yield f"P(word) {fault.chance:.2f} · P(document) {fault.translated:.2f}"


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, ["---"] * len(head), *rows])
