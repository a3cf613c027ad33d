"""Pictures of a report, for README and docs: python tests/screenshots.py report.html docs/images

Light, dark in Chinese, and as narrow as a phone; each after some decisions, so that all of the page is in use.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from browser import View, chromium, watched

WIDE: dict[str, Any] = {"width": 1440, "height": 1000}
SHOTS: dict[str, dict[str, Any]] = {
    "report-light": {"viewport": WIDE, "locale": "en-US", "color_scheme": "light"},
    "report-dark": {"viewport": WIDE, "locale": "zh-CN", "color_scheme": "dark"},
    "report-narrow": {"viewport": {"width": 375, "height": 812}, "locale": "en-US", "color_scheme": "light"},
    "report-overview": {"viewport": WIDE, "locale": "en-US", "color_scheme": "light"},
}


def decide(view: View) -> None:
    """Some findings decided, and one in view whose rivals were weighed."""
    view.press("a", "d", "j", "a", "d", "a")
    weighed = "DATA.findings.find((one) => one.rule === 'literal.collision') ?? DATA.findings[6]"
    view.page.evaluate(f"Route.to(`#${{({weighed}).id}}`)")
    view.page.locator(".toast:empty").wait_for(state="attached")


def main(report: Path, folder: Path) -> None:
    with chromium() as browser:
        for name, options in SHOTS.items():
            view = watched(browser.new_context(**options))
            view.page.goto(report.resolve().as_uri())
            if name != "report-overview":
                decide(view)
            view.page.screenshot(path=folder / f"{name}.png")
            assert view.trouble == [], view.trouble


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
