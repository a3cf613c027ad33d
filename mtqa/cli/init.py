"""`mtqa init`: write a first configuration, a pre-commit entry and a workflow."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqa.cli.terminal import exit_on_error, tell


def init(
    folder: Annotated[Path, typer.Argument(help="The top folder of the project.")] = Path(),
    force: Annotated[
        bool, typer.Option("--force", help="Replace existing files; add the hook to an existing pre-commit file.")
    ] = False,
) -> None:
    """Write mtqa.toml, a pre-commit entry and a GitHub workflow. Existing files are left alone."""
    from mtqa.config.starter import PRE_COMMIT, files

    with exit_on_error():
        for name, text in files().items():
            path = folder / name
            if name == PRE_COMMIT and path.exists():
                _add_hook(path, force)
            elif (path.exists() or path.is_symlink()) and not force:
                print(f"unchanged: {path} (--force replaces it)")
            else:
                _write(path, text)
                print(f"written: {path}")


def _add_hook(path: Path, force: bool) -> None:
    """Add mtqa's entry before the other hooks, or print it; hooks of other tools are never changed."""
    from mtqa.config.starter import pre_commit_entry, with_entry
    from mtqa.errors import UsageError

    try:
        text = path.read_text(encoding="utf-8")
    except ValueError as error:
        advice = "pre-commit reads UTF-8: save it in that encoding"
        raise UsageError("this is not UTF-8 text", where=str(path), advice=advice) from error
    if "id: mtqa" in text:
        print(f"unchanged: {path} already has mtqa")
        return
    added = with_entry(text) if force else None
    if added:
        _write(path, added)
        print(f"written: {path} (mtqa added before the other hooks)")
    else:
        advice = "mtqa cannot be added to this layout; put" if force else "--force adds mtqa to it, or put"
        print(f"unchanged: {path}")
        tell(f"mtqa: {path}: {advice} this under repos:\n\n{pre_commit_entry()}")


def _write(path: Path, text: str) -> None:
    """Write the whole file or nothing."""
    from mtqa.errors import UsageError
    from mtqa.render.base import put

    try:
        put(text.encode("utf-8"), path)
    except OSError as error:
        what = f"the file cannot be written: {(error.strerror or str(error)).lower()}"
        raise UsageError(what, where=str(path), advice="choose a folder that can be written to") from error
