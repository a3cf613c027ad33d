"""Values as JSON and back, exactly: what is kept on disk is data, never code.

The types say how: a dataclass becomes the list of its fields, a tuple a list, an enumeration its value, a TypedDict
stays as it is. A field added
to a dataclass needs nothing here. What JSON cannot give back as it was (a tuple where the type says Json) is refused
while it is written, not discovered when it is read.

>>> from mtqa.text import Place
>>> codec = Codec(Place)
>>> codec.encode(Place(3, 7)), codec.decode([3, 7]) == Place(3, 7)
([3, 7], True)
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

T = TypeVar("T")
_Way = Callable[[Any], Any]
_PLAIN = (str, int, float, bool, type(None))


class Codec(Generic[T]):
    """The ways of one type to JSON and back. Raises TypeError for a type it has no way for, ValueError for data that
    was not written by it."""

    def __init__(self, type_: type[T]) -> None:
        of: Any = type_
        self._encode, self._decode = _ways(of)

    def encode(self, value: T) -> Any:
        return self._encode(value)

    def decode(self, data: Any) -> T:
        try:
            value: T = self._decode(data)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
            raise ValueError(f"not what was written: {error}") from error
        return value


def _same(value: Any) -> Any:
    return value


@cache
def _ways(type_: Hashable) -> tuple[_Way, _Way]:
    """How to encode and to decode a type; `_same` where nothing is to be done."""
    if type_ in _PLAIN:
        return _same, _same
    if isinstance(type_, type) and issubclass(type_, Enum):
        return (lambda value: value.value), type_
    if isinstance(type_, type) and is_dataclass(type_):
        return _dataclass_ways(type_)
    if typing.is_typeddict(type_):
        return _json, _same
    origin, arguments = get_origin(type_), get_args(type_)
    if origin in (Union, types.UnionType):
        return _union_ways(type_, arguments)
    if origin is tuple:
        return _tuple_ways(arguments)
    if origin in (Mapping, dict):
        return _mapping_ways(type_, arguments)
    raise TypeError(f"no way to keep {type_}")


_under_way: set[type] = set()


def _dataclass_ways(type_: type) -> tuple[_Way, _Way]:
    if type_ in _under_way:  # it contains itself: its ways are known by the time they are gone
        return (lambda value: _ways(type_)[0](value)), lambda data: _ways(type_)[1](data)  # noqa: PLW0108
    _under_way.add(type_)
    try:
        hints = typing.get_type_hints(type_)
        names = [field.name for field in fields(type_) if field.init]
        ways = [_ways(hints[name]) for name in names]
    finally:
        _under_way.discard(type_)
    out = [(name, encode) for name, (encode, _) in zip(names, ways, strict=True)]
    into = [decode for _, decode in ways]
    if all(decode is _same for decode in into):
        return (lambda value: [encode(getattr(value, name)) for name, encode in out]), lambda data: type_(*data)
    return (
        lambda value: [encode(getattr(value, name)) for name, encode in out],
        lambda data: type_(*[decode(part) for decode, part in zip(into, data, strict=True)]),
    )


def _union_ways(type_: Any, arguments: tuple[Any, ...]) -> tuple[_Way, _Way]:
    """One type or None; or the recursive Json, which is kept as it is."""
    rest = [one for one in arguments if one is not type(None)]
    if len(rest) == 1:
        encode, decode = _ways(rest[0])
        if encode is _same and decode is _same:
            return _same, _same
        return (lambda value: None if value is None else encode(value)), (
            lambda data: None if data is None else decode(data)
        )
    if set(_PLAIN) <= set(arguments):
        return _json, _same
    if all(one in _PLAIN for one in rest):
        return _same, _same
    raise TypeError(f"no way to keep {type_}")


def _tuple_ways(arguments: tuple[Any, ...]) -> tuple[_Way, _Way]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        encode, decode = _ways(arguments[0])
        if encode is _same and decode is _same:
            return list, tuple
        return (lambda value: [encode(one) for one in value]), lambda data: tuple([decode(one) for one in data])
    ways = [_ways(one) for one in arguments]
    return (
        lambda value: [encode(one) for (encode, _), one in zip(ways, value, strict=True)],
        lambda data: tuple([decode(one) for (_, decode), one in zip(ways, data, strict=True)]),
    )


def _mapping_ways(type_: Any, arguments: tuple[Any, ...]) -> tuple[_Way, _Way]:
    if arguments[0] is not str:
        raise TypeError(f"no way to keep {type_}: its keys are not text")
    encode, decode = _ways(arguments[1])
    return (
        lambda value: {key: encode(one) for key, one in value.items()},
        lambda data: {key: decode(one) for key, one in data.items()},
    )


def _json(value: Any) -> Any:
    """A value that JSON gives back as it was."""
    if type(value) in _PLAIN:
        return value
    if type(value) is list:
        return [_json(one) for one in value]
    if type(value) is dict and all(type(key) is str for key in value):
        return {key: _json(one) for key, one in value.items()}
    raise ValueError(f"JSON would not give back {value!r} as it is")
