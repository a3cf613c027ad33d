"""From the body of an answer to remarks. The server is not trusted: size, depth and form are checked, in this order."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from mtqa.engines.reader.base import Outcome, Reading, Remark, Unread, Why
from mtqa.engines.reader.prompt import prompt

_MOST_DEPTH = 24  # levels of JSON; an answer has eight
_MOST_CHARACTERS = 60_000  # of what the model wrote; eight findings have some 2,000
_MOST_LISTED = 200  # findings of which the form is looked at; the rest is malformed
_MOST_FIELD = 2_000  # characters of a text in a finding
# A string without an end goes to the end of the text: else each quotation mark in it would be tried in turn.
_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|([\[{])|[\]}]', re.DOTALL)
#: What models that think aloud write before their answer.
_THOUGHTS = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_FENCED = re.compile(r"```(?:json|JSON)?[ \t]*\r?\n(.*?)\r?\n?```", re.DOTALL)


def outcome(body: bytes) -> Outcome:
    """The reading that a chat completion holds; Unread where it is none."""
    try:
        return Reading(*_findings(_content(parsed(body.decode("utf-8")))))
    except ValueError as error:
        return Unread(Why.ANSWER, detail=str(error) if type(error) is ValueError else "not UTF-8 or not JSON")


def parsed(text: str) -> Any:
    """The value of a JSON text. Raises ValueError, also where it is nested so deeply that only an attack is."""
    depth = 0
    for match in _BRACKETS.finditer(text):
        opens = match[1] is not None
        depth += 1 if opens else -1 if match[0] in "]}" else 0
        if depth > _MOST_DEPTH:
            raise ValueError("nested too deeply")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("not JSON") from error


def _content(completion: Any) -> str:
    """What the model wrote."""
    try:
        choice = completion["choices"][0]
        content, end = choice["message"]["content"], choice.get("finish_reason")
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError("not a chat completion") from error
    if end == "length":
        raise ValueError("cut off at the limit of tokens")
    if not isinstance(content, str) or not content.strip():
        raise ValueError("empty")
    if len(content) > _MOST_CHARACTERS:
        raise ValueError("too long")
    return content


def _findings(content: str) -> tuple[tuple[Remark, ...], int]:
    """The remarks, and the number of those that are malformed."""
    value = parsed(_json_in(content))
    listed = value.get("findings") if isinstance(value, dict) else value
    if not isinstance(listed, list):
        raise ValueError("no list of findings")  # noqa: TRY004  what a server sends is a value, not a type of ours
    remarks = [_remark(item) for item in listed[:_MOST_LISTED]]
    sound = tuple(remark for remark in remarks if remark is not None)
    return sound, len(listed) - len(sound)


def _json_in(content: str) -> str:
    """The JSON of an answer without thoughts before it and the fence around it."""
    text = _THOUGHTS.sub("", content).strip()
    fenced = _FENCED.search(text)
    return fenced[1] if fenced and not text.startswith(("{", "[")) else text


def _remark(item: Any) -> Remark | None:
    """A remark by the schema, or None. `critical` counts as major: a chat model alone should fail no gate."""
    if not isinstance(item, dict):
        return None
    item = {"left": "", "reason": "", **item}
    item["severity"] = "major" if item.get("severity") == "critical" else item.get("severity")
    if any(isinstance(value, str) and len(value) > _MOST_FIELD for value in item.values()):
        return None
    return Remark(**item) if _form().is_valid(item) else None


@cache
def _form() -> Draft202012Validator:
    """The form of one finding. It is the same in both languages."""
    return Draft202012Validator(prompt("en").schema["properties"]["findings"]["items"])
