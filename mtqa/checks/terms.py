"""One thing under several names, or several things under one.

What it finds
    `terms.inconsistent`: with a source, a sentence of the source, of three words or more, that has several translations
    in the document; all but the most common translation, or the first of equals, are reported, as minor if they are
    long or share words with it. And, as minor, a term of two English words with another translation in one sentence:
    本地模块 where other sentences have 原生模块 for “native module”. With a language model, phrases of
    one document that differ in a part and may be the same in English: one word with two others that share an English
    sense, or the same two words in the other order. The most common wording stays; the others are reported if the
    language model, reading the document, prefers it to them. If three or more wordings compete, the best may be one
    that the text does not have: it is made of the dictionary's words for the same sense, and the model decides.
    `terms.merged`, which runs only where it is selected by its id: with an English source, a label of up to four words
    whose translation belongs to another label of the document. The translation has a rendering of the other's words and
    none of its own, and the rest of the document does not translate it like that.

Why it matters
    A translator has one word for a thing; a machine that sees one sentence at a time finds a new word in every
    sentence. Readers take them for different things. And where two things have one word, nobody can tell their labels
    apart.

Example
    数字平台上线了。数字平台有三十万用户。昨天，⟦数字站台⟧出了故障。
    Quota → 额度, Balance → ⟦额度⟧

How to fix it
    Decide on one wording, the usual one of the field rather than the most frequent one here, and write it throughout.
    Put it into the glossary (`--glossary`), so that it stays. Give two things with one label a word each.

Known limits
    A sentence may need two translations in two places; suppress the finding there. Within sentences, terms of one word
    or of more than two are not compared, nor translations from Chinese into English, nor terms of the glossary; a
    wording that the dictionary does not know is not found. Native writers vary their words too. A pair of wordings is
    therefore reported only if the whole document, not the sentence alone, supports the other one. A thing that the text
    names only twice, in two ways, is not found; nor are phrases of the strings of a program compared by the model,
    which would read each among labels that have nothing to do with it. Labels with two names are often one thing on
    their screen (Include totals, Show totals); those whose words share renderings, and terms of the glossary, are not
    compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from mtqa.bilingual.merged import merged
from mtqa.bilingual.omission import unrelated_odds
from mtqa.bilingual.terminology import unusual_wordings
from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.checks.reversals import sound
from mtqa.evidence.competing import better_wordings, has_many
from mtqa.evidence.contrast import Contrast, Judge
from mtqa.evidence.rivals import Cluster, clusters
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.lexicon import Word
from mtqa.lexicon.labels import without_access_keys
from mtqa.lexicon.traditional import to_simplified
from mtqa.script import HAN, has_han
from mtqa.text import Pair, Segment, Span

INCONSISTENT = Rule(
    "terms.inconsistent",
    Category.INCONSISTENT_TERM,
    Severity.MAJOR,
    "The text has several wordings for one thing.",
)

MERGED = Rule(
    "terms.merged",
    Category.INCONSISTENT_TERM,
    Severity.MAJOR,
    "Labels of different things have one translation.",
    opt_in=True,
)

# Shorter texts are labels, whose translation depends on their place.
_WORDS = re.compile(rf"\w+\W+\w+\W+\w+|[{HAN}]{{4}}")
_SENTENCE_END = re.compile(r"[.!?。！？]\W{0,3}$")
_MARKS = re.compile(r"[\W_]+")
_LEAST_SENTENCE = 16  # characters
_LEAST_ALIKE = 0.2  # share that two wordings have in common: of those with more, most differ in style only


def run(material: Material) -> Iterator[Finding]:
    of_sentences = list(_beside_source(material))
    yield from of_sentences
    if material.is_pair and material.into_chinese:
        yield from _within_sentences(material, {finding.segment for finding in of_sentences})
        if MERGED.id in material.opted_in:
            yield from _merged_labels(material)
    if material.judge is not None and material.is_chinese and not material.is_software:
        yield from _by_model(material, material.judge)


def _beside_source(material: Material) -> Iterator[Finding]:
    """Sentences of the source with several translations."""
    alike: dict[str, list[Pair]] = {}
    for pair in material.translated:
        if pair.source and _WORDS.search(pair.source.text) and _is_whole(material, pair.source):
            alike.setdefault(_normalised(pair.source.text), []).append(pair)
    for pairs in alike.values():
        if len(pairs) == 1:
            continue
        counts = Counter(_normalised(pair.target.text) for pair in pairs)
        best = counts.most_common(1)[0][0]  # the first of equals
        wording = next(pair.target.text for pair in pairs if _normalised(pair.target.text) == best)
        for pair in pairs:
            if _normalised(pair.target.text) != best:
                yield material.finding(
                    INCONSISTENT,
                    pair.target,
                    Span(0, len(pair.target.text)),
                    0.7,
                    severity=Severity.MINOR if _may_be_right(material, pair, best) else None,
                    message=f"The same source is translated as “{wording}” elsewhere ({counts[best]}×).",
                    suggestions=sound(material, pair.target, Span(0, len(pair.target.text)), [wording]),
                    evidence={
                        "fault": "of_sentence",
                        "source_text": pair.source.text if pair.source else "",
                        "rival": wording,
                        "counts": dict(counts),
                    },
                )


def _within_sentences(material: Material, reported: set[int]) -> Iterator[Finding]:
    """Terms of the source with several translations, in sentences that are not reported as a whole."""
    pairs = [pair for pair in material.translated if pair.source and pair.target.index not in reported]
    english, chinese = [pair.source.text for pair in pairs if pair.source], [pair.target.text for pair in pairs]

    def words(number: int) -> Sequence[Word]:
        return material.tagger.tag(pairs[number].target.text)

    for wording in sorted(
        unusual_wordings(english, chinese, words, material.dictionary), key=lambda found: (found.sentence, found.span)
    ):
        if material.glossary is None or not material.glossary.sources(wording.term):
            yield material.finding(
                INCONSISTENT,
                pairs[wording.sentence].target,
                wording.span,
                0.6,
                message=f"“{wording.term}” is translated as “{wording.usual}” elsewhere "
                f"({wording.counts[wording.usual]}×).",
                severity=Severity.MINOR,
                suggestions=sound(material, pairs[wording.sentence].target, wording.span, [wording.usual]),
                evidence={
                    "fault": "of_term",
                    "term": wording.term,
                    "rival": wording.usual,
                    "counts": dict(wording.counts),
                },
            )


def _merged_labels(material: Material) -> Iterator[Finding]:
    """Labels whose translation belongs to another label."""
    pairs = [pair for pair in material.translated if pair.source]
    texts = [(pair.source.text if pair.source else "", pair.target.text) for pair in pairs]
    for label in merged(texts, material.dictionary):
        if material.glossary is None or not material.glossary.sources(label.written):
            target = pairs[label.number].target
            others = "”, “".join(label.others)
            yield material.finding(
                MERGED,
                target,
                Span(at := target.text.find(label.wording), at + len(label.wording)),
                0.75,
                message=f"“{label.wording}” stands for “{label.written}” here, and for “{others}” elsewhere.",
                evidence={"term": label.written, "same_translation": list(label.others)},
            )


def _is_whole(material: Material, source: Segment) -> bool:
    """Is it a whole unit or a sentence? A line of a unit with several may stand beside the line before its own."""
    document = material.bitext.source
    unit = document.unit_around(source.span) if document else None
    return unit is None or _SENTENCE_END.search(source.text) is not None


def _may_be_right(material: Material, pair: Pair, other: str) -> bool:
    """May the translation be as right as the other? Sentences, and labels that share characters, may: people say a
    thing in many ways. So may what is not in Chinese, and what has words of the source."""
    wording = _normalised(pair.target.text)
    if len(wording) >= _LEAST_SENTENCE or not (has_han(wording) and has_han(other)):
        return True
    if SequenceMatcher(None, wording, other).ratio() >= _LEAST_ALIKE:
        return True
    if not (pair.source and material.is_pair and material.into_chinese):
        return False
    return unrelated_odds(material.coverage.of(pair.source.text, pair.target.text)) < 0


def _normalised(text: str) -> str:
    """The text without case, white space, punctuation and access keys (“打开(&O)”), and in simplified characters: none
    makes it another wording."""
    plain = without_access_keys(text).casefold()
    plain = plain if plain.isascii() else to_simplified(plain)
    return _MARKS.sub("", plain)


def _by_model(material: Material, judge: Judge) -> Iterator[Finding]:
    tagged = material.sentences
    taken: list[tuple[int, Span]] = []
    for cluster in clusters(tagged, material.dictionary):
        for contrast in better_wordings(judge, cluster, material.dictionary):
            rival = contrast.rival
            if not any(index == rival.segment.index and span.overlaps(rival.span) for index, span in taken):
                taken.append((rival.segment.index, rival.span))
                yield _finding(material, cluster, contrast)


def _finding(material: Material, cluster: Cluster, contrast: Contrast) -> Finding:
    rival = contrast.rival
    counts = {variant.text: len(variant.places) for variant in cluster.variants}
    wordings = ", ".join(f"“{text}” ({count}×)" for text, count in counts.items() if text != rival.stands)
    return material.finding(
        INCONSISTENT,
        rival.segment,
        rival.span,
        0.9 if has_many(cluster) else 0.7,
        message=f"“{rival.stands}” may mean the same as {wordings} elsewhere in the text.",
        suggestions=sound(material, rival.segment, rival.span, [rival.wording]),
        evidence={
            "fault": "of_document",
            "rival": rival.wording,
            "proposed_by": rival.proposed_by,
            "counts": dict(counts),
            "english": rival.english,
            "log_odds": round(contrast.log_odds, 2),
            "gain": round(contrast.gain, 2),
        },
    )


CHECK = Check(
    run,
    (INCONSISTENT, MERGED),
    own={
        INCONSISTENT.id: (frozenset({Need.CHINESE, Need.LANGUAGE_MODEL}), frozenset({Need.SOURCE})),
        MERGED.id: (frozenset({Need.PAIR}),),
    },
)
