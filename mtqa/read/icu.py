"""ICU messages that are one plural or selection: each branch is a text of its own.

`{count, plural, one {# cup} other {# cups}}` has a branch `[one]` and a branch `[other]`: Chinese has only `other`,
which translates the `other` of the source and not both. `#` stands for the argument, as `{count}` does, so it is that
code. A message with text around the selection stays whole; what is no such message, or is damaged, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mtqa.read.layers import Meant, again, cut_out
from mtqa.read.pieces import Piece

_HEAD = re.compile(r"\s*\{\s*(?P<name>\w{1,60})\s*,\s*(?P<kind>plural|select|selectordinal)\s*,(?:\s*offset:\d+)?\s*")
_KEY = re.compile(r"\s*(?P<key>=\d{1,9}|\w{1,60})\s*\{")
_TOKEN = re.compile(r"''|'(?=[{}#|])[^']*'?|[{}]")
_CLOSE = re.compile(r"\s*\}")
_NUMBER = re.compile(r"#")
_DEEPEST = 5  # selections in one another; a message with more stays whole


class _Branch(NamedTuple):
    name: str
    start: int
    end: int


def sides(source: Sequence[Piece], target: Sequence[Piece]) -> Iterator[tuple[str, Sequence[Piece], Sequence[Piece]]]:
    """The branches of a translation, each with its name and what it translates: the same branch, or the plural.

    Where only the source is such a message, its plural is what the translation is compared with.
    """
    if not _begins(target) and not _begins(source):
        yield "", source, target
        return
    originals = dict(branches(source))
    for name, part in branches(target):
        forms = (name, re.sub(r"\[[^\]]*\]", "[other]", name), "[other]", "")
        yield name, next((originals[form] for form in forms if form in originals), list(source)), part


def _begins(pieces: Sequence[Piece]) -> bool:
    """May the text be such a message? A quick look, since most are not."""
    for piece in pieces:
        if not piece.code and (text := piece.text.lstrip()):
            return text[0] == "{"
    return False


def branches(pieces: Sequence[Piece], depth: int = 0) -> Iterator[tuple[str, list[Piece]]]:
    """The branches of a message, each with what it adds to the name of the unit; the message itself if it has none."""
    text = "".join("\0" * len(piece.text) if piece.code else piece.text for piece in pieces)
    head = _HEAD.match(text) if depth < _DEEPEST else None
    found, end = _found(text, head) if head else ([], 0)
    if not head or not found or text[end:].strip():
        yield "", list(pieces)
        return
    for branch in found:
        part = list(cut_out(pieces, branch.start, branch.end))
        if head["kind"] != "select":
            argument = f"{{{head['name']}}}"
            part = list(again(part, _NUMBER, lambda mark, argument=argument: Meant(mark[0], argument)))  # type: ignore[misc]
        for name, inner in branches(part, depth + 1):
            yield f"[{branch.name}]{name}", inner


def plurals(text: str) -> Iterator[tuple[str, str]]:
    """The plurals in a message with other text: their arguments, and what each says where no other branch holds."""
    for head in _HEAD.finditer(text) if "," in text else ():
        for branch in _found(text, head)[0] if head["kind"] != "select" else ():
            if branch.name == "other":
                yield head["name"], text[branch.start : branch.end]


def _found(text: str, head: re.Match[str]) -> tuple[list[_Branch], int]:
    """The branches after the head, and where the selection ends; no branches where it has no end."""
    found: list[_Branch] = []
    at = head.end()
    while key := _KEY.match(text, at):
        end = _closing(text, key.end())
        if end < 0:
            return [], at
        found.append(_Branch(key["key"], key.end(), end))
        at = end + 1
    close = _CLOSE.match(text, at)
    return (found, close.end()) if close else ([], at)


def _closing(text: str, at: int) -> int:
    """The offset of the brace that closes the one before `at`; -1 where there is none."""
    depth = 1
    for token in _TOKEN.finditer(text, at):
        if token[0] in "{}":
            depth += 1 if token[0] == "{" else -1
            if depth == 0:
                return token.start()
    return -1
