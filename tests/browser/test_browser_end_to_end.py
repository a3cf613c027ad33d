"""The whole way with a reviewer at the keyboard: check, decide in the browser, hand back, check again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from browser import chromium, needs_chromium, watched
from shell import TRANSLATED, Shell

pytestmark = needs_chromium
FREE_GATE = ("--fail-under", "0", "--fail-on", "never", "--no-models", "-q")


def findings(mtqa: Shell, path: str, *more: str) -> list[dict[str, Any]]:
    mtqa("check", path, *FREE_GATE, "-o", "json=report.json", *more)
    (document,) = json.loads((mtqa.folder / "report.json").read_text(encoding="utf-8"))["documents"]
    return [one for one in document["findings"] if one["status"] == "open"]


def test_a_review_by_keyboard_and_what_the_next_check_still_shows(mtqa: Shell) -> None:
    original = Path(TRANSLATED).read_bytes()
    (mtqa.folder / "linfeng.txt").write_bytes(original)
    before = findings(mtqa, "linfeng.txt", "-o", "html=report.html")
    keys = [key_for(one) for one in before]
    assert {"a", "d", "j"} == set(keys)

    with chromium() as browser:
        view = watched(browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900}))
        view.page.goto((mtqa.folder / "report.html").as_uri())
        for one, key in zip(before, keys, strict=True):
            assert view.current == one["text"], "after a decision comes the next that is undecided"
            view.press(key)
        decided = sum(key != "j" for key in keys)
        assert view.progress == f"{decided} of {len(before)} decided"
        name, exported = view.saved("s")
        copy_name, copy = view.saved("#corrected")
        assert view.trouble == []

    (mtqa.folder / name).write_bytes(exported)
    said = mtqa("review", "apply", name).stdout.decode()
    assert "linfeng.corrected.txt" in said and (mtqa.folder / "linfeng.txt").read_bytes() == original
    assert copy_name == "linfeng.corrected.txt"
    assert (mtqa.folder / copy_name).read_bytes() == copy, "browser and command write the same bytes"

    undecided = [(one["rule"], one["text"]) for one, key in zip(before, keys, strict=True) if key == "j"]
    after = findings(mtqa, copy_name)
    assert [(one["rule"], one["text"]) for one in after] == undecided


def key_for(finding: dict[str, Any]) -> str:
    """What this reviewer thinks: names and rubbish are right, calques are the author's style, the rest can wait."""
    if finding["suggestions"] and finding["rule"].startswith(("names.inconsistent", "residue", "titles")):
        return "a"
    return "d" if finding["rule"].startswith(("calque", "punctuation")) else "j"
