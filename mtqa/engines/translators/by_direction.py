"""Several translators as one: a translator for each direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mtqa.engines.base import Identity, Progress, Translation, Translator, no_progress
from mtqa.errors import ModelError


def joined(translators: Mapping[tuple[str, str], Translator]) -> Translator:
    """One translator for all directions; the translator itself where it is the same for each."""
    different = {id(translator): translator for translator in translators.values()}
    return next(iter(different.values())) if len(different) == 1 else DirectedTranslator(translators)


class DirectedTranslator:
    """Asks the translator of the direction. Its identity names all of them."""

    def __init__(self, translators: Mapping[tuple[str, str], Translator]) -> None:
        self._translators = dict(translators)

    @property
    def identity(self) -> Identity:
        own = sorted({(one.identity.name, one.identity.revision) for one in self._translators.values()})
        return Identity(*("+".join(parts) for parts in zip(*own, strict=True)))

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        n_best: int = 1,
        progress: Progress = no_progress,
    ) -> list[list[Translation]]:
        found = self._translators.get((source, target))
        if found is None:
            known = ", ".join(f"{a} → {b}" for a, b in self._translators)
            what, advice = f"does not translate {source} → {target}", f"it translates {known}"
            raise ModelError(what, where=str(self.identity), advice=advice)
        return found.translate(texts, source, target, n_best, progress)
