"""Words translated too literally from English.

What it finds
    Words that do not fit their sentence, according to a detector that was trained on damaged text.
    `literal.collision`: the word is the usual translation of an English word, and another translation of the same
    English word fits better, as 疫情 does in place of 流行病 (“pandemic”). `literal.misfit`: no English word explains
    the word; the suggestion is what the language model or the round trip has in its place, if anything. Both rules are
    confident only where the whole document reads like a machine translation. `literal.document`: a noun has
    the same English translation as another noun, which the document uses more often, and lexicon, neighbouring words
    and language model together say that one term is behind both, as behind 政策 and 策略 (“policy”). The suggestion is
    the other noun, if the language model prefers it. This rule needs no doubt of the detector. `literal.idiom`: an
    English idiom word by word, as 怀疑的好处 is “the benefit of the doubt”; the message says what Chinese says. This
    rule needs no model.

Why it matters
    Where English has one word and Chinese has two, a machine takes the more common of the two. The sentence stays
    fluent and says something else, or nothing.

Example
    在这场⟦流行病⟧中，她的主要工作是在居委会接电话

How to fix it
    Ask which English word stood here and which of its Chinese words the sentence needs; the suggestion is only the
    likeliest. Read the words around it, too: often the whole phrase has to be said differently. Of two nouns for one
    term, choose one and write it throughout.

Known limits
    The main risk is synonyms: a native writer's choice may have more probable rivals, too. A document without other
    signs of translation is therefore not reported, and so a single error in such a document is not found. Each word is
    judged by itself: of an error of several words only one word is marked, and the suggestion may not be enough.
    Headings, cells and list items of fewer than 12 characters, Latin letters not counted, and labels in front of a
    colon (形状：) are not judged: there is no sentence to judge a word by.
    Idioms are a list of some 240, mtqa/data/idioms.tsv: others are not found, nor those that Chinese has taken over
    word by word (冰山一角, 双刃剑) or that are as often meant literally (在桌子上). With another language model than
    the embedded one (`--profile`) there is no detector: then contests alone decide, a word is a `literal.collision`
    only if a rival clearly wins, and `literal.misfit` does not run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.checks.base import Check
from mtqa.checks.document_words import DOCUMENT, document_words, is_label
from mtqa.checks.idioms import IDIOM, translated_idioms
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.checks.reversals import sound
from mtqa.evidence.confidence import Weights, word_features
from mtqa.evidence.rivals import Rival
from mtqa.evidence.signals import Contested, Signals
from mtqa.evidence.suggestions import Suggestion
from mtqa.evidence.surroundings import neighbours, suspected_english
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.lexicon import Channel

COLLISION = Rule(
    "literal.collision",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "The word is the usual translation of an English word; another translation fits better here.",
    doubt=True,
)
MISFIT = Rule(
    "literal.misfit",
    Category.AWKWARD,
    Severity.MINOR,
    "The word does not fit its context and looks translated literally.",
    doubt=True,
)
_LEAST_FRAGMENT = 12  # characters without Latin letters, as many as fluency needs to be judged
_LATIN = re.compile("[A-Za-z]")
_ITS_OWN_LABEL = re.compile(r"\W*[:：]")  # behind a word that begins its segment: “目的：……”, “**形状**：”
_LEAST_SCORE = 0.0  # nats: a wording that fits worse is no rival
_LEAST_SUGGESTED = 2.5  # nats of the same score: a wording that fits only a little better is named, not suggested


def run(material: Material) -> Iterator[Finding]:
    of_idioms = list(translated_idioms(material))
    yield from of_idioms
    if material.weights is None:
        return
    of_document = list(document_words(material))
    yield from of_document
    taken = {(finding.segment, finding.span) for finding in of_document}
    for finding in _doubts(material, material.weights):
        in_idiom = any(finding.span.overlaps(idiom.span) for idiom in of_idioms)
        if not in_idiom and (finding.segment, finding.span) not in taken:
            yield finding


def _doubts(material: Material, weights: Weights) -> Iterator[Finding]:
    """The words that are doubted, with their rivals."""
    doubted = list(chances(material, weights))
    misfits = [word for word, _ in doubted if not _has_rival(word)]
    suggestions = {id(misfits[index]): suggestion for index, suggestion in material.suggest(misfits).items()}
    for word, chance in doubted:
        if word.contested and _has_rival(word):
            yield _collision(material, word, word.contested, chance)
        else:
            yield _misfit(material, word, suggestions.get(id(word)), chance)


def chances(material: Material, weights: Weights) -> Iterator[tuple[Signals, float]]:
    """The doubted words, each with the probability that an editor would change it if the document is a machine
    translation."""
    for word in material.signals:
        if weights.doubts(word) and not _is_fragment(word):
            yield word, weights.of_word(word)


def _is_fragment(word: Signals) -> bool:
    """Is the word a label in front of a colon, or does it stand in a heading, a cell or an item of a list too short for
    anything to be out of place?"""
    text = word.segment.text
    if not any(map(str.isalnum, text[: word.span.start])) and _ITS_OWN_LABEL.match(text, word.span.end):
        return True
    return is_label(word.segment) and len(_LATIN.sub("", text)) < _LEAST_FRAGMENT


def _has_rival(word: Signals) -> bool:
    return word.contested is not None and word.contested.score >= _LEAST_SCORE


def _collision(material: Material, word: Signals, contested: Contested, confidence: float) -> Finding:
    rival, features = contested.collision.rival, word_features(word)
    evidence: Evidence = {
        "rival": rival.wording,
        "proposed_by": rival.proposed_by,
        "english": rival.english,
        "log_odds": round(contested.log_odds, 2),
        "channel_log_prob": round(contested.passage, 2),
        "posterior_log_odds": round(features["score"], 2),
        "gain": round(features["gain"], 2),
    }
    if contested.log_odds <= 0:
        evidence["fault"] = "likelier_meant"
    if word.replaced is not None:
        evidence["detector_log_odds"] = round(word.replaced, 2)
    if contested.second is not None:
        evidence["second_log_odds"] = round(contested.second, 2)
    return material.finding(
        COLLISION,
        word.segment,
        word.span,
        confidence,
        message=_collision_message(rival, contested.log_odds),
        suggestions=sound(material, word.segment, word.span, [rival.wording] * (contested.score >= _LEAST_SUGGESTED)),
        evidence=evidence,
    )


def _collision_message(rival: Rival, log_odds: float) -> str:
    """Where the language model does not prefer the rival, the way through English makes it the likelier meaning."""
    why = "fits better here" if log_odds > 0 else "may be meant: a machine would write the one for the other"
    return f"“{rival.stands}” means “{rival.english}”; so does “{rival.wording}”, which {why}."


def _misfit(material: Material, word: Signals, suggestion: Suggestion | None, confidence: float) -> Finding:
    features = word_features(word)
    evidence: Evidence = {"detected_by": "detector", "detector_log_odds": round(features["replaced"], 2)}
    beside = neighbours(material.words_of(word.segment), word.span)
    english = suspected_english(word.word, Channel(material.dictionary))
    if beside:
        evidence["neighbours"] = beside
    if english:
        evidence["suspected_english"] = english
    if word.contested:
        evidence["rejected_log_odds"] = round(features["score"], 2)
        evidence["rejected_gain"] = round(features["gain"], 2)
    better: list[str] = []
    if suggestion is not None:
        rival = suggestion.rival
        evidence["rival"], evidence["proposed_by"] = rival.wording, rival.proposed_by
        evidence["log_odds"] = round(suggestion.log_odds, 2)
        better = sound(material, word.segment, word.span, [rival.wording])
    message = _misfit_message(word.word, beside, english)
    return material.finding(
        MISFIT, word.segment, word.span, confidence, message=message, suggestions=better, evidence=evidence
    )


def _misfit_message(word: str, beside: list[str], english: str) -> str:
    with_what = " and ".join(f"“{neighbour}”" for neighbour in beside)
    clash = f"does not seem to go with {with_what} beside it" if beside else "does not seem to fit here"
    origin = f"it may be “{english}”, translated literally" if english else "it looks translated literally"
    return f"“{word}” {clash}; {origin}."


CHECK = Check(
    run,
    (COLLISION, MISFIT, DOCUMENT, IDIOM),
    frozenset({Need.CHINESE, Need.PROSE, Need.LANGUAGE_MODEL}),
    gives_way=True,
    own={
        IDIOM.id: (frozenset({Need.CHINESE, Need.PROSE}),),
        MISFIT.id: (frozenset({Need.CHINESE, Need.PROSE, Need.LANGUAGE_MODEL, Need.DETECTOR}),),
    },
)
