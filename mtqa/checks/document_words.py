"""The rule `literal.document` of the check `literal`: one English term under two words of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.checks.material import Material
from mtqa.checks.reversals import sound
from mtqa.evidence.rivals.document import competing
from mtqa.evidence.wordings import Weighed, weighed
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.lexicon import Channel
from mtqa.text import Segment

DOCUMENT = Rule(
    "literal.document",
    Category.INCONSISTENT_TERM,
    Severity.MAJOR,
    "The word and a word that the document uses more often have one English translation.",
)
# Set by hand, on native news and the machine translations of WMT: planted words are found more easily than real errors.
_LEAST_PROBABILITY = 0.988
# By hand: stricter for a language model for which nothing was fitted, since its log-odds may mean less.
_LEAST_PROBABILITY_UNFITTED = 0.995
_LEAST_LOG_ODDS = 1.0  # nats from which the other word is suggested
_SENTENCE = re.compile(r"[。！？；，：…!?]")
_LEAST_OF_LABEL = 3  # uses of the other word: in headings and cells words are chosen by themselves


def document_words(material: Material) -> Iterator[Finding]:
    """A finding for each word that another word of the document should replace."""
    if material.weights is None or not material.weights.wording or material.judge is None:
        return
    document = material.bitext.document
    found = [
        noun
        for noun in competing(material.sentences, material.dictionary, Channel(material.dictionary))
        if not document.is_opaque(noun.rival.span.shift(noun.rival.segment.span.start))
        and (noun.rival.seen[1] >= _LEAST_OF_LABEL or not is_label(noun.rival.segment))
    ]
    least = _LEAST_PROBABILITY if material.weights.has_detector else _LEAST_PROBABILITY_UNFITTED
    for word in weighed(found, material.judge, material.weights.wording, least):
        yield _finding(material, word)


def is_label(segment: Segment) -> bool:
    """A heading, a cell of a table, an item of a list: no sentence."""
    return not _SENTENCE.search(segment.text)


def _finding(material: Material, word: Weighed) -> Finding:
    rival = word.competing.rival
    return material.finding(
        DOCUMENT,
        rival.segment,
        rival.span,
        word.probability,
        message=f"“{rival.stands}” and “{rival.wording}” ({rival.seen[1]}× in the text) both mean “{rival.english}”.",
        suggestions=sound(material, rival.segment, rival.span, [rival.wording] * (word.log_odds >= _LEAST_LOG_ODDS)),
        evidence={
            "rival": rival.wording,
            "proposed_by": rival.proposed_by,
            "english": rival.english,
            "counts": {rival.stands: rival.seen[0], rival.wording: rival.seen[1]},
            "log_odds": round(word.log_odds, 2),
        },
    )
