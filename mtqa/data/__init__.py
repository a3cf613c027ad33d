"""The terms that models and data come under: the text of NOTICE."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def notices() -> str:
    """NOTICE, from the installed package or the checkout."""
    installed = _PACKAGE / "data" / "NOTICE"
    return (installed if installed.is_file() else _PACKAGE.parent / "NOTICE").read_text(encoding="utf-8").strip()
