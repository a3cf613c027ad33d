"""Are the keys of a resource file its English text? "Save changes" = "保存更改"; is, `menu.save` is not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtqa.script import han_count

_WORD = re.compile(r"(?<!\S)[^\w\s]{0,3}[A-Za-z]")
# Names for programs: one word with a dot, an underscore or a colon inside, or a capital after a small letter.
_ONE_WORD = re.compile(r"[\w.:/-]+")
_SIGN = re.compile(r"[a-z0-9][A-Z]|\w[._:/]\w|_")
_LEAST = 0.2  # share of keys of several words; set by hand: names for programs have none, labels are often one word


class ProseKeys:
    """Tells which keys are texts; none is where too few of them have several words.

    >>> keys = ProseKeys(["Save changes", "Cancel", "menuTitle"])
    >>> "Cancel" in keys, "menuTitle" in keys, "Save" in ProseKeys(["Save", "menu.title"])
    (True, False, False)
    """

    def __init__(self, keys: Sequence[str]) -> None:
        several = sum(len(_WORD.findall(key)) > 1 for key in keys)
        self._prose = several > 0 and several >= _LEAST * len(keys)

    def __bool__(self) -> bool:
        return self._prose

    def __contains__(self, key: object) -> bool:
        return self._prose and isinstance(key, str) and is_text(key)


def is_text(key: str) -> bool:
    """May the key be a text in English, or is it a name for programs, or Chinese?"""
    is_name = _ONE_WORD.fullmatch(key) and _SIGN.search(key)
    return not is_name and not han_count(key)
