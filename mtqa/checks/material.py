"""The material that all checks work on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from mtqa.align import translations
from mtqa.bilingual.comparison import Comparisons
from mtqa.bilingual.coverage import Coverage
from mtqa.bilingual.glossary import Glossary
from mtqa.bilingual.prose import kept_words, with_text
from mtqa.bilingual.word_count import estimated_word_count
from mtqa.calibration.native import Calibration
from mtqa.checks.needs import Need
from mtqa.checks.software import has_labels, is_software
from mtqa.engines.base import Embedder, Estimate, Progress, no_progress
from mtqa.evidence.back_translation import BackTranslation
from mtqa.evidence.confidence import Weights, document_probability, with_findings
from mtqa.evidence.contrast import Judge
from mtqa.evidence.fluency import Fluency
from mtqa.evidence.remarks import Remarks
from mtqa.evidence.signals import Signals, signals
from mtqa.evidence.suggestions import Suggestion, suggest
from mtqa.evidence.translationese import TELLING_RULES, Translated, Translationese, translated, translationese
from mtqa.findings import Evidence, Finding, Rule, Severity
from mtqa.findings.evidence import restored
from mtqa.findings.fingerprint import around
from mtqa.lexicon import Channel, Dictionary, Tagger, Word, language_of, shared_dictionary
from mtqa.lexicon.traditional import to_traditional
from mtqa.text import Bitext, Pair, Segment, Span

_TAGGED_TOGETHER = 256  # segments


@dataclass(frozen=True)
class Material:
    """A document with all that the checks work on; tuples have one value per segment."""

    bitext: Bitext
    tagger: Tagger
    calibration: Calibration = field(default_factory=Calibration)
    fluency: tuple[Fluency | None, ...] | None = None
    back_translations: tuple[BackTranslation | None, ...] | None = None
    judge: Judge | None = None
    weights: Weights | None = None  # how the signals of the language model are combined, where that was measured
    dictionary: Dictionary = field(default_factory=shared_dictionary)
    progress: Progress = no_progress
    glossary: Glossary | None = None
    language: str = "auto"  # as declared
    lang_pair: str = ""  # as declared: source-target
    estimates: tuple[Estimate | None, ...] | None = None  # with a source and an estimator
    similarities: tuple[float | None, ...] | None = None  # of target and source, cosine; with an embedder
    embedder: Embedder | None = None
    remarks: Remarks | None = None  # of a second reader
    found: list[Finding] = field(default_factory=list)  # by the checks that have run
    opted_in: set[str] = field(default_factory=set)  # opt-in rules that run
    #: The text in the characters of the file, where that is in traditional ones: the checks have it in simplified ones.
    traditional: str = ""

    @cached_property
    def words(self) -> tuple[tuple[Word, ...], ...]:
        """The tagged words of every segment; spans lie in the segment's text. A long document takes minutes; `progress`
        counts the segments."""
        words, segments = list[tuple[Word, ...]](), self.bitext.segments
        for segment in segments:
            if len(words) % _TAGGED_TOGETHER == 0:
                self.tagger.expect(ahead.text for ahead in segments[len(words) : len(words) + _TAGGED_TOGETHER])
            words.append(self.tagger.tag(segment.text))
            self.progress(len(words), len(segments))
        return tuple(words)

    def words_of(self, segment: Segment) -> tuple[Word, ...]:
        """The tagged words of one segment; tags only that segment if `words` was not asked for before."""
        return self.words[segment.index] if "words" in self.__dict__ else self.tagger.tag(segment.text)

    @cached_property
    def tagged(self) -> tuple[tuple[Segment, Word], ...]:
        """Every word of the document with its segment, in order."""
        return tuple((segment, word) for segment, words in self.sentences for word in words)

    @cached_property
    def sentences(self) -> list[tuple[Segment, tuple[Word, ...]]]:
        """The segments, each with its words."""
        return list(zip(self.bitext.segments, self.words, strict=True))

    @cached_property
    def signals(self) -> list[Signals]:
        """The signals of channel, language model and detector for every word; empty without a language model."""
        if self.judge is None:
            return []
        found = signals(self.sentences, self.judge, Channel(self.dictionary))
        document = self.bitext.document
        return [word for word in found if not document.is_opaque(word.span.shift(word.segment.span.start))]

    def suggest(self, signals: Sequence[Signals]) -> dict[int, Suggestion]:
        """Better wordings for words without a rival, by their place in `signals`."""
        if self.judge is None:
            return {}
        trips = [trip.round_trip if trip else "" for trip in self.back_translations or ()]
        return suggest(signals, self.judge, Channel(self.dictionary), self.tagger, trips)

    @cached_property
    def translationese(self) -> Translationese:
        """The document's signs of translation."""
        return translationese(self.sentences, self.signals)

    @property
    def translated_probability(self) -> float:
        """The probability that the document is a machine translation, however short it is: by its signs, and by what
        was found in it."""
        telling = {
            (finding.rule.id, finding.text) for finding in self.found if finding.rule.id.startswith(TELLING_RULES)
        }
        return with_findings(document_probability(self.translationese, self.weights), len(telling))

    @property
    def machine_translated(self) -> Translated | None:
        """The judgement on the document; None where it is not Chinese, or lies beside its source: that it is a
        translation is known then, and the strings of a localisation file are no prose."""
        if not self.is_chinese or self.bitext.source is not None:
            return None
        return translated(self.sentences, self.translated_probability)

    @property
    def word_count(self) -> int:
        """The number of words that are not punctuation: the evaluation word count of MQM. Estimated for the strings of
        a program, whose checks need no tags."""
        if self.is_software:
            return estimated_word_count((segment.text for segment in self.bitext.segments), self.dictionary)
        return sum(word.tag != "w" and not word.text.isspace() for _, word in self.tagged)

    @cached_property
    def is_chinese(self) -> bool:
        """Is the prose Chinese? Text without letters counts as Chinese."""
        return language_of(self.bitext.document.visible) in ("zh", "")

    @cached_property
    def coverage(self) -> Coverage:
        return Coverage(self.dictionary)

    @cached_property
    def comparisons(self) -> Comparisons:
        labels = has_labels(self.bitext.document)
        return Comparisons(self.coverage, into_chinese=self.into_chinese, labels=labels, texts=self._texts)

    @cached_property
    def is_software(self) -> bool:
        return is_software(self.bitext.document)

    @cached_property
    def kept(self) -> frozenset[str]:
        """The English words that the translations keep: names and commands."""
        return kept_words(self._texts)

    @property
    def _texts(self) -> Iterator[tuple[str, str]]:
        return ((pair.source.text, pair.target.text) for pair in self.translated if pair.source)

    @cached_property
    def translated(self) -> tuple[Pair, ...]:
        """The pairs with a source that is text: sentences, or whole units if a sentence of theirs has none."""
        return tuple(with_text(translations(self.bitext)))

    @cached_property
    def languages(self) -> tuple[str, str]:
        """The languages of source and target as ISO 639-1 codes; "" if unknown. Copies do not count unless there is
        nothing else."""
        pairs = [(pair.source.text, pair.target.text) for pair in self.translated if pair.source]
        pairs = [pair for pair in pairs if pair[0] != pair[1]] or pairs
        return language_of("\n".join(pair[0] for pair in pairs)), language_of("\n".join(pair[1] for pair in pairs))

    @cached_property
    def is_pair(self) -> bool:
        """Is one side Chinese and the other English?"""
        return set(self.languages) == {"zh", "en"}

    @cached_property
    def into_chinese(self) -> bool:
        """Of a pair: is the target the Chinese side?"""
        return self.languages[1] == "zh"

    @cached_property
    def has(self) -> frozenset[Need]:
        """The needs that this material meets."""
        present = {
            Need.CHINESE: self.is_chinese,
            Need.GLOSSARY: self.glossary is not None,
            Need.LANGUAGE_MODEL: self.judge is not None,
            Need.PAIR: self.is_pair,
            Need.SOURCE: bool(self.translated),
            Need.TRANSLATOR: self.back_translations is not None and self.calibration.translator_is_trusted,
            Need.ESTIMATE: self.estimates is not None,
            Need.EMBEDDER: self.similarities is not None,
            Need.READER: self.remarks is not None and self.remarks.was_read,
            Need.DETECTOR: self.weights is not None and self.weights.has_detector,
            Need.PROSE: not self.is_software,
            Need.NATIVE_FIGURES: bool(self.calibration.fluency),
        }
        return frozenset(need for need, there in present.items() if there)

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[Segment, re.Match[str]]]:
        """Every match of a pattern in the prose of the segments; code and addresses are skipped."""
        for segment in self.bitext.segments:
            for match in pattern.finditer(segment.text):
                if not self.bitext.document.is_opaque(Span(*match.span()).shift(segment.span.start)):
                    yield segment, match

    def shown(self, text: str) -> str:
        """A text of ours in the characters of the file."""
        return to_traditional(text) if self.traditional else text

    def as_written(self, segment: Segment) -> Segment:
        """A segment in the characters of the file."""
        return replace(segment, text=segment.span.of(self.traditional)) if self.traditional else segment

    def finding(
        self,
        rule: Rule,
        segment: Segment,
        span: Span,
        confidence: float,
        *,
        message: str = "",
        severity: Severity | None = None,
        suggestions: Iterable[str] = (),
        evidence: Evidence | None = None,
    ) -> Finding:
        """A finding at `span` of the segment's text, with its place in the file and in the file's characters."""
        document = self.bitext.document
        inside = span.shift(segment.span.start)
        within = self.bitext.segment_at(inside.start) or segment
        raw = document.raw_span(inside)
        place = document.place(raw.start)
        return Finding(
            rule=rule,
            span=raw,
            text=raw.of(document.raw),
            segment=within.index,
            line=place.line,
            column=place.column,
            message=self.shown(message or rule.message),
            confidence=confidence,
            severity=severity or rule.severity,
            suggestions=tuple(map(self.shown, suggestions)),
            evidence=restored(evidence or {}, self.shown),
            context=around(self.traditional or document.text, inside.start, inside.end),
        )
