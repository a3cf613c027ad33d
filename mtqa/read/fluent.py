"""Fluent, `.ftl`: messages, terms and their attributes; `fluent.syntax`, the project's own parser, knows the places.

Each variant of a message that only selects is a unit, `emails[other]`; variants inside a sentence stay in it.
Placeables are codes, literals in them (`{"{"}`) text. What the parser leaves out as junk is an error here, with its
line: at run time the message would be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.read.layers import fault
from mtqa.read.units import Piece, Units
from mtqa.text import Document

if TYPE_CHECKING:
    from fluent.syntax import ast

_WORD = re.compile(r"[ \r\n]+|[^ \r\n]+")
_SPACE = re.compile(r"[ \r\n]+")


def read(path: str, raw: str, config: Config) -> Document:
    """The messages of a Fluent file."""
    from fluent.syntax import FluentParser, ast

    units = Units(path, raw, "fluent")
    try:
        resource = FluentParser().parse(raw)
    except RecursionError as error:
        raise ReadError.of("nested", path, advice="nested_messages") from error
    for entry in resource.body:
        if isinstance(entry, ast.Junk):
            raise _junk(path, raw, entry)
        if isinstance(entry, ast.Message | ast.Term):
            if entry.comment:
                units.comment(*_span(entry.comment))
            _entry(units, entry)
        else:
            units.comment(*_span(entry))
    return units.build()


def _entry(units: Units, entry: ast.Message | ast.Term) -> None:
    """The value of a message or term, and its attributes."""
    from fluent.syntax import ast

    name = f"-{entry.id.name}" if isinstance(entry, ast.Term) else entry.id.name
    note = (entry.comment.content or "") if entry.comment else ""
    values = [(name, entry.value), *((f"{name}.{part.id.name}", part.value) for part in entry.attributes)]
    for id, pattern in values:
        if pattern is not None:
            for variant, pieces in _variants(units.target.raw, id, pattern):
                units.add(variant, [], pieces, note=note, wraps=True)


def _variants(raw: str, name: str, pattern: ast.Pattern) -> Iterator[tuple[str, list[Piece]]]:
    """The pattern; where it is nothing but a selection, each variant with its name."""
    from fluent.syntax import ast

    only = pattern.elements[0] if len(pattern.elements) == 1 else None
    if isinstance(only, ast.Placeable) and isinstance(only.expression, ast.SelectExpression):
        for variant in only.expression.variants:
            yield from _variants(raw, f"{name}[{_key(variant)}]", variant.value)
    else:
        yield name, list(_pieces(raw, pattern))


def _key(variant: ast.Variant) -> str:
    from fluent.syntax import ast

    return variant.key.name if isinstance(variant.key, ast.Identifier) else variant.key.value


def _pieces(raw: str, pattern: ast.Pattern) -> Iterator[Piece]:
    from fluent.syntax import ast

    for element in pattern.elements:
        start, end = _span(element)
        if isinstance(element, ast.TextElement):
            yield from _traced(element.value, raw, start, end)
            continue
        expression = element.expression
        if isinstance(expression, ast.StringLiteral):
            yield Piece(expression.parse()["value"], start, end)
        elif isinstance(expression, ast.SelectExpression):
            for variant in expression.variants:
                yield Piece(" ", *_span(variant.key))
                yield from _pieces(raw, variant.value)
        else:
            yield Piece(raw[start:end], start, end, f"{{ {' '.join(raw[start + 1 : end - 1].split())} }}")


def _traced(text: str, raw: str, at: int, end: int) -> Iterator[Piece]:
    """Text as the parser returns it, without the indentation: its words stand in the file as they are."""
    for word in _WORD.finditer(text):
        space = _SPACE.match(raw, at, end)
        if word[0][0] in " \r\n":
            stop = space.end() if space else at
        else:
            at = space.end() if space else at
            stop = at + len(word[0])
        yield Piece(word[0], at, stop)
        at = stop


def _span(node: ast.SyntaxNode) -> tuple[int, int]:
    assert node.span
    return node.span.start, node.span.end


def _junk(path: str, raw: str, junk: ast.Junk) -> ReadError:
    """The error about an entry that is none, where the parser met it."""
    told = junk.annotations[0] if junk.annotations else None
    offset = _span(told)[0] if told else _span(junk)[0]
    detail = (told.message if told else "") or "an entry that is no message"
    return fault("no_fluent", path, raw, offset, detail=detail)
