"""The report's schema: every key that a report has is described, and its evidence is that of the checks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from handmade import hostile, sample
from jsonschema import Draft202012Validator

import mtqa
from mtqa.checks import RULES
from mtqa.findings import Evidence
from mtqa.render.json import SCHEMA, render
from mtqa.report import Report

ROOT = Path(__file__).parents[2]
PUBLISHED: dict[str, Any] = json.loads(files("mtqa").joinpath("data/report.schema.json").read_text("utf-8"))


def translated() -> Report:
    return mtqa.check(str(ROOT / "examples" / "linfeng-mt.txt"), models=False)


def keys(node: dict[str, Any], value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every key of a report with its description, which may be empty; keys that are data, such as wordings, are not
    asked for."""
    if "$ref" in node:
        node = node | PUBLISHED["$defs"][node["$ref"].rpartition("/")[2]]
    for one in node.get("oneOf", ()):
        if one != {"type": "null"} and value is not None:
            yield from keys(one, value, path)
    if isinstance(value, list):
        for inner in value:
            yield from keys(node["items"], inner, path)
    if isinstance(value, dict) and "properties" in node:
        for name, inner in value.items():
            yield f"{path}.{name}", node["properties"][name].get("description", "")
            yield from keys(node["properties"][name], inner, f"{path}.{name}")


@pytest.mark.parametrize("made", [translated, sample, hostile])
def test_every_key_of_a_report_is_described(made: Any) -> None:
    tree = json.loads(render(made()))
    Draft202012Validator(PUBLISHED).validate(tree)
    found = dict(keys(PUBLISHED, tree))
    assert [path for path, description in found.items() if not description] == []
    assert {".schema", ".unreadable", ".documents.findings.evidence"} <= found.keys()


def test_every_key_of_the_schema_is_described_and_no_other_is_let_in() -> None:
    def walk(node: Any, path: str) -> Iterator[str]:
        if isinstance(node, dict):
            for name, inner in node.get("properties", {}).items():
                if not re.fullmatch(r"\S.*\S\.", inner.get("description", "")):
                    yield f"{path}.{name}"
            if "properties" in node and node["additionalProperties"] is not False:
                yield f"{path} lets other keys in"
            for name, inner in node.items():
                yield from walk(inner, f"{path}.{name}")

    assert list(walk(PUBLISHED, "")) == []
    assert PUBLISHED["$id"] == f"urn:mtqa:{PUBLISHED['properties']['schema']['const']}" == f"urn:mtqa:{SCHEMA}"


def test_the_evidence_is_that_of_the_checks() -> None:
    hints = get_type_hints(Evidence, include_extras=True)
    expected = {
        key: _as_schema(get_args(hint)[0]) | {"description": hint.__metadata__[0]} for key, hint in hints.items()
    }
    assert PUBLISHED["$defs"]["evidence"]["properties"] == expected


def _as_schema(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    if get_origin(hint) is list:
        return {"type": "array", "items": _as_schema(get_args(hint)[0])}
    if get_origin(hint) is dict:
        return {"type": "object", "additionalProperties": _as_schema(get_args(hint)[1])}
    simple: dict[Any, str | list[str]] = {str: "string", int: "integer", float: ["number", "null"]}
    return {"type": simple[float if hint == float | None else hint]}


def test_the_id_of_every_rule_fits() -> None:
    pattern = PUBLISHED["$defs"]["finding"]["properties"]["rule"]["pattern"]
    assert [name for name in RULES if not re.search(pattern, name)] == []
    assert "back-translation.drift" in RULES and not re.search(pattern, "Names.changed")
