"""The line of a TOML file on which each key was set.

Neither tomllib nor tomlkit, which keeps a file's form, gives line numbers. But every statement of TOML is a TOML
document of its own, and no part of a statement is. So tomllib itself finds where the statements end: lines are added
until they parse. That works for any value (strings and arrays of many lines, `#` and `[` within them), needs no second
parser of TOML, and takes a millisecond per hundred lines.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

#: Keys from the root inwards; the tables of an array are counted from 0.
Path = tuple[str | int, ...]


def lines_of(text: str) -> dict[Path, int]:
    """The line of every key and table of a text that tomllib can read, counted from 1.

    >>> lines_of('a = 1\\n[[b]]\\nc.d = [\\n 2]\\n')
    {('a',): 1, ('b', 0): 2, ('b',): 2, ('b', 0, 'c'): 3, ('b', 0, 'c', 'd'): 3}
    """
    found: dict[Path, int] = {}
    table: Path = ()
    for line, statement, tree in _statements(text):
        if statement.startswith("["):
            table = _header(tree, found, line, array=statement.startswith("[["))
        else:
            for path in _paths(tree):
                found.setdefault(table + path, line)
    return found


def line_of(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of a key, or of the nearest key around it that has a line of its own."""
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), None)


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    first, pending = 1, ""
    for number, line in enumerate(text.split("\n"), 1):  # splitlines() knows line ends that TOML does not
        pending += line + "\n"
        try:
            tree = tomllib.loads(pending)
        except tomllib.TOMLDecodeError:
            continue  # a value continues on the next line
        if tree:
            yield first, pending.lstrip(), tree
        first, pending = number + 1, ""


def _header(tree: Mapping[str, Any], found: dict[Path, int], line: int, *, array: bool) -> Path:
    """Note the table that `tree` opens, and return its path; within an array of tables, in the last one so far."""
    path: Path = ()
    node: Any = tree
    while isinstance(node, Mapping) and node:
        (name,) = node
        node = node[name]
        last = array and isinstance(node, list)
        path = (*path, name)
        count = sum(1 for other in found if other[:-1] == path and isinstance(other[-1], int))
        if last or count:
            path = (*path, count if last else count - 1)
    for end in range(len(path), 0, -1):
        found.setdefault(path[:end], line)
    return path


def _paths(tree: Mapping[str, Any], prefix: Path = ()) -> Iterator[Path]:
    for name, value in tree.items():
        yield (*prefix, name)
        if isinstance(value, Mapping):
            yield from _paths(value, (*prefix, name))
