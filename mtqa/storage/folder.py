"""The folder for what is kept between runs."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """Where answers and tables made once are kept: the user's cache folder, or $MTQA_CACHE."""
    import platformdirs

    return Path(os.environ.get("MTQA_CACHE") or platformdirs.user_cache_dir("mtqa", appauthor=False))
