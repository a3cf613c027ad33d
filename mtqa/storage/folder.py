"""The folder of the cache."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """The folder of the cache and of tables made once: $MTQA_CACHE, or the user's cache folder."""
    import platformdirs

    return Path(os.environ.get("MTQA_CACHE") or platformdirs.user_cache_dir("mtqa", appauthor=False))
