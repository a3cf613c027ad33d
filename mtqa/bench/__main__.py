"""`python -m mtqa.bench`, the same as `mtqa bench`."""

from __future__ import annotations

from mtqa.bench.commands import app

if __name__ == "__main__":
    app()
