"""Plural forms in the names of units: `cups[other]` of Android and Apple, `cups_other` of i18next, `cups.other` of
Rails.

English has two forms, Chinese one, which translates the plural: `other`. Where the translation has a unit that the
source does not have under this name, the names below are tried; forms that Chinese does not have are not missing in
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: The categories of CLDR.
CATEGORIES = ("zero", "one", "two", "few", "many", "other")
_FORM = re.compile(
    rf"(?P<name>.+?)(?P<mark>\[|[_./])(?P<ordinal>ordinal_)?(?P<form>{'|'.join(CATEGORIES)}|plural|0)(?P<end>\]?)",
    re.DOTALL,
)


def alternatives(id: str) -> Iterator[str]:
    """Other names that the source of a unit may have, the best first.

    >>> list(alternatives("cups[one]"))
    ['cups[other]', 'cups']
    >>> list(alternatives("cups_0")), list(alternatives("cups"))[:3]
    (['cups_plural', 'cups_other', 'cups'], ['cups[other]', 'cups_other', 'cups_plural'])
    """
    form = _FORM.fullmatch(id)
    if form is None or (form["mark"] == "[") != (form["end"] == "]"):
        yield from (f"{id}[other]", f"{id}_other", f"{id}_plural", f"{id}.other")
        return
    name, mark, end = form["name"], form["mark"], form["end"]
    if form["form"] in ("0", "plural"):
        if mark == "_":
            yield from (f"{name}_plural", f"{name}_other", name)
        return
    if form["form"] != "other":
        yield f"{name}{mark}{form['ordinal'] or ''}other{end}"
    if mark == "_":
        yield f"{name}_plural"
    yield name


def category(id: str) -> str:
    """The plural category that a unit's name says, or nothing.

    >>> category("cups[one]"), category("cups_one"), category("cups")
    ('one', 'one', '')
    """
    form = _FORM.fullmatch(id)
    return form["form"] if form and form["form"] in CATEGORIES and (form["mark"] == "[") == (form["end"] == "]") else ""


def other_form(id: str) -> str:
    """The name of the form that stands for this one in Chinese; empty for a name that is that of no such form.

    >>> other_form("cups_one"), other_form("cups_other"), other_form("cups")
    ('cups_other', '', '')
    """
    form = _FORM.fullmatch(id)
    if form is None or category(id) in ("", "other"):
        return ""
    return f"{form['name']}{form['mark']}{form['ordinal'] or ''}other{form['end']}"
