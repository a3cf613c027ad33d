"""Sentences about what is wrong with a decisions file, from violations of its schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mtqa.read import files
from mtqa.text import shortened

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_SHOWN_CHARACTERS = 40  # of a wrong value
_MOST_VALUES = 5  # that a sentence lists

Steps = tuple[str | int, ...]


def complaint(error: ValidationError) -> str:
    """A sentence about what is wrong; jsonschema's own message would quote the whole value."""
    name = quoted(tuple(error.absolute_path))
    asked: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    match error.validator:
        case "required":
            missing = next(key for key in asked if key not in instance)
            return f"{name} has no “{missing}”"
        case "additionalProperties":
            unknown = min(instance.keys() - schema["properties"].keys())
            return f"{name} has an unknown {shown(unknown)}"
        case "type":
            return f"{name} must be {_kinds(asked)}, not {shown(instance)}"
        case "enum":
            if len(asked) > _MOST_VALUES:
                return f"{name} is {shown(instance)}, none of the {len(asked)} values that the schema has"
            *others, last = map(shown, asked)
            return f"{name} is {shown(instance)}, not {', '.join(others)} or {last}"
        case "maxLength":
            return f"{name} is longer than {asked:,} characters"
        case "minLength":
            return f"{name} is empty"
        case "not":
            return f"{name} has “{asked['required'][0]}”, which only a dismissed finding may have"
        case "maxItems":
            return f"{name} has more than {asked:,} items"
        case "minimum":
            return f"{name} is {shown(instance)}, less than {asked}"
        case _:
            wanted = _PATTERNS.get(str(error.absolute_path[-1]), "what the schema requires")
            return f"{name} is {shown(instance)}, not {wanted}"


_PATTERNS = {
    "sha256": "64 hexadecimal digits",
    "fingerprint": "16 hexadecimal digits",
    "id": "16 hexadecimal digits",
    "decided": "a time in ISO 8601",
    "exported": "a time in ISO 8601",
    "at": "a time in ISO 8601",
}


def _kinds(types: str | list[str]) -> str:
    names = {
        "string": "a string",
        "integer": "a whole number",
        "array": "a list",
        "object": "an object",
        "null": "null",
    }
    return " or ".join(names[name] for name in ([types] if isinstance(types, str) else types))


def quoted(steps: Steps) -> str:
    """The keys that lead to a value, in quotation marks.

    >>> quoted(("documents", 0, "decisions", 2, "text"))
    '“documents[0].decisions[2].text”'
    """
    keys = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return f"“{keys.removeprefix('.')}”" if keys else "the file"


def shown(value: Any) -> str:
    """A wrong value, shortened and on one line."""
    text = shortened(files.shown(value if isinstance(value, str) else json.dumps(value)), _SHOWN_CHARACTERS)
    return f"“{text}”" if isinstance(value, str) else text
