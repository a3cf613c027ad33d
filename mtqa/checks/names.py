"""Names that have the wrong characters after translation.

What it finds
    names.inconsistent: one name in two spellings. Names of one document whose pinyin are equal or near (n/ng, z/zh,
    c/ch, s/sh), or of which one sounds like the other with its two syllables exchanged, also inside a longer name
    (林峰, 洪枫林). The finding marks the spelling that is rarer in the tables of names and in the text; if the two are
    equal in this, the later one. The other spelling is the suggestion. Also two transliterations of a foreign name
    (萨尔茨, 索尔兹), the name of a person with one character more (芦钢, 芦利钢), and a name of which a part is
    translated (美景东方社区, 美丽的东方社区). Of these the rarer form or the one that hardly a reader knows is
    reported; if neither is clearly wrong, the later one. Also the rarer form of a name in Latin letters and in Chinese:
    by sound (莎莉·鲁尼, Sally Rooney), dictionary (诺顿, Norton) or words (修剪草药, Trimming the Herbs).
    names.garbled: a name that Chinese people would not give. Of a person: a Chinese surname with characters that have
    the right sound but are hardly ever used in given names, where the context shows that it is a person. Of a place:
    two characters before 街道, 小区, 村 … that are the name of no village, town or district in China, while a name
    with the same sound belongs to at least thirty. The most probable names with that sound are the suggestions.
    names.changed: a name that differs from the name in the source. It compares places and people whose translation is
    in the dictionary (London, 巴黎), and Chinese people, by their pinyin (Wang Xiaoming, 李大明).

Why it matters
    Translated through English, a name keeps its sound and loses its characters, and each sentence guesses them anew.
    Readers take the spellings for different people or places, and cannot look up a name that does not exist.

Example
    锦绣小区的居民告诉记者……⟦金绣⟧居委会的主任也在场

How to fix it
    Look the name up in the source, or in Chinese reports of the same event; the more frequent spelling may be the wrong
    one. Write the right one throughout; a foreign name takes its established transliteration.

Known limits
    A spelling that is also a well-known name or word (山西 beside 陕西) is taken to be right. Two people may have names
    that sound alike, and parents may choose a rare character. A personal name that became another probable name is
    found only if the text has both. Names that the tagger does not recognise are not judged. Two foreigners whose names
    sound nearly the same are reported if no sentence has both and readers know at most one of them; names of two
    characters only if they sound the same. A name that is introduced as 曼沙迪（Manshadi） may be in Latin letters
    later. Of two people who sound alike, one in Latin letters, one is reported. Token may stand beside 令牌.
    names.changed does not find a name that the dictionary does not have, one that is only left out, or one that sounds
    like the right name (鲁滨逊 for 罗宾逊). A new housing estate may have a name that no village has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.bilingual.names import changed
from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.evidence.rivals import Rival
from mtqa.evidence.rivals.homophones import homophones
from mtqa.evidence.rivals.latin_names import LATIN_NAME, beside_latin
from mtqa.evidence.rivals.name_forms import Likeness, added, translated
from mtqa.evidence.rivals.transliterations import transliterations
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.lexicon import NAME_TAGS, Word, chinese_zipf
from mtqa.lexicon.name_context import names_a_place, proper_part, shows_a_person
from mtqa.lexicon.name_tables import given_name_log_ratio, likely_names, namesakes, place_count, split_name
from mtqa.text import Segment, Span

INCONSISTENT = Rule(
    "names.inconsistent",
    Category.INCONSISTENT_TERM,
    Severity.MAJOR,
    "The text writes this name in two ways.",
)
GARBLED = Rule(
    "names.garbled",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "This is not a Chinese name; the characters seem to be guessed from the sound.",
)
CHANGED = Rule(
    "names.changed",
    Category.MISTRANSLATION,
    Severity.MAJOR,
    "The name differs from the name in the source.",
)

# `python -m research measure names`: at −3 nats 2 % of native names that no word list knows would pass for garbled, and
# half of the names whose given name was spelled anew by sound.
_LEAST_LOG_RATIO = -3.0
# wordfreq: from Zipf 3 (once in a million words) a word is known to every reader. From 4.3 on two characters after a
# surname are a word of their own (王校长, 李大哥).
_WELL_KNOWN, _COMMON = 3.0, 4.3
# Places with a name that sounds the same; fewer are no evidence.
_LEAST_NAMESAKES = 30
_FUNCTION_WORDS = frozenset("的地得了着过是在有和与跟及或而但就也都还又不没把被将让对从向往因为以于并等说要会能可")
_FOREIGN = re.compile(r"[·•‧・A-Za-z-]")

#: Why two forms are taken for one name: the message, and the confidence.
_FORMS = {
    Likeness.TRANSLITERATED: ("“{}” ({}×) and “{}” ({}×) transcribe the same sounds: one name?", 0.9),
    Likeness.LATIN: ("“{}” ({}×) is “{}” ({}×) elsewhere in the text: one name in two scripts?", 0.85),
    Likeness.ADDED: ("“{}” ({}×) and “{}” ({}×) differ by one character: one person?", 0.8),
    Likeness.TRANSLATED: ("“{}” ({}×) seems to be “{}” ({}×), with a part of the name translated.", 0.85),
}

#: The place of a word: its segment, the segment's words, and its index among them.
_Place = tuple[Segment, tuple[Word, ...], int]


def run(material: Material) -> Iterator[Finding]:
    reported: set[tuple[int, Span]] = set()
    found = [*_beside_source(material)]
    if {Need.CHINESE, Need.PROSE} <= material.has:
        alike = list(_inconsistent(material))
        found += [*alike, *_two_forms(material, alike), *_garbled_people(material), *_garbled_places(material)]
    for finding in found:
        if (finding.segment, finding.span) not in reported:
            reported.add((finding.segment, finding.span))
            yield finding


def _beside_source(material: Material) -> Iterator[Finding]:
    for pair in material.translated if material.is_pair else ():
        if pair.source is None:
            continue
        texts = (pair.source.text, pair.target.text) if material.into_chinese else (pair.target.text, pair.source.text)
        for change in changed(*texts, material.tagger, material.dictionary, into_chinese=material.into_chinese):
            right = sorted(change.source.others) if change.known else []
            message = f"“{change.source.text}” in the source is “{change.target.text}” here."
            evidence: Evidence = {"source_text": change.source.text, "known_translations": right}
            yield material.finding(CHANGED, pair.target, change.target.span, 0.8, message=message, evidence=evidence)


def _inconsistent(material: Material) -> Iterator[Finding]:
    tagged = material.sentences
    for rival in homophones(tagged):
        spelling, (seen, rival_seen) = rival.stands, rival.seen
        yield material.finding(
            INCONSISTENT,
            rival.segment,
            rival.span,
            0.85 if seen < rival_seen else 0.7,
            message=f"“{spelling}” ({seen}×) sounds like “{rival.wording}” ({rival_seen}×): one name, two spellings?",
            suggestions=[rival.wording],
            evidence=_other_form("sounds_alike", rival) | _table_figures(spelling, rival.wording),
        )


def _two_forms(material: Material, alike: list[Finding]) -> Iterator[Finding]:
    """Names in two forms that do not sound the same, and are not among the findings of those that do: transliterated
    twice, added to, translated in part."""
    judged = {frozenset(finding.evidence["counts"]) for finding in alike}
    tagged, dictionary = material.sentences, material.dictionary
    latin = beside_latin(tagged, material.matches(LATIN_NAME), dictionary)
    for form in (*added(tagged), *translated(tagged, dictionary), *transliterations(tagged, dictionary), *latin):
        rival = form.rival
        if frozenset((rival.stands, rival.wording)) in judged:
            continue
        pattern, confidence = _FORMS[form.likeness]
        message = pattern.format(rival.stands, rival.seen[0], rival.wording, rival.seen[1])
        yield material.finding(
            INCONSISTENT,
            rival.segment,
            rival.span,
            confidence,
            message=message if form.clear else f"{message} Neither is clearly right.",
            suggestions=[rival.wording] if form.clear else [],
            evidence=_other_form(form.likeness.value, rival),
        )


def _other_form(fault: str, rival: Rival) -> Evidence:
    counts = dict(zip((rival.stands, rival.wording), rival.seen, strict=True))
    return {"fault": fault, "rival": rival.wording, "proposed_by": rival.proposed_by, "counts": counts}


def _table_figures(spelling: str, rival: str) -> Evidence:
    both = spelling, rival
    places = {name: place_count(name) for name in both}
    if any(places.values()):
        return {"place_counts": places}
    people = {name: round(given_name_log_ratio(parts[1]), 1) for name in both if (parts := split_name(name))}
    return {"given_name_log_ratios": people} if len(people) == len(both) else {}


def _garbled_people(material: Material) -> Iterator[Finding]:
    for name, places in _possible_people(material).items():
        parts = split_name(name)
        if not parts or given_name_log_ratio(parts[1]) > _LEAST_LOG_RATIO or not _is_of_a_person(name, places):
            continue
        if chinese_zipf(name) or _is_word(parts[1]) or material.dictionary.senses(name):
            continue
        ratio: Evidence = {"given_name_log_ratios": {name: round(given_name_log_ratio(parts[1]), 1)}}
        better = likely_names(name)
        evidence = _garbled_evidence(material, "unlikely_person", name, better) | ratio
        message = f"“{name}” is an unlikely name: “{parts[1]}” has the right sound, but parents do not choose it."
        for segment, words, index in places:
            yield material.finding(
                GARBLED, segment, words[index].span, 0.8, message=message, suggestions=better, evidence=evidence
            )


def _is_word(given: str) -> bool:
    """Is what follows the surname a word: a title, or the rest of a phrase (经理陈 + 在)?"""
    return given in _FUNCTION_WORDS if len(given) == 1 else chinese_zipf(given) >= _COMMON


def _possible_people(material: Material) -> dict[str, list[_Place]]:
    """Every word of two to four characters that may be the name of a person, with its places."""
    found: dict[str, list[_Place]] = {}
    for segment, words in material.sentences:
        for index, word in enumerate(words):
            if 2 <= len(word.text) <= 4 and word.tag[0] in "nPLO":
                found.setdefault(word.text, []).append((segment, words, index))
    return found


def _is_of_a_person(name: str, places: list[_Place]) -> bool:
    """Do the tagger and the context each show a person at least once, and no foreign name?"""
    at = [(segment.text, words[index].span) for segment, words, index in places]
    return (
        any(words[index].tag == "PER" for _, words, index in places)
        and any(shows_a_person(words, index) for _, words, index in places)
        and not any(_FOREIGN.search(text[max(0, span.start - 1) : span.end + 1]) for text, span in at)
    )


def _garbled_places(material: Material) -> Iterator[Finding]:
    """Places that do not exist, while a place that sounds the same does."""
    for segment, words in material.sentences:
        for index, word in enumerate(words):
            name = proper_part(word.text) if word.tag in NAME_TAGS else ""
            if not name and len(word.text) == 2 and word.tag[0] in "nPLO" and names_a_place(words, index):
                name = word.text
            if not name or place_count(name) or chinese_zipf(name) >= _WELL_KNOWN:
                continue
            better = [namesake for namesake in namesakes(name) if place_count(namesake) >= _LEAST_NAMESAKES]
            if better:
                counts = {spelling: place_count(spelling) for spelling in (name, better[0])}
                yield material.finding(
                    GARBLED,
                    segment,
                    Span(word.span.start, word.span.start + len(name)),
                    0.7,
                    message=f"No known place is called “{name}”; many are called “{better[0]}”, which sounds the same.",
                    suggestions=better,
                    evidence=_garbled_evidence(material, "unknown_place", name, better) | {"place_counts": counts},
                )


def _garbled_evidence(material: Material, fault: str, name: str, better: list[str]) -> Evidence:
    rival: Evidence = {"rival": better[0], "proposed_by": "homophones"} if better else {}
    return {"fault": fault, **rival, "counts": {name: material.bitext.document.text.count(name)}}


_OWN = {CHANGED.id: (frozenset({Need.PAIR}),)}
CHECK = Check(run, (INCONSISTENT, GARBLED, CHANGED), frozenset({Need.CHINESE, Need.PROSE}), own=_OWN)
