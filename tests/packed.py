"""What a page has packed: its cards and rows as markup, its findings and words as data."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from typing import Any


def data_of(page: str) -> dict[str, Any]:
    """The data of the page's script, as the script has it."""
    (block,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    data: dict[str, Any] = json.loads(block)
    pieces = _pieces(data)
    return data | {name: json.loads(pieces[f"{name}0"]) for name in ("findings", "words")}


def whole(page: str) -> str:
    """The page with all its cards and rows in place of the short version for readers without scripts."""
    if 'id="data"' not in page:
        return page
    (block,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    shown = "".join(text for name, text in _pieces(json.loads(block)).items() if text.startswith(("<", "\n<")))
    return re.sub(r"<noscript>.*?</noscript>", "", page, flags=re.DOTALL).replace("</main>", f"{shown}</main>")


def _pieces(data: dict[str, Any]) -> dict[str, str]:
    pieces: dict[str, str] = {}
    for kind, _, packed in data["packs"]:
        parts = zlib.decompress(b64decode(packed), -zlib.MAX_WBITS).decode("utf-8").split("\x00")
        pieces |= {f"{kind}{place}": text for place, text in zip(parts[::2], parts[1::2], strict=True)}
    return pieces
