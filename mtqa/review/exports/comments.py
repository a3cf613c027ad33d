"""The part of a Word document that holds its comments: added to the one it has, or made (ECMA-376 part 1, 17.13.4)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from xml.sax.saxutils import quoteattr

from mtqa.errors import UsageError
from mtqa.read.package import Package
from mtqa.render.base import visible
from mtqa.review.archive import replaced

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
# The vocabulary and the relation: transitional, which all programs write, and strict (ECMA-376 part 1, annex A).
_TRANSITIONAL = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments",
)
_STRICT = (
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/comments",
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_TYPES = "[Content_Types].xml"
_MOST_INITIALS = 3


@dataclass(frozen=True)
class Author:
    """Who changed or remarked something, and when (ISO 8601, or empty)."""

    name: str
    time: str = ""


@dataclass(frozen=True)
class Comment:
    """A comment; the main text refers to it by its number."""

    number: int
    text: str
    author: Author


def with_comments(package: Package, data: bytes, comments: Sequence[Comment], main: str) -> bytes:
    """The bytes of a document, itself a copy of `package`, with more comments on the text of its member `main`."""
    copy = Package(package.path, data, package.kind, package.program)
    there = [name for kind, name in copy.related(main).values() if kind == "comments" and name in copy]
    vocabulary, kind = _STRICT if _STRICT[0] in copy.text(main) else _TRANSITIONAL
    inside = "".join(_comment(comment, vocabulary) for comment in comments)
    if there:
        return replaced(copy, {there[0]: _before_end(copy.text(there[0]), "comments", inside)})
    folder, _, file = main.rpartition("/")
    name = "comments.xml" if f"{folder}/comments.xml" not in copy else "mtqa-comments.xml"
    part, relations = f"{folder}/{name}", f"{folder}/_rels/{file}.rels"
    new = {part: f'{_HEAD}<w:comments xmlns:w="{vocabulary}">{inside}</w:comments>'}
    relation = f'<Relationship Id="mtqaComments" Type="{kind}" Target="{name}"/>'
    override = f'<Override PartName="/{part}" ContentType="{_TYPE}"/>'
    changed = {_TYPES: _before_end(copy.text(_TYPES), "Types", override)}
    if relations in copy:
        changed[relations] = _before_end(copy.text(relations), "Relationships", relation)
    else:
        new[relations] = f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'
    return _added(replaced(copy, changed), new)


def _comment(comment: Comment, vocabulary: str) -> str:
    """One comment, a paragraph a line. It declares its prefix: the part may have another one."""
    author = comment.author
    time = f" w:date={quoteattr(author.time)}" if author.time else ""
    name = visible(author.name)
    lines = (
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line, quote=False)}</w:t></w:r></w:p>'
        for line in visible(comment.text).split("\n")
    )
    return (
        f'<w:comment xmlns:w="{vocabulary}" w:id="{comment.number}" w:author={quoteattr(name)}{time} '
        f"w:initials={quoteattr(name[:_MOST_INITIALS])}>{''.join(lines)}</w:comment>"
    )


def _before_end(text: str, root: str, xml: str) -> str:
    """The text of a member with more at the end of its root element."""
    if end := re.search(rf"</(?:[^\s<>/:]+:)?{root}\s*>\s*\Z", text):
        return text[: end.start()] + xml + text[end.start() :]
    if empty := re.search(rf"<((?:[^\s<>/:]+:)?{root}\b[^<>]*)/>\s*\Z", text):
        name = empty[1].split(maxsplit=1)[0]
        return f"{text[: empty.start()]}<{empty[1]}>{xml}</{name}>"
    raise UsageError(f"the part <{root}> of the document has no end", advice="save it again with its program")


def _added(data: bytes, members: Mapping[str, str]) -> bytes:
    """The archive with more members at its end."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
