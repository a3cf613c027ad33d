"""The arguments that printf formats take: by their place in the list, not in the text.

`%2$s … %1$s` takes the arguments of `%s … %s` in another order and is right; `%s … %d` for `%d … %s` takes a number for
the address of a text. Rules of POSIX (fprintf), which Python, PHP, Objective-C and Go share as far as they go.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from mtqa.bilingual.placeholders.base import Difference, Kind, Side, severity_of
from mtqa.findings import Severity

PRINTF = re.compile(
    r"%(?:(?P<place>\d{1,2})\$)?(?P<name>\([\w.]{1,60}\))?[-+#0']{0,3}(?P<width>\d+|\*(?:\d\$)?)?"
    r"(?:\.(?P<precision>\d+|\*(?:\d\$)?))?(?P<length>hh|h|ll|l|j|z|t|L|q)?(?P<type>[a-zA-Z@]|<PRI\w{1,12}>)"
)
_LONE_PERCENT = re.compile(r"%(?!%)")
_NO_ARGUMENT = frozenset("m%")  # %m is the text of errno
_CLASSES = {letter: kind for kind in ("di", "xX", "eEfFgGaA", "s", "@") for letter in kind} | {"u": "di"}
_TEXTS = frozenset(("s", "@", "p", "c", "v", "q", "T"))
_OF_C = frozenset(("c-format", "objc-format", "c++-format"))
_OF_PYTHON, _OF_PHP = "python-format", "php-format"
_NAMED = ((_OF_PYTHON, "%("), ("python-brace-format", "{"))  # arguments by name


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument: its number, counted from one, its type, and the place of its code among the codes."""

    number: int
    type: str
    length: str
    at: int
    code: str
    numbered: bool


def arguments(codes: Sequence[str]) -> list[Argument]:
    """The arguments that the codes take, without those taken by name.

    >>> [(taken.number, taken.type) for taken in arguments(["%2$s", "%1$d"])]
    [(2, 's'), (1, 'di')]
    >>> [(taken.number, taken.type) for taken in arguments(["%.*s", "%(name)s", "%ld"])]
    [(1, 'di'), (2, 's'), (3, 'di')]
    """
    found: list[Argument] = []
    count = 0
    for at, code in enumerate(codes):
        match = PRINTF.fullmatch(code)
        if match is None or match["name"] or match["type"] in _NO_ARGUMENT:
            continue
        for star in (match["width"], match["precision"]):
            if star and star.startswith("*"):
                count += star == "*"
                number = count if star == "*" else int(star[1])
                found.append(Argument(number, "di", "", at, code, star != "*"))
        count += not match["place"]
        number = int(match["place"]) if match["place"] else count
        found.append(Argument(number, _class(match["type"]), match["length"] or "", at, code, bool(match["place"])))
    return found


def _class(letter: str) -> str:
    if letter.startswith("<PRI"):
        letter = letter[4]
    return _CLASSES.get(letter, letter)


def compared(source: Side, target: Side) -> Iterator[Difference]:
    """The differences between the arguments of two sides. Nothing is lost in `%1$s %2$s` for `%s %s`, nor where an
    argument is shown twice."""
    theirs, ours = arguments(source.codes), arguments(target.codes)
    expected, present = _types(theirs), _types(ours)
    if mixed := _mixed(theirs, ours):
        yield mixed
    elif expected == present:
        yield from _lengths(theirs, ours, source.flags)
    elif any(taken.numbered for taken in ours):
        yield from _numbered(theirs, ours, source)
    elif Counter(taken.type for taken in theirs) == Counter(taken.type for taken in ours):
        yield _order(theirs, ours)
    else:
        yield from _counted(theirs, ours, source)


def _types(taken: Iterable[Argument]) -> dict[int, str]:
    return {argument.number: argument.type for argument in taken}


def _numbered(theirs: Sequence[Argument], ours: Sequence[Argument], source: Side) -> Iterator[Difference]:
    """Differences number by number."""
    expected, present = _types(theirs), _types(ours)
    wrong = [taken for taken in ours if expected.get(taken.number) != taken.type]
    missing = [taken for taken in theirs if present.get(taken.number) != taken.type]
    yield _lost(missing, wrong, stops(theirs, ours, source.flags))


def _counted(theirs: Sequence[Argument], ours: Sequence[Argument], source: Side) -> Iterator[Difference]:
    """Differences by type: the last of each type that is too many."""
    yield _lost(_surplus(theirs, ours), _surplus(ours, theirs), stops(theirs, ours, source.flags))


def _surplus(side: Sequence[Argument], other: Sequence[Argument]) -> list[Argument]:
    allowed = Counter(taken.type for taken in other)
    found: list[Argument] = []
    for taken in side:
        if allowed[taken.type]:
            allowed[taken.type] -= 1
        else:
            found.append(taken)
    return found


def stops(theirs: Sequence[Argument], ours: Sequence[Argument], flags: Collection[str]) -> bool:
    """Does the program stop here? C takes a number, or what lies behind the last argument, for the address of a text;
    Python wants as many as there are, PHP no more. Other differences show wrong text.

    >>> [stops(arguments(["%d", "%s"]), arguments(codes), ["c-format"]) for codes in (["%s"], ["%d"], ["%d"] * 2)]
    [True, False, False]
    >>> [stops(arguments(["%s"]), arguments(codes), ["php-format"]) for codes in (["%s"] * 2, [])]
    [True, False]
    """
    given, taken = _types(theirs), _types(ours)
    if not given:  # nothing says that the text is used as a format
        return False
    if _OF_C.intersection(flags):
        return any(kind in ("s", "@") and given.get(number) not in _TEXTS for number, kind in taken.items())
    if _OF_PYTHON in flags:
        return given.keys() != taken.keys()
    return _OF_PHP in flags and max(taken, default=0) > max(given)


def is_unknown_name(expected: Collection[str], new: Collection[str], flags: Collection[str]) -> bool:
    """Does the target ask Python for an argument that the program does not give? That is a KeyError."""
    signs = tuple(sign for flag, sign in _NAMED if flag in flags)
    return any(key.startswith(signs) for key in expected) and any(key.startswith(signs) for key in new)


def _lost(missing: Sequence[Argument], extra: Sequence[Argument], stopping: bool) -> Difference:
    return Difference(
        Kind.LOST,
        tuple(dict.fromkeys(taken.code for taken in missing)),
        tuple(dict.fromkeys(taken.code for taken in extra)),
        extra[0].at if extra else None,
        extra[0].at if extra else None,
        severity_of(stopping),
    )


def _order(theirs: Sequence[Argument], ours: Sequence[Argument]) -> Difference:
    """Unnumbered arguments of different types have changed places: a crash if a text is taken for a number."""
    crashes = any(
        (here.type in _TEXTS) != (there.type in _TEXTS)
        for there, here in zip(_in_order(theirs), _in_order(ours), strict=True)
    )
    codes = tuple(taken.code for taken in theirs)
    return Difference(Kind.ORDER, codes, (), ours[0].at, ours[-1].at, severity_of(crashes))


def _in_order(taken: Iterable[Argument]) -> list[Argument]:
    return sorted(taken, key=lambda argument: argument.number)


def _mixed(theirs: Sequence[Argument], ours: Sequence[Argument]) -> Difference | None:
    """POSIX forbids numbered arguments beside unnumbered ones."""
    if len({taken.numbered for taken in ours}) == 1 or len({taken.numbered for taken in theirs}) != 1:
        return None
    plain = next((taken for taken in ours if not taken.numbered), None)
    return Difference(Kind.MIXED, (), (plain.code,), plain.at, plain.at) if plain else None


def _lengths(theirs: Sequence[Argument], ours: Sequence[Argument], flags: Sequence[str]) -> Iterator[Difference]:
    """%d for %ld takes half of a number on some machines; other languages than C have one length."""
    if not _OF_C.intersection(flags):
        return
    lengths = {taken.number: taken for taken in theirs}
    for taken in ours:
        if lengths[taken.number].length != taken.length:
            yield Difference(
                Kind.LENGTH, (lengths[taken.number].code,), (taken.code,), taken.at, taken.at, Severity.MINOR
            )
            return


def lone_percent(source: Side, target: Side) -> Iterator[Difference]:
    """A lone % in a string whose source writes %% beside arguments."""
    if "%%" not in source.codes or not arguments(source.codes):
        return
    bare = [_LONE_PERCENT.findall(_without_codes(side)) for side in (source, target)]
    if bare[1] and not bare[0]:
        yield Difference(Kind.PERCENT, ("%%",), ("%",))


def _without_codes(side: Side) -> str:
    text, parts, start = side.text, [], 0
    for code in side.codes:
        at = text.find(code, start)
        if at >= 0 and code:
            parts.append(text[start:at])
            start = at + len(code)
    return "\0".join([*parts, text[start:]])
