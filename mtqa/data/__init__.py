"""What comes with mtqa and is no code: tables, schemas, weights, notices, templates. Only this module looks for it.

An installed mtqa has all of it in its package; in a checkout NOTICE and models/ stand at the top instead.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def folder_of(package: str) -> Path:
    """Where a package lies, for what stands beside its modules."""
    return Path(str(files(package)))


_HERE = folder_of(__name__)


def data_file(name: str) -> Path:
    """A file of this folder."""
    return _HERE / name


def models_folder() -> Path:
    """The folder with models.toml and the shipped weights."""
    return _installed("models")


def notices() -> str:
    """The terms that models and data come under: the text of NOTICE."""
    return _installed("NOTICE").read_text(encoding="utf-8").strip()


def _installed(name: str) -> Path:
    """Of an installed mtqa, or else of the checkout."""
    installed = data_file(name)
    return installed if installed.exists() else _HERE.parent.parent / name
