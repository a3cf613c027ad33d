"""What the models say of each segment, for the reader of a report.

Running text has it throughout. Of the strings of a program only those with a finding have it, and it is computed when
the findings are known: of 5,400 strings it took half an hour, and nobody reads the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mtqa.checks import Material
from mtqa.checks.adequacy import is_too_large
from mtqa.checks.preparation import Tasks
from mtqa.checks.wanted import Wanted
from mtqa.config import Config
from mtqa.evidence.back_translation import BackTranslation, back_translate_texts
from mtqa.evidence.fluency import Fluency, measure_some
from mtqa.findings import Finding
from mtqa.text import Note

if TYPE_CHECKING:
    from mtqa.engines.load import Engines

# The worst of more: a string takes up to half a second of processor time.
_MOST = 200


@dataclass(frozen=True)
class Reading:
    """Fluency and back-translations by the index of their segments; notes on what was not computed."""

    fluency: Mapping[int, Fluency | None] = field(default_factory=dict)
    back_translations: Mapping[int, BackTranslation | None] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def reading(
    material: Material,
    findings: Iterable[Finding],
    engines: Engines | None,
    config: Config,
    asked: Wanted,
    tasks: Tasks,
) -> Reading:
    """What was computed for the checks, and for the strings of a program the rest of what is `asked`."""
    fluency = dict(enumerate(material.fluency or ()))
    trips = dict(enumerate(material.back_translations or ()))
    is_asked = asked.fluency or asked.back_translations
    if engines is None or not (material.is_software and material.is_chinese and is_asked):
        return Reading(fluency, trips, tuple(_estimated(material)))
    ranked = sorted(findings, key=lambda finding: (-finding.severity.penalty, -finding.confidence))
    indexes = list(dict.fromkeys(finding.segment for finding in ranked))[:_MOST]
    bitext, name = material.bitext, material.bitext.document.path
    if asked.fluency and indexes:
        progress = tasks(f"{name}: fluency")
        fluency |= measure_some(bitext, set(indexes), engines.language_model, material.calibration, progress)
    if asked.back_translations and (missing := [index for index in indexes if trips.get(index) is None]):
        texts = [bitext.segments[index].text for index in missing]
        progress = tasks(f"{name}: back-translation")
        trips |= dict(
            zip(missing, back_translate_texts(texts, engines.translator, config.pivot, progress), strict=True)
        )
    note = Note.of("read_where_found", n=len(indexes), total=len(bitext.segments))
    return Reading(fluency, trips, (note, *_estimated(material)))


def _estimated(material: Material) -> Iterator[Note]:
    """A note on what the estimator did not read."""
    if material.estimates is not None and is_too_large(material):
        known = sum(estimate is not None for estimate in material.estimates)
        yield Note.of("estimated_some", n=known, total=len(material.estimates))
