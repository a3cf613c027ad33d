"""Prepares the material of the checks: a document in sentences beside its source, and what the models find.

`mtqa check` and `mtqa score` both prepare it here; they differ in which models they run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mtqa.align import align
from mtqa.bilingual.glossary import Glossary, load
from mtqa.bilingual.similarity import similarities, similarity_function_for
from mtqa.calibration.native import Calibration, calibration
from mtqa.checks.adequacy import in_doubt, to_estimate
from mtqa.checks.back_translation import is_long_enough
from mtqa.checks.material import Material
from mtqa.checks.wanted import Wanted
from mtqa.config import Config
from mtqa.engines.base import Embedder, Estimate, Progress, no_progress
from mtqa.engines.reader.base import Reader
from mtqa.evidence.back_translation import BackTranslation, back_translate_texts
from mtqa.evidence.confidence import weights
from mtqa.evidence.contrast import Judge
from mtqa.evidence.fluency import measure
from mtqa.evidence.remarks import read
from mtqa.lexicon import Dictionary, Tagger, language_of, shared_dictionary
from mtqa.lexicon.traditional import is_traditional, to_simplified
from mtqa.text import Document

if TYPE_CHECKING:
    from mtqa.engines.load import Engines

#: Title of a task → its Progress, which a command line shows as a bar.
Tasks = Callable[[str], Progress]


_ALL = Wanted()


def no_tasks(title: str) -> Progress:
    """The progress of a task that is not shown."""
    return no_progress


def glossary_of(config: Config) -> Glossary | None:
    """The glossary that the settings name."""
    return load(config.glossary) if config.glossary else None


def prepare(
    document: Document,
    config: Config,
    tagger: Tagger,
    embedder: Embedder | None = None,
    dictionary: Dictionary | None = None,
    glossary: Glossary | None = None,
    tasks: Tasks = no_tasks,
) -> Material:
    """Split the document into sentences beside their sources, and add the settings: all that rules without models
    need. `glossary` is that of the settings; the embedder is used where the alignment is in doubt. Text in traditional
    characters is judged in simplified ones."""
    dictionary = dictionary or shared_dictionary()
    traditional = document.text if _is_folded(document) else ""
    if traditional:
        document = replace(document, text=to_simplified(traditional))
    progress = tasks(f"{document.path}: alignment") if document.source else no_progress
    similarity = similarity_function_for(document, embedder, progress)
    return Material(
        align(document, config.max_segment_chars, dictionary, similarity),
        tagger,
        dictionary=dictionary,
        progress=tasks(f"{document.path}: words"),
        glossary=glossary,
        language=config.language,
        lang_pair=config.lang_pair,
        traditional=traditional,
    )


def _is_folded(document: Document) -> bool:
    """Is it judged in simplified characters? Not beside a Chinese source, where the characters are the translation."""
    source = document.source
    return is_traditional(document.text) and not (source and language_of(source.text) == "zh")


def with_meaning(
    materials: Sequence[Material], embedder: Embedder | None, progress: Progress = no_progress
) -> list[Material]:
    """The materials, with the similarity of each segment whose words do not decide whether it is unrelated to its
    source."""
    if embedder is None:
        return list(materials)
    pairs = [in_doubt(material) if material.is_chinese and material.bitext.source else [] for material in materials]
    return [
        replace(material, similarities=cosines, embedder=embedder) if cosines else material
        for material, cosines in zip(materials, similarities(pairs, embedder, progress), strict=True)
    ]


def with_models(
    material: Material, engines: Engines, config: Config, tasks: Tasks = no_tasks, asked: Wanted = _ALL
) -> Material:
    """The material with the results of the models that are asked for; unchanged if the document is not Chinese."""
    if not material.is_chinese:
        return material
    bitext, name = material.bitext, material.bitext.document.path
    known = calibration(engines.language_model.identity, engines.translator.identity, config.calibration)
    fluency = trips = estimates = None
    if asked.fluency:
        fluency = measure(bitext, engines.language_model, known, tasks(f"{name}: fluency"))
    if asked.back_translations:
        trips = _back_translations(material, engines, config, known, tasks(f"{name}: back-translation"))
    if asked.estimates:
        estimates = _estimates(material, engines, tasks)
    second = engines.second.identity if engines.second else None
    own = weights(engines.language_model.identity, known.least_score, second)
    if asked.meaning and bitext.source and engines.embedder:
        (material,) = with_meaning([material], engines.embedder, tasks(f"{name}: meaning"))
    return replace(
        material,
        estimates=estimates,
        embedder=engines.embedder,
        calibration=known,
        fluency=fluency,
        back_translations=trips,
        judge=Judge(
            engines.language_model,
            bitext.document,
            tasks(f"{name}: rivals"),
            engines.second if own.second else None,  # an opinion that nobody can weigh is not asked for
            tasks(f"{name}: second opinion") if own.second else no_progress,
        ),
        weights=own,
    )


def with_reader(material: Material, reader: Reader | None, tasks: Tasks = no_tasks) -> Material:
    """The material with the remarks of a second reader; unchanged without one, or if the document is not Chinese."""
    if reader is None or not material.is_chinese:
        return material
    progress = tasks(f"{material.bitext.document.path}: second reader")
    return replace(material, remarks=read(material.bitext, material.translated, reader, progress))


def _back_translations(
    material: Material, engines: Engines, config: Config, known: Calibration, progress: Progress
) -> tuple[BackTranslation | None, ...] | None:
    """The back-translation of every segment; of the strings of a program only those that a rule judges, if it trusts
    the translator."""
    pairs = material.bitext.pairs
    if material.is_software and not known.translator_is_trusted:
        return None
    asked = [pair for pair in pairs if not material.is_software or is_long_enough(pair)]
    found = back_translate_texts([pair.target.text for pair in asked], engines.translator, config.pivot, progress)
    by_index = {pair.target.index: trip for pair, trip in zip(asked, found, strict=True)}
    return tuple(by_index.get(pair.target.index) for pair in pairs)


def _estimates(material: Material, engines: Engines, tasks: Tasks) -> tuple[Estimate | None, ...] | None:
    """The expected quality of every segment that is asked for; None without an estimator or a source."""
    bitext = material.bitext
    if engines.estimator is None or bitext.source is None:
        return None
    asked = to_estimate(material)
    texts = [(pair.source.text if pair.source else "", pair.target.text) for pair in asked]
    found = engines.estimator.estimate(texts, tasks(f"{bitext.document.path}: adequacy"))
    by_index = {pair.target.index: estimate for pair, estimate in zip(asked, found, strict=True)}
    return tuple(by_index.get(pair.target.index) for pair in bitext.pairs)
