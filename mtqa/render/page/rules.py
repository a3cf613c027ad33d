"""What `mtqa explain` says of a rule, for the page: what its check finds, why it matters, an example, how
to fix it, its limits."""

from __future__ import annotations

import re
from inspect import cleandoc
from textwrap import dedent

from markupsafe import Markup

from mtqa.checks import RULES
from mtqa.findings import Rule
from mtqa.render.base import visible
from mtqa.render.page.packs import Packs
from mtqa.render.page.words import Words

_HEADINGS = {
    "What it finds": "rule.finds",
    "Why it matters": "rule.matters",
    "Example": "rule.example",
    "How to fix it": "rule.fix",
    "Known limits": "rule.limits",
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
        text = cleandoc(RULES[rule.id][1].documentation)
        if text not in self._known:
            self._known[text] = len(self._known)
            self._packs.add("rule", self._known[text], Markup("").join(map(self._part, re.split(r"\n\s*\n", text))))
        return self._known[text]

    def _part(self, paragraph: str) -> Markup:
        heading, _, text = paragraph.partition("\n")
        if heading not in _HEADINGS:
            return Markup("<p lang=en>{}</p>").format(_prose(paragraph))
        body = Markup("<br>").join(dedent(text).split("\n")) if heading == "Example" else _prose(dedent(text))
        return Markup("<h4>{}</h4><p lang={}>{}</p>").format(
            self._words.say(_HEADINGS[heading]), "zh" if heading == "Example" else "en", body
        )


def _prose(text: str) -> Markup:
    """A text with its `code`."""
    pieces = visible(" ".join(text.split())).split("`")
    return Markup("").join(Markup("<code>{}</code>").format(one) if n % 2 else one for n, one in enumerate(pieces))
