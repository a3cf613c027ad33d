"""Exact conversion of values to JSON and back: the disk holds data, never code.

The type decides: a dataclass becomes the list of its fields, a tuple a list, an enumeration its value, a TypedDict
stays as it is. A field added to a dataclass needs no change here. A value that JSON would not restore (a tuple where
the type says Json) is refused when it is written, not discovered when it is read.

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
_Convert = Callable[[Any], Any]
_PLAIN = (str, int, float, bool, type(None))


class Codec(Generic[T]):
    """Encodes and decodes values of one type. Raises TypeError for a type it cannot convert, ValueError for data that
    it did not write."""

    def __init__(self, type_: type[T]) -> None:
        hashable: Any = type_
        self._type = hashable
        self._encode, self._decode = _converters(hashable)

    def encode(self, value: T) -> Any:
        return self._encode(value)

    def decode(self, data: Any) -> T:
        try:
            value: T = self._decode(data)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
            raise ValueError(f"not what was written: {error}") from error
        return value

    @property
    def layout(self) -> str:
        """Every dataclass and enumeration that a value may hold, with its fields or values. Data that was written by
        another layout may decode all the same, to something else: keep it under a key with the layout in it."""
        found: dict[str, str] = {}
        _lay_out(self._type, found)
        return "; ".join(f"{name}({parts})" for name, parts in sorted(found.items()))


def _lay_out(type_: Any, found: dict[str, str]) -> None:
    """Write down a type and all types in it."""
    parts: tuple[Any, ...] = get_args(type_)
    if isinstance(type_, type) and f"{type_.__module__}.{type_.__qualname__}" not in found:
        name = f"{type_.__module__}.{type_.__qualname__}"
        if issubclass(type_, Enum):
            found[name] = ", ".join(str(member.value) for member in type_)
        elif is_dataclass(type_):
            hints = typing.get_type_hints(type_)
            names = [field.name for field in fields(type_) if field.init]
            found[name] = ", ".join(f"{field}: {hints[field]!r}" for field in names)
            parts = tuple(hints[field] for field in names)
    for part in parts:
        _lay_out(part, found)


def _same(value: Any) -> Any:
    return value


@cache
def _converters(type_: Hashable) -> tuple[_Convert, _Convert]:
    """The functions that encode and decode a type; `_same` where the value stays as it is."""
    if type_ in _PLAIN:
        return _same, _same
    if isinstance(type_, type) and issubclass(type_, Enum):
        return (lambda value: value.value), type_
    if isinstance(type_, type) and is_dataclass(type_):
        return _dataclass_converters(type_)
    if typing.is_typeddict(type_):
        return _json, _same
    origin, arguments = get_origin(type_), get_args(type_)
    if origin in (Union, types.UnionType):
        return _union_converters(type_, arguments)
    if origin is tuple:
        return _tuple_converters(arguments)
    if origin in (Mapping, dict):
        return _mapping_converters(type_, arguments)
    raise TypeError(f"cannot convert {type_}")


_in_progress: set[type] = set()


def _dataclass_converters(type_: type) -> tuple[_Convert, _Convert]:
    if type_ in _in_progress:  # it contains itself: its converters are known when a value is converted
        return (lambda value: _converters(type_)[0](value)), lambda data: _converters(type_)[1](data)  # noqa: PLW0108
    _in_progress.add(type_)
    try:
        hints = typing.get_type_hints(type_)
        names = [field.name for field in fields(type_) if field.init]
        converters = [_converters(hints[name]) for name in names]
    finally:
        _in_progress.discard(type_)
    encoders = [(name, encode) for name, (encode, _) in zip(names, converters, strict=True)]
    decoders = [decode for _, decode in converters]
    if all(decode is _same for decode in decoders):
        return (lambda value: [encode(getattr(value, name)) for name, encode in encoders]), lambda data: type_(*data)
    return (
        lambda value: [encode(getattr(value, name)) for name, encode in encoders],
        lambda data: type_(*[decode(part) for decode, part in zip(decoders, data, strict=True)]),
    )


def _union_converters(type_: Any, arguments: tuple[Any, ...]) -> tuple[_Convert, _Convert]:
    """Converters of one type or None; or of the recursive Json, which stays as it is."""
    rest = [argument for argument in arguments if argument is not type(None)]
    if len(rest) == 1:
        encode, decode = _converters(rest[0])
        if encode is _same and decode is _same:
            return _same, _same
        return (lambda value: None if value is None else encode(value)), (
            lambda data: None if data is None else decode(data)
        )
    if set(_PLAIN) <= set(arguments):
        return _json, _same
    if all(argument in _PLAIN for argument in rest):
        return _same, _same
    raise TypeError(f"cannot convert {type_}")


def _tuple_converters(arguments: tuple[Any, ...]) -> tuple[_Convert, _Convert]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        encode, decode = _converters(arguments[0])
        if encode is _same and decode is _same:
            return list, tuple
        return (lambda value: [encode(part) for part in value]), lambda data: tuple([decode(part) for part in data])
    converters = [_converters(argument) for argument in arguments]
    return (
        lambda value: [encode(part) for (encode, _), part in zip(converters, value, strict=True)],
        lambda data: tuple([decode(part) for (_, decode), part in zip(converters, data, strict=True)]),
    )


def _mapping_converters(type_: Any, arguments: tuple[Any, ...]) -> tuple[_Convert, _Convert]:
    if arguments[0] is not str:
        raise TypeError(f"cannot convert {type_}: its keys are not text")
    encode, decode = _converters(arguments[1])
    return (
        lambda value: {key: encode(part) for key, part in value.items()},
        lambda data: {key: decode(part) for key, part in data.items()},
    )


def _json(value: Any) -> Any:
    """The value, if JSON restores it as it was; else raises ValueError."""
    if type(value) in _PLAIN:
        return value
    if type(value) is list:
        return [_json(part) for part in value]
    if type(value) is dict and all(type(key) is str for key in value):
        return {key: _json(part) for key, part in value.items()}
    raise ValueError(f"JSON would not restore {value!r}")
