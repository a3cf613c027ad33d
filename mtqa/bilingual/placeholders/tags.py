"""Tags: which are a pair, which stand alone, and which are names that the reader fills in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z0-9][\w:.-]*)(?P<rest>[^<>]*?)(?P<empty>/?)>")
_ELEMENT = re.compile(r"<([A-Za-z][\w:.-]*)(?:\s[^<>]*)?>([^<>]+)</\1>")
_BRACKET = re.compile(r"\[(?P<close>/?)(?P<name>[a-z]+)(?P<rest>[^\]]*)\]")
VOID = frozenset(("br", "hr", "img", "wbr"))  # tags that nothing closes
# Names that nobody fills in, unlike <path>, <link> and <mark>.
_FORMATTING = frozenset(
    (
        *("a", "b", "big", "body", "center", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "html", "i"),
        *("nobr", "ol", "pre", "small", "span", "strong", "sub", "sup", "table", "tt", "u", "ul"),
    )
)
_TYPEFACES = frozenset(("b", "big", "em", "font", "i", "small", "strong", "tt", "u"))  # without them the text is whole
_CLOSED_BY_THE_NEXT = frozenset(("p", "li", "dt", "dd", "tr", "td", "th"))


class Tag(NamedTuple):
    name: str
    closes: bool
    is_empty: bool
    has_attributes: bool


def tag_of(code: str) -> Tag | None:
    """The tag in a code; None if it is something else."""
    match = _TAG.fullmatch(code)
    if match:
        name = match["name"].lower()
        empty = bool(match["empty"]) or name in VOID
        return Tag(name, bool(match["close"]), empty, bool(match["rest"].strip()))
    match = _BRACKET.fullmatch(code)
    return Tag(f"[{match['name']}", bool(match["close"]), match["name"] == "br", bool(match["rest"])) if match else None


def is_typeface(code: str) -> bool:
    """Does the tag only say how its text looks: <b>?"""
    tag = tag_of(code)
    return tag is not None and tag.name in _TYPEFACES


def without_repeated(lost: Counter[str], source: str, target: str) -> Counter[str]:
    """The lost tags without those of elements that the source repeats word for word, where the target has all different
    ones: Chinese need not name a thing again.

    >>> manual = "See the <a>Guide</a>, or buy the <a>Guide</a>, <b>now</b>."
    >>> without_repeated(Counter(["<a>", "</a>", "<b>"]), manual, "见<a>指南</a>，或现在购买。")
    Counter({'<b>': 1})
    """
    theirs, ours = _elements(source), _elements(target)
    complete = {name: contents for name, contents in theirs.items() if len(ours.get(name, ())) >= len(contents)}
    spare = Counter({name: contents.total() - len(contents) for name, contents in complete.items()})
    return lost - Counter({key: spare[key.strip("</>")] for key in lost})


def _elements(text: str) -> dict[str, Counter[str]]:
    """How often each content of the elements of each name occurs."""
    found: dict[str, Counter[str]] = {}
    for name, content in _ELEMENT.findall(text):
        found.setdefault(name.lower(), Counter())[content] += 1
    return found


def names_to_fill_in(*sides: Sequence[str]) -> frozenset[str]:
    """The codes of both sides that look like tags and are names for the reader to fill in: `<file>`. Nothing closes
    them, and they have no attributes."""
    tags = {code: tag for side in sides for code in side if (tag := tag_of(code))}
    closed = {tag.name for tag in tags.values() if tag.closes}
    return frozenset(
        code
        for code, tag in tags.items()
        if not (tag.closes or tag.is_empty or tag.has_attributes or code.startswith("[") or tag.name.isdecimal())
        and tag.name not in closed
        and tag.name not in _CLOSED_BY_THE_NEXT | _FORMATTING
    )


def alone(codes: Sequence[str], fill_in: frozenset[str]) -> int | None:
    """The place of the first tag that has no partner where it ought to be; None if each has.

    >>> alone(["<5>", "</5>", "<2>"], frozenset()), alone(["</b>", "<b>"], frozenset()), alone(["<p>", "<br>"], frozenset())
    (2, 0, None)
    """  # noqa: E501
    open_tags: list[tuple[str, int]] = []
    for at, code in enumerate(codes):
        tag = tag_of(code)
        if tag is None or tag.is_empty or code in fill_in:
            continue
        if not tag.closes:
            open_tags.append((tag.name, at))
        elif not _close(open_tags, tag.name):
            return at
    return next((at for name, at in open_tags if name not in _CLOSED_BY_THE_NEXT), None)


def _close(open_tags: list[tuple[str, int]], name: str) -> bool:
    """Close the innermost open tag, if it has the name; tags that need no end are closed with it."""
    while open_tags and open_tags[-1][0] != name and open_tags[-1][0] in _CLOSED_BY_THE_NEXT:
        open_tags.pop()
    if open_tags and open_tags[-1][0] == name:
        open_tags.pop()
        return True
    return name in _CLOSED_BY_THE_NEXT
