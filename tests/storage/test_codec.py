"""What is kept comes back as it was, or is refused."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.findings import Json
from mtqa.storage.codec import Codec


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    number: float
    text: str | None


@dataclass(frozen=True)
class Outer:
    name: str
    colour: Colour
    inner: Inner | None
    row: tuple[Inner, ...]
    pair: tuple[int, Inner]
    evidence: Mapping[str, Json]
    flags: tuple[bool, ...] = ()
    parent: Outer | None = None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
inners = st.builds(Inner, st.floats(allow_nan=False), st.none() | st.text())
outers = st.builds(
    Outer,
    st.text(),
    st.just(Colour.RED),
    st.none() | inners,
    st.lists(inners).map(tuple),
    st.tuples(st.integers(), inners),
    st.dictionaries(st.text(), json_values),
    st.lists(st.booleans()).map(tuple),
)
nested = st.builds(dataclasses.replace, outers, parent=st.none() | outers)


@given(value=nested)
def test_there_and_back(value: Outer) -> None:
    codec = Codec(Outer)
    data = codec.encode(value)
    back = codec.decode(json.loads(json.dumps(data)))
    assert back == value and repr(back) == repr(value)


@pytest.mark.parametrize("evidence", [{"a": (1, 2)}, {"a": {1: 2}}, {"a": [{"b": {3}}]}, {"a": b"bytes"}])
def test_what_json_would_change_is_refused(evidence: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="would not restore"):
        Codec(Outer).encode(Outer("", Colour.RED, None, (), (1, Inner(1.0, "")), evidence))


@pytest.mark.parametrize("data", [None, 3, [], ["", "red"], ["", "blue", None, [], [1, [1.0, ""]], {}, []], {"a": 1}])
def test_what_was_not_written_by_it_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="not what was written"):
        Codec(Outer).decode(data)


class Facts(TypedDict, total=False):
    counts: dict[str, int]


def test_a_typed_dict_stays_as_it_is() -> None:
    facts = Facts(counts={"一": 1})
    assert Codec(Facts).encode(facts) == Codec(Facts).decode(facts) == facts
    with pytest.raises(ValueError, match="would not restore"):
        Codec(Facts).encode({"counts": Counter("一")})


@dataclass(frozen=True)
class Strange:
    names: set[str]


def test_a_type_without_a_way_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="cannot convert"):
        Codec(Strange)


def test_the_layout_tells_types_apart() -> None:
    layout = Codec(Outer).layout
    assert "Inner(number: <class 'float'>, text: str | None)" in layout and "Colour(red)" in layout

    @dataclass(frozen=True)
    class Inner2:
        number: float
        text: int | None

    assert Codec(Inner).layout != Codec(Inner2).layout.replace("Inner2", "Inner")
