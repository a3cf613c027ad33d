"""The collector of cycles in a process that examines documents."""

from __future__ import annotations

import gc

# Python looks for cycles after every 700 new objects, and a document of 5,000 units makes millions that live until the
# report is written: 0.7 of 8 s of processor time. With these thresholds it is 0.1 s.
_THRESHOLDS = 50_000, 20, 50


def rest_collector() -> None:
    """Let the collector of cycles look less often. For processes of our own, not for those that import mtqa."""
    gc.set_threshold(*_THRESHOLDS)
