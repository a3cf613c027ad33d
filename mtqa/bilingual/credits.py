"""Units in which translators name themselves: the target has names, years and addresses that the source has not.

GNOME asks for them by `translator-credits`, KDE by `Your names` and `Your emails`.
"""

from __future__ import annotations

import re

_CREDITS = re.compile(
    r"\W*(?:translat(?:or|ion)s?[-_ ]credits?(?:[-_ ].{0,40})?|your[-_ ]?(?:names?|e-?mails?)"
    r"|(?:list[-_ ]of[-_ ])?translators?(?:[-_ ]list)?)\W*",
    re.IGNORECASE,
)
_LONGEST = 80


def is_credits(source: str) -> bool:
    """Does the source ask for the translators?

    >>> is_credits("translator-credits"), is_credits("Your emails"), is_credits("Your email is wrong.")
    (True, True, False)
    """
    return len(source) <= _LONGEST and _CREDITS.fullmatch(source.strip()) is not None
