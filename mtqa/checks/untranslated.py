"""Text that was left untranslated.

What it finds
    untranslated.copy: a translation that is identical to its source; critical if it is a sentence, major if it is a
    label, half code, or a line of a unit whose other lines are translated. untranslated.partial: two or more words of
    the source that are unchanged in the translation, though they are common words; minor in the strings of a program,
    if the two may be a term (pull request). Both need the source.
    untranslated.latin: a single capitalised Latin word, in a text that otherwise writes in Chinese, that neither
    Chinese nor English text knows: a garbled name.

Why it matters
    Metrics of meaning reward a copy. A name that a machine did not recognise is copied or spelled anew; readers cannot
    tell what is meant, and nobody can look it up.

Example
    他们在⟦Lankuo⟧超市门口等了一个小时
    Press the red button to open the door. → 按⟦the red button⟧来开门。

How to fix it
    Translate what was left. If it has to stay as it is, put it in quotation marks or dismiss the finding with that
    reason. Look a garbled name up, by its sound if there is no source, and write its established Chinese form.

Known limits
    Copies of one or two words are not reported, since names and commands look like that, nor are words in quotation
    marks and brackets, lists and examples of commands, names in a third language, words to search for that stand before
    the Chinese ones, or phrases that nearly all translations of the document keep.
    untranslated.latin does not report acronyms, CamelCase, units, model numbers, words beside another Latin word, in
    quotation marks, in brackets or in 《》, since Chinese writers use them. Nor does it report names that English text
    knows (Heineken) or that the source has, lower-case words (Chinese writers put English words into a sentence), or
    documents with many Latin words, where they are the house style. Its false alarms in native text are rare foreign
    names that the writers kept in Latin letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.bilingual.copied import copied_runs, is_copy, is_list_of_names, is_sentence
from mtqa.bilingual.credits import has_keywords
from mtqa.bilingual.prose import is_english
from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.checks.software import has_labels
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.lexicon import chinese_zipf, english_zipf
from mtqa.script import LATIN as LETTERS
from mtqa.script import has_han
from mtqa.text import Pair, Segment, Span

LATIN = Rule(
    "untranslated.latin",
    Category.UNTRANSLATED,
    Severity.MAJOR,
    "A Latin word in Chinese text: a name or word that was not translated.",
)

COPY = Rule(
    "untranslated.copy",
    Category.UNTRANSLATED,
    Severity.CRITICAL,
    "The translation is identical to its source: it was not translated.",
)
PARTIAL = Rule(
    "untranslated.partial",
    Category.UNTRANSLATED,
    Severity.MAJOR,
    "Words of the source are left untranslated here.",
)

_RUN = re.compile(rf"[{LETTERS}0-9][{LETTERS}0-9'’._&/+@#:\-]*")
_WORD = re.compile(rf"[{LETTERS}]{{3,}}")
_LISTING = re.compile(r"^(?:\s|[A-Z]{1,2}<)*(?:[$#] [a-z]|(?:\\+&)?\.[A-Z][A-Za-z]\b)", re.MULTILINE)
_LETTER, _ALPHABET, _LONGEST_PANGRAM = re.compile("[a-z]"), 26, 60  # letters of the alphabet, of a pangram
_LONGEST_TERM = 2  # words
_LEAST_KEPT, _SHARE_KEPT = 3, 0.8  # translations that keep a phrase, and their share
_UNITS = frozenset(("mol", "khz", "mhz", "ghz", "kbps", "mbps", "gbps", "min", "sec", "rpm", "mph", "kwh", "etc"))
_LATIN_BEFORE = re.compile(rf"[{LETTERS}0-9.,&][ ·\-]*$")
_LATIN_AFTER = re.compile(rf"^[ ·\-,&]*[{LETTERS}0-9]")
_OPENING = re.compile(r"[“‘「『《〈【\[\"'(（][^”’」』》〉】\])）]*$")
# A document with more different Latin words than this per 1,000 characters writes about things that keep their
# Latin names; two words are always allowed.
_MOST_LATIN_WORDS = 3.0
# wordfreq: below Zipf 1.5 a word is in no English vocabulary.
_UNKNOWN_ENGLISH = 1.5
# `python -m research measure postedits`: MLQE-PE's post-edits lack 42 % of such words; their editors kept most
# foreign names in Latin letters; a news text keeps fewer.
_CONFIDENCE = 0.5


def run(material: Material) -> Iterator[Finding]:
    yield from _beside_source(material)
    if material.is_chinese:
        yield from _latin(material)


def _beside_source(material: Material) -> Iterator[Finding]:
    kept, document = material.kept, material.bitext.document
    copied = {
        pair.target.index
        for pair in material.translated
        if pair.source
        and is_copy(pair.source.text, pair.target.text, kept)
        and not (document.unit_around(pair.target.span) and is_list_of_names(pair.target.text))
    }
    # Such a file is in the wrong language, or source and target are nearly the same language (en-US, en-GB).
    if material.languages[0] == material.languages[1] and len(material.translated) > 2:
        return
    for pair in material.translated:
        if pair.target.index in copied and not _is_shown(material, pair):
            severity = None if is_sentence(pair.target.text) and not _is_left_line(material, pair) else Severity.MAJOR
            yield material.finding(COPY, pair.target, Span(0, len(pair.target.text)), 0.95, severity=severity)
        elif pair.source and material.is_pair and not has_keywords(pair.source.text, pair.target.text):
            yield from _partial(material, pair, pair.source)


def _partial(material: Material, pair: Pair, source: Segment) -> Iterator[Finding]:
    text, document = pair.target.text, material.bitext.document
    if source.text == text and document.unit_around(pair.target.span):
        return
    for span in copied_runs(source.text, text, into_chinese=material.into_chinese, kept=material.kept):
        if not (document.is_opaque(span.shift(pair.target.span.start)) or _is_kept(material, span.of(text))):
            message = f"“{span.of(text)}” is left here as in the source."
            severity = Severity.MINOR if has_labels(document) and _may_be_term(span.of(text)) else None
            yield material.finding(PARTIAL, pair.target, span, 0.8, severity=severity, message=message)


def _may_be_term(phrase: str) -> bool:
    """Are these two words of a trade, which programs may keep: pull request? Then no function word is among them."""
    return len(phrase.split()) <= _LONGEST_TERM and is_list_of_names(phrase)


def _is_left_line(material: Material, pair: Pair) -> bool:
    """Is it a line that the translators left in a unit whose other lines they translated? That may be an example."""
    text = _unit_text(material, pair)
    return "\n" in text and has_han(text)


def _is_shown(material: Material, pair: Pair) -> bool:
    """Is it a name in a third language, or a line of an example that shows what programs have: commands after a prompt,
    roff, a font's letters?"""
    if material.languages[0] == "en" and not is_english(pair.target.text):
        return True
    text = _unit_text(material, pair)
    return "\n" in text and (_LISTING.search(text) is not None or any(map(_is_pangram, text.splitlines())))


def _is_pangram(line: str) -> bool:
    """Is it a short sentence with every letter, as samples of fonts are?

    >>> _is_pangram("The quick brown fox jumps over the lazy dog."), _is_pangram("The fox jumps.")
    (True, False)
    """
    letters = _LETTER.findall(line.casefold())
    return len(letters) <= _LONGEST_PANGRAM and len(set(letters)) == _ALPHABET


def _unit_text(material: Material, pair: Pair) -> str:
    unit = material.bitext.document.unit_at(pair.target.span.start)
    return unit.span.of(material.bitext.document.text) if unit else ""


def _is_kept(material: Material, phrase: str) -> bool:
    """Do nearly all translations of the document keep the phrase, as a term?"""
    words = phrase.casefold()
    there = [
        words in pair.target.text.casefold()
        for pair in material.translated
        if pair.source and words in pair.source.text.casefold() and has_han(pair.target.text)
    ]
    return len(there) >= _LEAST_KEPT and sum(there) >= _SHARE_KEPT * len(there)


def _latin(material: Material) -> Iterator[Finding]:
    latin = {match.group().lower() for _, match in material.matches(_WORD)}
    if len(latin) > 2 + _MOST_LATIN_WORDS * len(material.bitext.document.text) / 1000:
        return
    document = material.bitext.document
    sources = {pair.target.index: pair.source.text.casefold() for pair in material.translated if pair.source}
    named = {finding.span for finding in material.found}  # by names.*, which has its Chinese form
    for segment, match in material.matches(_RUN):
        word = match.group().rstrip(".'’-_:/&+")
        span = Span(match.start(), match.start() + len(word))
        is_known = word.casefold() in sources.get(segment.index, "")
        if is_known or document.raw_span(span.shift(segment.span.start)) in named:
            continue
        if _is_garbled_name(segment.text, span):
            yield material.finding(
                LATIN,
                segment,
                span,
                _CONFIDENCE,
                message=f"“{word}” is not known in Chinese or English text; it is probably a garbled name.",
                evidence={
                    "chinese_zipf": chinese_zipf(word),
                    "english_zipf": english_zipf(word),
                },
            )


def _is_garbled_name(text: str, span: Span) -> bool:
    word = span.of(text)
    if not _WORD.fullmatch(word) or not word[0].isupper() or not word[1:].islower() or word.lower() in _UNITS:
        return False
    before, after = text[: span.start], text[span.end :]
    if _LATIN_BEFORE.search(before) or _LATIN_AFTER.match(after) or _OPENING.search(before):
        return False
    return not chinese_zipf(word) and english_zipf(word) < _UNKNOWN_ENGLISH


CHECK = Check(
    run,
    (LATIN, COPY, PARTIAL),
    own={COPY.id: (frozenset({Need.SOURCE}),), PARTIAL.id: (frozenset({Need.PAIR}),)},
)
