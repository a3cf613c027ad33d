"""What the page has packed: its script inflates whatever zlib deflates, and the style sheet loses nothing."""

from __future__ import annotations

import random
import zlib
from base64 import b64encode

import pytest
from browser import View, needs_chromium
from handmade import letter
from packed import data_of

from mtqa.data import folder_of
from mtqa.render import html
from mtqa.render.page import words

pytestmark = needs_chromium
PAGE = folder_of("mtqa.render.page")


@pytest.mark.parametrize("level", [0, 1, 6, 9])
@pytest.mark.parametrize("strategy", [zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY])
def test_the_script_inflates_what_zlib_deflates(view: View, level: int, strategy: int) -> None:
    """Blocks that are stored, of fixed and of own codes; copies from near and far; nothing at all."""
    chance = random.Random(level)
    far = bytes(chance.randrange(256) for _ in range(30_000))
    for data in (
        b"",
        b"a",
        "食物从Boxma送到".encode() * 300,
        bytes(range(256)) * 400,
        far + b"x" * 2000 + far,
        far * 4,
    ):
        packer = zlib.compressobj(level, wbits=-zlib.MAX_WBITS, strategy=strategy)
        packed = b64encode(packer.compress(data) + packer.flush()).decode()
        script = "([...new Inflate(Uint8Array.from(atob(packed), (one) => one.charCodeAt(0))).all()])"
        assert bytes(view.page.evaluate(f"(packed) => {script}", packed)) == data


def test_the_page_unpacks_what_the_command_packed(view: View) -> None:
    data = data_of(html.render(letter()))
    assert view.script("[DATA.findings, DATA.words]") == [data["findings"], data["words"]]
    assert view.script("Packs.all('d1-c').map(([place]) => place)") == [0, 1, 2, 3, 4]
    assert view.script("Packs.text('d1-c', 9)") is None and view.script("Packs.text('d7-c', 0)") is None


def test_the_shortened_style_sheet_has_the_same_rules(view: View) -> None:
    read = """(text) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
        return [...sheet.cssRules].map((rule) => rule.cssText); }"""
    whole = "\n".join((PAGE / "styles" / f"{name}.css").read_text("utf-8") for name in html._STYLES)
    # The browser writes rules in its own way, but for the values of variables, which keep their spaces.
    rules, shortened = (
        [" ".join(rule.split()).replace(", ", ",") for rule in view.page.evaluate(read, text)]
        for text in (whole, str(html._joined("styles", "css", html._STYLES)))
    )
    assert len(rules) > 200 and shortened == rules


def test_the_page_has_the_words_that_it_uses_and_no_others() -> None:
    data = data_of(html.render(letter()))
    assert "decide.accept" in data["words"] and "tools.any_status" in data["words"]
    assert "note.cut_segments" not in data["words"] and len(data["words"]) < len(words.chrome()) * 0.8
