"""`python -m research docs`: the parts of docs/ that are made from the program."""

from __future__ import annotations


def docs() -> None:
    """Write the pages of the rules and the tables of docs/cli.md; print what changed."""
    from research.docs import ROOT, write

    changed = write()
    for path in changed:
        print(path.relative_to(ROOT).as_posix())
    print(f"{len(changed)} files changed")
