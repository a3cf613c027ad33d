"""Placeholders and tags in the strings of software: the parts of a unit that are not prose.

Users do not see a tag (`<b>`, `</a>`), so it is left out of the text, as in an HTML file, where `<br>` and `<p>` end a
paragraph. A placeholder (`%s`, `{name}`, `${x}`) becomes a word or a number when the program runs: it stays in the
sentence and is opaque. Both are listed in `Unit.codes`, where a check can compare them with those of the source.

Some dialects look like prose (`:name`, `@count`, `$1`, `%1`): `read/dialects.py` says what is evidence for them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple

from mtqa.read import dialects
from mtqa.read.html import BLOCK

_SIGN = re.compile(r"[<%${}\\@&]|:[a-z]|\[[/a-z]|__")  # without one of these there is no code

# Of a tag only the values of its attributes may be other than ASCII: what stands between a < b and c > d is text.
_TAGS = r"""
    (?P<tag></?[A-Za-z][A-Za-z0-9_:.-]{0,40}(?:\s(?:[^<>"'\x80-\U0010ffff]|"[^"<>]{0,400}"|'[^'<>]{0,400}'){0,400}+)?/?>
      |<!--[^<>]{0,400}-->)
  | (?P<numbered><\d{1,3}[ ]?/?>|</\d{1,3}>)
  | \[/?(?:b|i|u|em|strong|code|kbd|url|sup|sub|br|color|size|c|a|doc)(?:[=@ ][^\[\]\n]{0,200})?\]
"""
# printf without the space flag, since "50% discount" is no format (POSIX, fprintf), nor is "10%---a loss"; Python's and
# Objective-C's names. One or two letters behind a type are a unit: %ds, %sms. Go has %v, glibc %m. %0A is a line end of
# an encoded address.
_PRINTF = r"""
  | %%
  | (?<!\d)%(?:\d{1,2}\$)?\#@\w{1,60}@
  | (?<![A-Za-z0-9%])%(?!(?:hh?|ll?|[jztLq])?[dioux]%)[A-Za-z_][A-Za-z0-9_.]{1,60}%(?![A-Za-z0-9%])
  | %\([\w.]{1,60}\)[-+\#0]{0,3}(?:\d{1,3})?(?:\.\d{1,3})?[diouxXeEfFgGaAcrs]
  | %(?!0A)(?:\d{1,2}\$)?(?:(?<!\d%)[-+\#']|0){0,3}(?:\d{1,3}|\*(?:\d\$)?)?(?:\.(?:\d{1,3}|\*(?:\d\$)?))?
      (?:(?:hh|h|ll|l|j|z|t|L|q)?[diouxXeEfFgGaAcspn@](?![a-z])|<PRI[A-Za-z0-9]{1,12}>)
  | (?<!\d)%(?:\d{1,2}\$)?'?(?:\d{1,3}|\*)?(?:\.(?:\d{1,3}|\*))?(?:hh|h|ll|l|z)?[diufs](?=[a-z]{1,2}(?![a-z]))
  | (?<!\d)%(?:\d{1,2}\$)?[+\#]?[vqTm](?![A-Za-z])
  | (?P<glued>(?<!\d)%(?:\d{1,2}\$)?(?:\d{1,3})?(?:\.\d{1,3})?l?[diusc](?=[a-z]{3}))
"""
_PLACES = r"""
  | (?P<place>%L?\d{1,2}(?!\d))
"""
_QT = r"""
  | %L?(?:\d{1,2}|n(?![A-Za-z]))
"""
_REST = r"""
  | \$[A-Z][A-Z0-9_@]{0,60}\$ | (?<!\})%\{[\w.:-]{1,60}\} | \#\{[^{}]{1,60}\}
  | \$\{[^{}]{1,80}\} | \{\{[\s\#/^&>~!-]{0,4}[\w$@.][^{}]{0,120}\}\} | \$t\([^()]{1,80}\) | \$\([A-Za-z_][\w.]{0,60}\)
  | (?<![A-Za-z0-9_])__[A-Za-z][A-Za-z0-9]{0,40}__(?![A-Za-z0-9_])
  | (?<![A-Za-z0-9$])\$[A-Za-z_][A-Za-z0-9_]{0,60}
  | (?P<dollar>(?<![A-Za-z0-9$])\$[1-9]\d?(?![\d.,]*\d))
  | \{\s*\$[\w.-]{1,60}\s*->
  | \{\s*(?:\$|[A-Z]{2,20}\()[^{}\n]{1,80}\}
  | \{\s*\w{1,60}\s*,\s*(?:plural|select|selectordinal)\s*,(?:\s*offset:\d+)?\s*(?:=\d+|\w+)\s*\{
  | (?P<branch>\}\s*(?:=\d+|\w{1,20})\s*\{|\}\s*\})
  | (?P<brace>\{(?!'[^{}']{1,80}'\})(?=[^{}]{0,80}\w|\})[\w.\[\]:!,'\#\ -]{0,80}\})
  | @(?:\.[a-z]{1,20})?:(?:\([\w.]{1,60}\)|\{'[^'{}]{1,60}'\}|[A-Za-z_](?:[A-Za-z0-9_.-]{0,60}[A-Za-z0-9_])?)
  | (?P<colon>(?<![A-Za-z0-9:/\[]):[a-z][A-Za-z0-9_]{1,40}(?![A-Za-z0-9_:：]))
  | (?P<at>(?<![A-Za-z0-9_.@+-])@(?:[a-z][a-z0-9_]{0,40}|[1-9]\d?)(?![A-Za-z0-9_@]|[.-][A-Za-z0-9]))
  | (?<![:\\])\\[nrt](?![a-z]) | (?<=[.!?,;])\\[nrt]
  | &(?:[A-Za-z]{2,12}|\#\d{1,7}|\#x[0-9A-Fa-f]{1,6});
"""

_SPACE = re.compile(r"\s")
# What stands behind the name of a tag: attributes with a value, those that have none, and placeholders for them.
_ATTRIBUTES = re.compile(
    r"(?:\s+(?:[\w:@.*()\[\]#-]++\s*+=\s*+(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>=]*)|[%{$#][^\s<>]*"
    r"|(?:allowfullscreen|async|autoplay|checked|compact|controls|default|defer|disabled|download|hidden|loop|multiple"
    r"|muted|novalidate|nowrap|open|readonly|required|reversed|selected)\b))*\s*/?>"
)
_BARE = re.compile(r"<([A-Za-z][A-Za-z0-9_.:-]*)>")
# Elements that may stand without an end, and those that programs show.
_ELEMENTS = BLOCK | frozenset(
    {
        *("a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "img", "input", "ins", "kbd", "label"),
        *("mark", "nobr", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr"),
    }
)
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,20})(?=[\s/>])")


class Code(NamedTuple):
    """A stretch that is not prose; if `shown`, it appears in the sentence. `is_name`: what users give, <file>, which is
    translated, too."""

    start: int
    end: int
    text: str
    shown: bool
    is_name: bool = False

    @property
    def breaks(self) -> bool:
        """Does a paragraph end here?"""
        tag = None if self.shown else _NAME.match(self.text)
        return tag is not None and tag[1].lower() in BLOCK


def codes(text: str, beside: str = "", flags: Collection[str] = ()) -> Iterator[Code]:
    """The codes of a unit's text, in order. `beside` is the unit's other side, and `flags` are the formats that the
    file says it has (`c-format`): both are evidence for placeholders that look like prose.

    >>> [code.text for code in codes("点击<b>%s</b>，余 50% 的 {count, number}，{{x}}")]
    ['<b>', '%s', '</b>', '{count, number}', '{{x}}']
    >>> [code.text for code in codes("您好:name，<0>请进", "Hello :name, <0>come in</0>")]
    [':name', '<0>']
    """
    if not _SIGN.search(text):
        return
    evidence = dialects.Evidence(text, beside, flags)
    pattern, at = _pattern(dialects.printf_of(tuple(flags))), 0
    while match := pattern.search(text, at):
        kind = match.lastgroup or ""
        is_prose = kind in dialects.LIKE_PROSE and not evidence.holds(kind, match)
        if is_prose or (kind == "tag" and not _is_tag(match[0])):  # another code may begin inside
            at = match.start() + 1
        else:
            at = match.end()
            is_name = kind == "tag" and _is_name(match[0], evidence)
            yield Code(match.start(), at, match[0], is_name or kind not in ("tag", "numbered"), is_name)


def _is_name(written: str, evidence: dialects.Evidence) -> bool:
    """Does it stand for what users give, git clone <repository>? It is no element of HTML, and nothing closes it."""
    bare = _BARE.fullmatch(written)
    return bare is not None and bare[1].lower() not in _ELEMENTS and bare[1] not in evidence.closed


def _is_tag(written: str) -> bool:
    """Is it a tag with its attributes, and not words in angle brackets, <standard output>?"""
    begin = _SPACE.search(written)
    if begin and written[begin.start() - 1] in ":.-":  # <Answer: {x}>
        return False
    if begin and "=" not in written and _is_unknown(written):  # <cannot open>
        return False
    return begin is None or written.startswith("<!--") or bool(_ATTRIBUTES.fullmatch(written, begin.start()))


def _is_unknown(written: str) -> bool:
    """Is it no element of HTML?"""
    name = _NAME.match(written)
    return name is not None and name[1].lower() not in _ELEMENTS


@cache
def _pattern(printf: dialects.Printf) -> re.Pattern[str]:
    """All codes in one expression; of several that begin at a place the first counts."""
    percent = {"printf": _PRINTF + _PLACES, "places": _QT, "none": _PLACES}[printf]
    return re.compile(_TAGS + percent + _REST, re.VERBOSE)
