"""Reads glossaries from JSON: a list of entries, or an object of terms.

    [{"source": "cache", "target": ["缓存"], "avoid": ["高速缓冲"], "note": "…", "case_sensitive": true}]
    {"cache": "缓存", "SCSS": "=", "surface": {"target": "界面", "avoid": "/表面(?!上)/"}}

A list may stand under `terms`. Keys that are not known are left out, unless they look like a known one misspelt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from mtqa.bilingual.glossary.entry import Entry, separated
from mtqa.bilingual.glossary.table import NAMES
from mtqa.errors import UsageError
from mtqa.read.json_text import Path, places, verify

_KEYS = {name: key for key, names in NAMES.items() for name in names}
_MISSPELT = 0.82  # of difflib: “avoids”, “do_not_translated”
_WRAPPERS = ("terms", "glossary", "entries")


def read(path: str, raw: str) -> Iterator[Entry | UsageError]:
    """The entries of a JSON glossary, and an error for each that is none. Raises ReadError if it is not JSON, and
    UsageError if it is something else."""
    verify(path, raw, 1)
    found = [(keys, match) for keys, match in places(raw, 0, len(raw))]
    root = found[0][1][0][0] if found else ""
    if root not in "[{" or not root:
        advice = 'write [{"source": "cache", "target": ["缓存"]}] or {"cache": "缓存"}'
        raise UsageError("the glossary is neither a list nor an object", where=path, advice=advice)
    wrappers = {(name,) for name in _WRAPPERS}
    wrapper = next((keys for keys, match in found if keys in wrappers and match[0] == "["), ())
    if wrapper:
        found = [(keys, match) for keys, match in found if keys[:1] == wrapper]
    depth = len(wrapper) + 1
    line, counted = 1, 0
    for keys, start, tokens in _entries(found, depth):
        line, counted = line + raw.count("\n", counted, start), start
        where = f"{path}:{line}"
        try:
            yield _entry(where, keys[-1], _value(tokens, len(keys)))
        except UsageError as error:
            yield error


Token = tuple[Path, re.Match[str]]


def _entries(found: list[Token], depth: int) -> Iterator[tuple[Path, int, list[Token]]]:
    """The keys, the place and the values of each entry; the key of an object may be there twice."""
    tokens: list[Token] = []
    for keys, match in found:
        if len(keys) == depth and tokens:
            yield tokens[0][0], tokens[0][1].start(), tokens
            tokens = []
        if len(keys) >= depth:
            tokens.append((keys, match))
    if tokens:
        yield tokens[0][0], tokens[0][1].start(), tokens


def _value(tokens: list[Token], depth: int) -> Any:
    """The value of an entry: a plain value, a list of them, or an object of these."""
    (_, match), *rest = tokens
    if match[0] not in "[{":
        return json.loads(match[0], strict=False)
    parts: dict[str | int, Any] = {}
    group: list[Token] = []
    for token in [*rest, None]:
        if group and (token is None or len(token[0]) == depth + 1):
            parts[group[0][0][-1]] = _value(group, depth + 1)
            group = []
        if token is not None:
            group.append(token)
    return parts if match[0] == "{" else list(parts.values())


def _entry(where: str, key: str | int, value: Any) -> Entry:
    """The entry; `key` is the term, or its number in a list."""
    line = int(where.rpartition(":")[2])
    values: Mapping[str, Any] = value if isinstance(value, dict) else {"target": value}
    if isinstance(key, int) and not isinstance(value, dict):
        advice = 'write {"source": "cache", "target": "缓存"}'
        raise UsageError(f"entry {key + 1} is not an object", where=where, advice=advice)
    known = _known(where, values)
    source = key if isinstance(key, str) else _text(where, "source", known.get("source", ""))
    targets, avoid = _texts(where, "target", known.get("target")), _texts(where, "avoid", known.get("avoid"))
    spaced = [text for text in (source, *targets) if text != text.strip()]
    if known.get("barred") is True:  # all its wordings are forbidden
        targets, avoid = [], [*avoid, *targets]
    else:
        avoid += _texts(where, "forbidden", known.get("barred"))
    return Entry(
        source.strip(),
        targets,
        line,
        avoid,
        _text(where, "note", known.get("note") or ""),
        bool(_flag(where, "do_not_translate", known.get("kept")))
        or _flag(where, "translatable", known.get("translated")) is False,
        bool(_flag(where, "case_sensitive", known.get("exact"))),
        spaced,
    )


def _known(where: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values by what they are. Raises UsageError for a key that looks like a known one misspelt."""
    known = {}
    for name, value in values.items():
        plain = str(name).strip().lower()
        if plain in _KEYS:
            known[_KEYS[plain]] = value
        elif near := get_close_matches(plain, _KEYS, n=1, cutoff=_MISSPELT):
            raise UsageError(f"there is no key “{name}” in a glossary", where=where, advice=f"did you mean {near[0]}?")
    return known


def _texts(where: str, key: str, value: Any) -> list[str]:
    """A text in the notation of tables, or a list of them."""
    if value is None or value is False:
        return []
    if isinstance(value, str):
        return separated(value)
    if isinstance(value, list) and all(isinstance(text, str) for text in value):
        return [text.strip() for text in value]
    raise UsageError(f"“{key}” is neither a text nor a list of texts", where=where, advice='write "缓存" or ["缓存"]')


def _text(where: str, key: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    raise UsageError(f"“{key}” is not a text", where=where, advice="write it between quotation marks")


def _flag(where: str, key: str, value: Any) -> bool | None:
    """The value of a switch; None where it is not set."""
    if value is None or isinstance(value, bool):
        return value
    raise UsageError(f"“{key}” is neither true nor false", where=where, advice="write true or false")
