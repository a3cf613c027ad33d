"""Placeholders and tags in the strings of software: the parts of a unit that are not prose.

Users do not see a tag (`<b>`, `</a>`), so it is left out of the text, as in an HTML file, where `<br>` and `<p>` end a
paragraph. A placeholder (`%s`, `{name}`, `${x}`) becomes a word or a number when the program runs: it stays in the
sentence and is opaque. Both are listed in `Unit.codes`, where a check can compare them with those of the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mtqa.read.html import BLOCK

# Of a tag only the values of its attributes may be other than ASCII: what stands between a < b and c > d is text.
# printf without the space flag, since "50% discount" is no format (POSIX, fprintf), nor is "10%---a loss"; Python's and
# Objective-C's names.
_CODE = re.compile(
    r"""
    (?P<tag></?[A-Za-z][A-Za-z0-9_:.-]{0,40}(?:\s(?:[^<>"'\x80-\U0010ffff]|"[^"<>]{0,400}"|'[^'<>]{0,400}'){0,400}+)?/?>
      |<!--[^<>]{0,400}-->)
  | %%|%(?:\d{1,2}\$)?(?:\([\w.]{1,60}\))?(?:(?<!\d%)[-+\#]|0){0,3}(?:\d{1,3}|\*)?(?:\.(?:\d{1,3}|\*))?
      (?:hh|h|ll|l|j|z|t|L|q)?[diouxXeEfFgGaAcspn@](?![a-z])
  | \$[A-Z][A-Z0-9_@]{0,60}\$ | %\{[\w.:-]{1,60}\} | \#\{[^{}]{1,60}\}
  | \$\{[^{}]{1,80}\} | \{\{[^{}]{1,80}\}\} | \$t\([^()]{1,80}\)
  | \{\s*\w{1,60}\s*,\s*(?:plural|select|selectordinal)\s*,(?:\s*offset:\d+)?\s*(?:=\d+|\w+)\s*\{
  | \}\s*(?:=\d+|zero|one|two|few|many|other|\w{1,20})\s*\{ | \}\s*\}
  | \{[\w.\[\]:!,'\#\ -]{0,80}\}
  | &(?:[A-Za-z]{2,12}|\#\d{1,7}|\#x[0-9A-Fa-f]{1,6});
    """,
    re.VERBOSE,
)


_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,20})(?=[\s/>])")


class Code(NamedTuple):
    """A stretch that is not prose; if `shown`, it appears in the sentence."""

    start: int
    end: int
    text: str
    shown: bool

    @property
    def breaks(self) -> bool:
        """Does a paragraph end here?"""
        tag = None if self.shown else _NAME.match(self.text)
        return tag is not None and tag[1].lower() in BLOCK


def codes(text: str) -> Iterator[Code]:
    """The codes of a unit's text, in order.

    >>> [code.text for code in codes("点击<b>%s</b>，余 50% 的 {count, number}，{{x}}")]
    ['<b>', '%s', '</b>', '{count, number}', '{{x}}']
    """
    for match in _CODE.finditer(text):
        yield Code(match.start(), match.end(), match[0], match["tag"] is None)
