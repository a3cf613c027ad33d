"""Plural forms of units, as gettext and i18next write them."""

from __future__ import annotations

import re

from mtqa.text import Unit

_SINGULAR = re.compile(r"(?:[._]|^)(?:one|singular)$")
_FORM = re.compile(r"\[\d{1,3}\]$")


def is_singular(unit: Unit) -> bool:
    """Is the unit the singular form of an entry that has others? Its number may be a word: one file, 一个文件.

    >>> from mtqa.text import Span
    >>> is_singular(Unit("cart.item_one", Span(0, 0))), is_singular(Unit("item", Span(0, 0), forms=1))
    (True, False)
    """
    if unit.forms:
        return unit.forms > 1 and not _FORM.search(unit.id)
    return _SINGULAR.search(unit.id) is not None
