"""A second reader: a chat model of the user's own, behind an OpenAI-compatible API.

Passages go out, remarks come back. Where the text may go is decided here (`address`), what an answer may cost in
`limits`; that a remark says anything true is left to `mtqa.evidence.remarks`.
"""

from __future__ import annotations

import os

from mtqa.config import Config
from mtqa.config.layers import READER_KEY as KEY
from mtqa.engines.base import Identity
from mtqa.engines.reader import address
from mtqa.engines.reader.base import Passage, Reader, Reading, Remark, Unread, Why
from mtqa.engines.reader.limits import Limits
from mtqa.errors import UsageError
from mtqa.storage import Cache

__all__ = ["Limits", "Passage", "Reader", "Reading", "Remark", "Unread", "Why", "identity", "open_reader"]


def open_reader(config: Config, cache: Cache, limits: Limits | None = None) -> Reader | None:
    """The second reader that the settings name; None without one. No connection is made before something is to be
    read. Raises UsageError where the settings are wrong, or the text may not be sent there."""
    own = identity(config)
    if own is None:
        return None
    from mtqa.engines.reader.cached import CachedReader
    from mtqa.engines.reader.chat import ChatReader
    from mtqa.engines.reader.prompt import prompt

    where = _address(config)
    limits = limits or Limits(run_seconds=60.0 * config.reader_minutes)
    asked = prompt(config.reader_language)
    return CachedReader(ChatReader(own, where, config.reader_model, asked, _key(), limits), cache)


def identity(config: Config) -> Identity | None:
    """Which model reads, at which server, with which revision of the prompt; None without a second reader."""
    if not config.reader:
        if config.reader_model:
            advice = "add --reader URL, or leave out the model"
            raise UsageError("a model, and no address to ask it", where=config.origin("reader_model"), advice=advice)
        return None
    from mtqa.engines.reader.prompt import prompt

    if not config.reader_model.strip():
        advice = "add --reader-model NAME, a name that the server lists at …/models"
        raise UsageError("a server, and no model to ask for", where=config.origin("reader"), advice=advice)
    server = _address(config).shown
    return Identity(f"{_plain(config.reader_model.strip())}@{server}", prompt(config.reader_language).revision)


def _address(config: Config) -> address.Address:
    where = config.origin("reader")
    found = address.parse(config.reader, where)
    return address.permitted(found, allow_remote=config.allow_remote, offline=config.offline, where=where)


def _key() -> str:
    """The key of the API, from the environment; empty without one. An error about it does not repeat it."""
    key = os.environ.get(KEY, "").strip()
    if not all("!" <= character <= "~" for character in key):
        advice = "set it to the key alone, without spaces and line ends"
        raise UsageError("this is no key: a header cannot hold it", where=KEY, advice=advice)
    return key


def _plain(name: str) -> str:
    """A name that keeps the parts of a signature apart."""
    return "".join("_" if character in "|@" or not character.isprintable() else character for character in name)
