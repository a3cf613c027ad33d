"""What `mtqa explain` says of a rule, for the page: why it matters, an example, how to fix it, its limits, in English
and Chinese. What its check finds is there in English only: in Chinese the line of the rule says it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from inspect import cleandoc
from textwrap import dedent

from markupsafe import Markup

from mtqa.checks import RULES, Check
from mtqa.findings import Rule
from mtqa.render.base import visible
from mtqa.render.page.packs import Packs
from mtqa.render.page.words import Words, check_in_chinese

_KEYS = {
    "What it finds": "finds",
    "Why it matters": "matters",
    "Example": "example",
    "How to fix it": "fix",
    "Known limits": "limits",
}


class Manual:
    """Puts the text of each check that has findings into the packs, once for all its rules."""

    def __init__(self, packs: Packs, words: Words) -> None:
        self._packs, self._words = packs, words
        self._known: dict[str, int] = {}

    def place(self, rule: Rule) -> int | None:
        """Where the text of a rule is packed; None for a rule that is not mtqa's own."""
        if rule.id not in RULES:
            return None
        check = RULES[rule.id][1]
        if check.name not in self._known:
            self._known[check.name] = len(self._known)
            self._packs.add("rule", self._known[check.name], self._text(check))
        return self._known[check.name]

    def _text(self, check: Check) -> Markup:
        chinese = check_in_chinese(check.name)
        paragraphs = re.split(r"\n\s*\n", cleandoc(check.documentation))
        return Markup("").join(self._part(paragraph, chinese) for paragraph in paragraphs)

    def _part(self, paragraph: str, chinese: Mapping[str, str]) -> Markup:
        heading, _, text = paragraph.partition("\n")
        if heading not in _KEYS:
            return _in_english(paragraph)
        key = _KEYS[heading]
        title = Markup("<h4>{}</h4>").format(self._words.say(f"rule.{key}"))
        if key == "finds":
            return Markup("<div class=in-en>{}{}</div>").format(title, _in_english(text))
        if key == "example":
            lines = Markup("<br>").join(dedent(text).split("\n"))
            return Markup("{}<p class=example lang=zh>{}</p>").format(title, lines)
        return title + _in_english(text) + Markup("<p class=in-zh lang=zh>{}</p>").format(_prose(chinese[key]))


def _in_english(text: str) -> Markup:
    return Markup("<p class=in-en lang=en>{}</p>").format(_prose(text))


def _prose(text: str) -> Markup:
    """A text with its `code`."""
    pieces = visible(" ".join(text.split())).split("`")
    return Markup("").join(Markup("<code>{}</code>").format(one) if n % 2 else one for n, one in enumerate(pieces))
