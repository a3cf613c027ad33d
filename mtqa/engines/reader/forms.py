"""The forms of a request. Servers speak dialects of one API: what one needs another refuses. The reader begins with the
strictest form, takes a looser one where it is refused, and keeps it for the rest of the run."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from mtqa.engines.reader.base import Passage
from mtqa.engines.reader.prompt import Prompt

_FORMATS = ("json_schema", "json_object", "")
# Statuses with which servers refuse a parameter. With the last some refuse a schema that they cannot compile, and say
# so; else it is an accident.
_REFUSALS, _ACCIDENT = frozenset((400, 415, 422, 501)), 500
_OF_FORMS = ("schema", "grammar", "response_format", "system role", "system message")


@dataclass(frozen=True, slots=True)
class Form:
    """How a request is written.

    format       how JSON is asked for: by a schema, as any JSON, or in words only
    newer_limit  `max_completion_tokens` in place of `max_tokens`
    temperature  is the temperature set? Models that think take none
    system       has the instruction a message of its own? Templates of Gemma 2 and others refuse it
    """

    format: str = _FORMATS[0]
    newer_limit: bool = False
    temperature: bool = True
    system: bool = True

    def body(self, model: str, prompt: Prompt, passage: Passage, tokens: int) -> bytes:
        """The body of a request."""
        messages = prompt.messages(passage, system=self.system)
        tree: dict[str, Any] = {"model": model, "messages": messages, "stream": False}
        tree["max_completion_tokens" if self.newer_limit else "max_tokens"] = tokens
        if self.temperature:
            tree["temperature"] = 0
        if self.format == "json_schema":
            schema = {name: part for name, part in prompt.schema.items() if name != "$schema"}
            tree["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "findings", "strict": True, "schema": schema},
            }
        elif self.format:
            tree["response_format"] = {"type": self.format}
        return json.dumps(tree, ensure_ascii=False).encode()

    def is_refused(self, status: int, complaint: str) -> bool:
        """Does the server refuse the form, by its status and by what it says?"""
        about_form = any(word in complaint.lower() for word in _OF_FORMS)
        return status in _REFUSALS or (status == _ACCIDENT and about_form)

    def looser(self, complaint: str) -> Form | None:
        """The form to try after a refusal, by what the server said; None where there is none left."""
        complaint = complaint.lower()
        if "max_completion_tokens" in complaint and not self.newer_limit:
            return replace(self, newer_limit=True)
        if "temperature" in complaint and self.temperature:
            return replace(self, temperature=False)
        if "system" in complaint and self.system:
            return replace(self, system=False)
        rank = _FORMATS.index(self.format) + 1
        return replace(self, format=_FORMATS[rank]) if rank < len(_FORMATS) else None
