"""A page in a real Chromium: the one of the system, driven by Playwright.

Chromium is looked for under `MTQA_CHROMIUM`, then under its usual names; where there is none, the tests that need it
are skipped and say so. axe-core, which looks for what keeps people out, comes by npm (`.ci/run` fetches it).
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed: pip install '.[dev]'")

import jsonschema
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Download, Page, Request, sync_playwright

from mtqa.render.html import render
from mtqa.report import Report

ROOT = Path(__file__).parent.parent
_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("MTQA_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), "")
SCHEMA = json.loads((ROOT / "mtqa" / "data" / "decisions.schema.json").read_text(encoding="utf-8"))
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

needs_chromium = pytest.mark.skipif(
    not CHROMIUM, reason="no Chromium: apt install chromium, or name it in MTQA_CHROMIUM"
)
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="no axe-core: npm install --no-save axe-core")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, for as long as the tests of a file take."""
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []  # which root has no use of
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@dataclass
class View:
    """A report as a reviewer has it on the screen. What the page must never do is collected in `trouble`: errors of
    its scripts, what its policy forbids, and requests."""

    context: BrowserContext
    page: Page
    trouble: list[str] = field(default_factory=list)

    def anew(self) -> View:
        """The page as on a first visit."""
        address = self.page.url.partition("#")[0]
        self.page.evaluate("localStorage.clear()")
        self.page.goto("about:blank")  # or only what follows the # would change
        self.page.goto(address)
        self.trouble.clear()
        return self

    def press(self, *keys: str) -> View:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def settled(self) -> View:
        """After what a click on a link within the page leads to: the browser says that in a task of its own."""
        self.script("new Promise(done => setTimeout(() => requestAnimationFrame(done)))")
        return self

    def type(self, text: str) -> View:
        self.page.keyboard.insert_text(text)
        return self

    def script(self, text: str) -> Any:
        return self.page.evaluate(text)

    @property
    def current(self) -> str:
        """What is flagged by the finding that is looked at."""
        return self.page.inner_text(".document.open .finding.current .was")

    def state(self, number: int, document: int = 1) -> str:
        """open, accepted, confirmed, dismissed or disputed, as the finding shows it."""
        classes = self.page.evaluate("id => Cards.item(id).className", f"d{document}-f{number}").split()
        return next((name for name in ("accepted", "confirmed", "dismissed", "disputed") if name in classes), "open")

    def state_of(self, words: str) -> str:
        """The same of the finding of these words."""
        identity = "words => Decisions.status(DATA.findings.find((one) => one.text === words).id)"
        return str(self.page.evaluate(identity, words))

    @property
    def toast(self) -> str:
        return self.page.inner_text(".toast")

    @property
    def progress(self) -> str:
        return self.page.inner_text("#progress-text")

    @property
    def messages(self) -> str:
        return self.page.inner_text("#messages")

    def saved(self, act: str) -> tuple[str, bytes]:
        """Name and content of the file that pressing a key, or clicking a selector, leaves; the reviewer has a name."""
        self.script("document.getElementById('reviewer').value ||= '王芳'")
        with self.page.expect_download() as waiting:
            if act.startswith("#"):
                self.page.click("#files-open")
                self.page.click(act)
            else:
                self.press(act)
        download: Download = waiting.value
        return download.suggested_filename, Path(download.path()).read_bytes()


def watched(context: BrowserContext) -> View:
    """A new window whose trouble is noted."""
    page = context.new_page()
    page.set_default_timeout(8_000)
    view = View(context, page)

    def complained(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            view.trouble.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith(("file:", "blob:")):
            view.trouble.append(f"request: {request.url}")

    page.on("pageerror", lambda error: view.trouble.append(f"error: {error}"))
    page.on("console", complained)
    page.on("request", asked)
    return view


def shown(view: View, folder: Path, made: Report, name: str = "report.html") -> View:
    """The window with this report; what the browser has stored stays."""
    (folder / name).write_text(render(made), encoding="utf-8")
    view.page.goto((folder / name).as_uri())
    return view


def exported(view: View, act: str = "s") -> dict[str, Any]:
    """The decisions that the page exports, which follow the schema."""
    tree: dict[str, Any] = json.loads(view.saved(act)[1])
    jsonschema.validate(tree, SCHEMA)
    return tree


def axe(view: View) -> list[str]:
    """Violations of WCAG 2.2 AA and of good practice, serious ones and worse, each with the first place."""
    view.page.add_script_tag(path=AXE)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = view.page.evaluate("tags => axe.run(document, { runOnly: tags })", tags)
    return [
        f"{one['id']}: {one['help']} at {one['nodes'][0]['target']} ({one['nodes'][0]['failureSummary']})"
        for one in result["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
