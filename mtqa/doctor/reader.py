"""The check of the second reader that the environment names: does it answer in the form that mtqa needs?"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from mtqa.config.load import load
from mtqa.doctor.base import Line, fail, ok
from mtqa.engines.reader import Limits, Passage, Unread, identity, open_reader
from mtqa.pipeline.document import unread_note
from mtqa.render.sentences import sentence
from mtqa.storage import Cache

_PASSAGE = Passage("昨天下了一场大雨，孩子们都没有去学校。")
#: A server may load the model first.
LIMITS = Limits(request_seconds=120, attempts=1)


def answers() -> Iterator[Line]:
    """One passage is read, past the cache; nothing where no reader is named."""
    config = load({}, os.environ, Path.cwd()).config
    reader = open_reader(config, Cache(None), LIMITS)
    if reader is None:
        return
    begun = time.monotonic()
    ((_, outcome),) = reader.read([_PASSAGE])
    if isinstance(outcome, Unread):
        advice = "start the server, check MTQA_READER and MTQA_READER_MODEL; docs/reader.md has the addresses"
        yield fail("reader", sentence(unread_note(outcome, 1, 1)), advice)
    else:
        yield ok("reader", f"{identity(config)} reads a sentence in {time.monotonic() - begun:.1f} s")
