"""What the second reader is told, and the JSON schema of its answer: files of mtqa/data/reader."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from mtqa.data import data_file
from mtqa.engines.reader.base import Passage


@dataclass(frozen=True)
class Prompt:
    """The instruction in a language, the schema of an answer, and the revision of both."""

    instruction: str
    schema: dict[str, Any]
    revision: str

    def messages(self, passage: Passage, *, system: bool = True) -> list[dict[str, str]]:
        """The messages of a conversation, with the instruction in one of its own where the model has a `system` role.
        The text goes as JSON, so that nothing in it can end its own quotation."""
        parts = {"before": passage.before, "passage": passage.text, "after": passage.after, "source": passage.source}
        shown = {name: text for name, text in parts.items() if text}
        content = json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace").decode()
        if not system:
            return [{"role": "user", "content": f"{self.instruction}\n\n{content}"}]
        return [{"role": "system", "content": self.instruction}, {"role": "user", "content": content}]


@cache
def prompt(language: str) -> Prompt:
    """The prompt in that language, `en` or `zh`."""
    instruction = data_file(f"reader/prompt.{language}.txt").read_text(encoding="utf-8").strip()
    schema = json.loads(data_file("reader/answer.schema.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(f"{instruction}\n{json.dumps(schema)}".encode()).hexdigest()
    return Prompt(instruction, schema, digest[:8])
