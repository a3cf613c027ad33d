"""The page holds nothing that it does not use: words, and the classes and ids of its style sheets."""

from __future__ import annotations

import re
from pathlib import Path

from mtqa.data import folder_of
from mtqa.render.page.heat import HEAT_STEPS
from mtqa.render.page.words import own

PAGE = Path(str(folder_of("mtqa.render.page")))
SOURCES = "\n".join(
    path.read_text("utf-8")
    for path in (*PAGE.rglob("*.js"), *PAGE.rglob("*.j2"), *PAGE.rglob("*.py"), PAGE.parent / "html.py")
)
PROGRAM = SOURCES + "\n".join(path.read_text("utf-8") for path in PAGE.parents[1].rglob("*.py"))
# A key that is put together: "severity." ~ it in a template, `bulk.${choice}_done` in a script, f"rule.{it}" in Python.
_HOLE = r"\$?\{[^{}]*\}"
_MADE = re.compile(rf"""["`]([a-z]+\.[a-z_-]*)(?:"\s*~|({_HOLE})([a-z_-]*)["`])""")


def made_keys(sources: str) -> list[re.Pattern[str]]:
    """Patterns of the keys that are put together; what comes into the hole is their group."""
    return [re.compile(f"{re.escape(start)}(.+){end}") for start, _, end in _MADE.findall(sources)]


def unused_keys(keys: set[str], sources: str, program: str) -> list[str]:
    """The keys that stand nowhere, whole or put together of words that stand somewhere in the program."""
    patterns = made_keys(sources)
    named = set(re.findall(r"""["'`]([a-z]+\.[a-z_-]+)["'`]""", sources))
    spoken = {*re.findall(r"[\w/-]+", program), *re.findall(r"[\w-]+", program)}
    found = ((key, [match[1] for pattern in patterns if (match := pattern.fullmatch(key))]) for key in keys - named)
    return sorted(key for key, words in found if not spoken.intersection(words))


def unused_names(styles: str, sources: str) -> list[str]:
    """The classes and ids of style sheets that no other text has."""
    selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", styles, flags=re.DOTALL)
    names = set(re.findall(r"[.#]([a-zA-Z][\w-]*)", selectors))
    return sorted(names - set(re.findall(r"[a-zA-Z][\w-]*", sources)))


def test_every_word_of_the_page_is_used() -> None:
    assert unused_keys(set(own()), SOURCES, PROGRAM) == []


def test_every_class_and_id_of_the_style_sheets_is_used() -> None:
    styles = "\n".join(path.read_text("utf-8") for path in (PAGE / "styles").glob("*.css"))
    drawn = " ".join(f"h{step}" for step in range(1, len(HEAT_STEPS) + 1))
    assert unused_names(styles, f"{SOURCES} {drawn}") == []


def test_what_is_unused_is_found() -> None:
    keys = {"a.whole", "a.made_of", "a.left_done", "a.nowhere", "b.nowhere"}
    template = 't("a.whole") t("a.made_" ~ it) text(`a.${which}_done`)'
    assert unused_keys(keys, template, 'of = "left"') == ["a.nowhere", "b.nowhere"]
    styles = ".kept { color: red; } /* .b */ a.gone:hover, #lost > b { margin: 1rem } @media print { .far { x: y; } }"
    assert unused_names(styles, 'class="kept"') == ["far", "gone", "lost"]
