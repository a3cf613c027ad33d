"""A reader with a cache: readings are stored as soon as they are there, so that an interrupted run continues where it
stopped. A passage that was not read is asked for again in the next run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from typing import Any

from mtqa.engines.base import Identity
from mtqa.engines.reader.base import Outcome, Passage, Reader, Reading, Remark
from mtqa.storage import Cache, key_of


class CachedReader:
    """A Reader that asks the cache first."""

    def __init__(self, reader: Reader, cache: Cache) -> None:
        self._reader = reader
        self._cache = cache

    @property
    def identity(self) -> Identity:
        return self._reader.identity

    def read(self, passages: Sequence[Passage]) -> Iterator[tuple[int, Outcome]]:
        keys = [key_of("reading-1", str(self.identity), *astuple(passage)) for passage in passages]
        missing: dict[str, list[int]] = {}
        for index, key in enumerate(keys):
            known = _reading(self._cache.get(key))
            if known is None:
                missing.setdefault(key, []).append(index)
            else:
                yield index, known
        places = list(missing.values())  # equal passages are read once
        for place, outcome in self._reader.read([passages[indices[0]] for indices in places]) if places else ():
            if isinstance(outcome, Reading):
                self._cache.put({keys[places[place][0]]: _stored(outcome)})
            for index in places[place]:
                yield index, outcome


def _stored(reading: Reading) -> list[Any]:
    return [[list(astuple(remark)) for remark in reading.remarks], reading.malformed]


def _reading(stored: Any) -> Reading | None:
    """The stored reading; None where there is none, or it is damaged."""
    try:
        remarks, malformed = stored
        return Reading(tuple(Remark(*map(str, fields)) for fields in remarks), int(malformed))
    except (TypeError, ValueError):
        return None
