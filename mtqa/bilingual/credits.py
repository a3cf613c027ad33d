"""Units whose target is no translation: translators name themselves in it, or list words of their own language.

GNOME asks for translators by `translator-credits`, KDE by `Your names` and `Your emails`. The desktop entries of
freedesktop.org have `Keywords`, words between semicolons that a search finds a program by.
"""

from __future__ import annotations

import re

from mtqa.script import has_han

_CREDITS = re.compile(
    r"\W*(?:translat(?:or|ion)s?[-_ ]credits?(?:[-_ ].{0,40})?|your[-_ ]?(?:names?|e-?mails?)"
    r"|(?:list[-_ ]of[-_ ])?translators?(?:[-_ ]list)?)\W*",
    re.IGNORECASE,
)
_LONGEST = 80
# “Report bugs to …”: the manual of gettext asks translators to add where errors of translation are reported.
_REPORTS = re.compile(r"\breport\b.{0,40}\bbugs?\b|\bbugs?\b.{0,20}\breport\b", re.IGNORECASE)
# Between semicolons, or between commas without spaces: fps,feet per second.
_ITEM = r"[^,;.\s]{1,30}(?: [^,;.\s]{1,30}){0,2}"
_KEYWORDS = re.compile(rf"\s*(?:[^;\n]{{1,60}};){{2,}}[^;\n]{{0,60}}\s*|{_ITEM}(?:,(?!\d){_ITEM}){{1,20}}")


def is_keywords(source: str) -> bool:
    """Is it a list of words to search for, as desktops have it? Each language has its own words there.

    >>> is_keywords("Wallpaper;Screen;Desktop;"), is_keywords("fps,feet per second"), is_keywords("Stop; then go.")
    (True, True, False)
    """
    return _KEYWORDS.fullmatch(source) is not None


def has_keywords(source: str, target: str) -> bool:
    """Are these words to search for, with or without the English ones before the Chinese?

    >>> has_keywords("editor font", "editor font 编辑器 字体"), has_keywords("Open the file", "Open the file 打开文件")
    (True, False)
    """
    own = target.removeprefix(source).split()
    return is_keywords(source) or (target.startswith(source) and len(own) > 1 and all(map(has_han, own)))


def asks_for_reports(source: str) -> bool:
    """Does the source say where to report bugs? Translators add their own address.

    >>> asks_for_reports("Report bugs to <%s>."), asks_for_reports("Bugs are reported.")
    (True, False)
    """
    return _REPORTS.search(source) is not None


def is_of_its_own(source: str) -> bool:
    """Does each language fill the unit with something of its own?"""
    return is_credits(source) or is_keywords(source)


def is_credits(source: str) -> bool:
    """Does the source ask for the translators?

    >>> is_credits("translator-credits"), is_credits("Your emails"), is_credits("Your email is wrong.")
    (True, True, False)
    """
    return len(source) <= _LONGEST and _CREDITS.fullmatch(source.strip()) is not None
