"""`mtqa doctor`: checks the machine, the models, the cache, a reference sentence and the second reader.

It fetches and converts nothing, and writes only one entry into the cache.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.config.profiles import OwnProfile
from mtqa.doctor.base import Line, State, careful, exit_code

__all__ = ["Line", "State", "examine_all", "exit_code"]


def examine_all(profile: str, with_models: bool = True, profiles: tuple[OwnProfile, ...] = ()) -> Iterator[Line]:
    """Yield every line as soon as it is known: models take some seconds. `profiles` are those of the configuration."""
    from mtqa.doctor import machine
    from mtqa.doctor.rules import rules

    for about in ("python", "packages", "encoding", "disk", "cache", "threads"):
        yield from careful(about, getattr(machine, about))
    yield from careful("rules", rules)
    from mtqa.doctor import reader

    yield from careful("reader", reader.answers)
    if with_models:
        from mtqa.doctor import models

        yield from careful("models", lambda: models.files(profile, profiles))
        yield from careful("scores", lambda: models.scores(profile, profiles))
