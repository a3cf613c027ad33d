"""The parts of docs/ that are made from the program: a page for each rule; tables of options, commands, exit codes.

`python -m research docs` writes it; the test suite fails while a file differs from what is written here. The rest of
docs/ is written by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mtqa.checks import RULES
from research.docs.blocks import with_blocks
from research.docs.rules import navigation, page
from research.docs.tables import commands, exit_codes, options

ROOT = Path(__file__).parents[2]


def files(root: Path = ROOT) -> Mapping[Path, str]:
    """Every file that has generated parts, with the text it should have."""
    cli, site = root / "docs" / "cli.md", root / "mkdocs.yml"
    made = {"commands": commands(), "options of check": options(), "exit codes": exit_codes()}
    texts = {root / "docs" / "rules" / f"{rule}.md": page(rule) for rule in RULES}
    texts[cli] = with_blocks(cli.read_text(encoding="utf-8"), made)
    texts[site] = with_blocks(site.read_text(encoding="utf-8"), {"rules": navigation()})
    return texts


def obsolete(root: Path = ROOT) -> list[Path]:
    """Pages of rules that no longer exist."""
    pages = (root / "docs" / "rules").glob("*.md")
    return sorted(path for path in pages if path.stem != "index" and path.stem not in RULES)


def write(root: Path = ROOT) -> list[Path]:
    """Bring docs/ up to date; returns the files that were changed or removed."""
    changed = [path for path, text in files(root).items() if _text(path) != text]
    for path in changed:
        path.write_text(files(root)[path], encoding="utf-8")
    removed = obsolete(root)
    for path in removed:
        path.unlink()
    return [*changed, *removed]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
