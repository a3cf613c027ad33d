"""Text in a language that it should not be in.

What it finds
    A document with `language = "zh"`, or whose `lang-pair` ends in zh, that has less Chinese prose than prose of
    another language, or that is written with kana. Names, commands and addresses in Latin letters are not prose. Also a
    target or a source that is not in the language that `lang-pair` says, and a target in the language of its source.
    Each is one finding, at the first sentence; the checks that need the language are skipped. In a document that is
    otherwise in its language: a sentence in another one that is not a copy of its source. In a Chinese document without
    a source: paragraphs with a full sentence of English, those that follow each other as one finding.

Why it matters
    A file that was never translated, or was saved under the wrong name, has none of the errors that other checks find.
    It would pass every gate.

Example
    ⟦The rain stopped, and the children ran into the yard.⟧ (language = "zh")

How to fix it
    Open the file: translate it if that was forgotten, or put the right one in its place. If the file is right, give its
    path its language, `language` or `lang-pair` in mtqa.toml. Put a quotation into a quotation block or behind a colon.

Known limits
    A text of fewer than 20 letters is not judged. Cantonese, and Chinese in traditional characters, are Chinese here.
    Eleven languages in Latin letters are known. Without `language`, `lang-pair` or a source a file that is not Chinese
    is not judged. English without a source counts as prose only where a sentence begins with a capital, ends with its
    mark and has eight words in lower case outside of code, quotation marks and brackets. Quotations (in a quotation
    block, or behind a colon), abstracts, references and licences stay in English, and so does a document in which half
    of the Chinese paragraphs stand beside an English one: it is in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mtqa.bilingual.copied import is_copy
from mtqa.bilingual.credits import is_credits
from mtqa.bilingual.prose import prose_words
from mtqa.bilingual.untranslated import untranslated_paragraphs
from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.lexicon import LANGUAGES, LATIN_LANGUAGES, language_of
from mtqa.lexicon.language import is_small_word
from mtqa.script import HANGUL, KANA, han_count, letter_count
from mtqa.text import Pair, Span

WRONG = Rule(
    "language.wrong",
    Category.UNTRANSLATED,
    Severity.CRITICAL,
    "The file is declared Chinese (language), and its text is not.",
    once=True,
)
_SENTENCE = replace(WRONG, once=False)  # each sentence has a fingerprint of its own

_ENGLISH = "This is English, and the document is Chinese: it was not translated."
_LEAST_LETTERS = 20
_KANA_OR_HANGUL = re.compile(f"[{KANA}{HANGUL}]{{3}}")  # longer than what Chinese text quotes
_LEAST_PAIRS = 3  # with a source; more than half of them have to be in one language

#: A message, and the evidence of the finding.
_Found = tuple[str, Evidence]


def run(material: Material) -> Iterator[Finding]:
    if not material.bitext.segments:
        return
    found = _declared(material) or _undeclared(material)
    if found:
        first = material.bitext.segments[0]
        yield material.finding(WRONG, first, Span(0, len(first.text)), 1.0, message=found[0], evidence=found[1])
    elif material.is_pair:
        yield from _sentences(material)
    elif material.is_chinese and not material.translated and not material.bitext.document.units:
        yield from _paragraphs(material)


def _declared(material: Material) -> _Found | None:
    """If the text is not in the languages that were declared, the message and the evidence."""
    text = material.bitext.document.text
    if not _is_long(text):
        return None
    if material.language == "zh" and not material.is_chinese:
        return WRONG.message, {"fault": "not_chinese"}
    source, _, target = material.lang_pair.lower().partition("-")
    found = material.languages
    for side, declared, actual in (("translation", target, found[1]), ("source", source, found[0])):
        wanted = re.split("[-_]", declared)[0]
        if wanted in LANGUAGES and actual and wanted != actual and {wanted, actual} & {"zh", "en", "ja", "ko"}:
            message = f"The {side} is declared {LANGUAGES[wanted]} (lang-pair), and its text is {_name(actual)}."
            return message, {"fault": f"{side}_declared", "language": actual, "expected_language": wanted}
    return None


def _undeclared(material: Material) -> _Found | None:
    """The same if the target is in the language of its source and nothing is declared."""
    pairs = material.translated
    source, target = material.languages
    if len(pairs) < _LEAST_PAIRS or not source or source != target or material.lang_pair:
        return None
    alike = [pair for pair in pairs if language_of(pair.target.text) == source]
    if source not in ("zh", "en") or 2 * len(alike) <= len(pairs) or not _is_long(material.bitext.document.text):
        return None
    message = f"The translation is in the language of its source, {_name(source)}."
    return message, {"fault": "as_source", "language": source}


def _sentences(material: Material) -> Iterator[Finding]:
    """Single sentences in another language."""
    wanted = material.languages[1]
    for pair in material.translated:
        language = _foreign_language(pair, wanted)
        if language:
            message = f"This is {_name(language)}, and the document is {_name(wanted)}."
            segment, evidence = pair.target, Evidence(fault="sentence", language=language, expected_language=wanted)
            span = Span(0, len(segment.text))
            yield material.finding(_SENTENCE, segment, span, 0.9, message=message, evidence=evidence)


def _foreign_language(pair: Pair, wanted: str) -> str:
    """The language of a sentence that is surely not in the wanted language, else an empty string."""
    text = pair.target.text
    if (
        pair.source is None
        or is_credits(pair.source.text)
        or pair.source.text == text
        or not _is_long(text)
        or is_copy(pair.source.text, text)
    ):
        return ""
    if wanted == "zh" and _is_mixed(text):
        return ""
    found = language_of(text)
    return "" if found == wanted or (found in LATIN_LANGUAGES and not _is_prose(text, found)) else found


def _paragraphs(material: Material) -> Iterator[Finding]:
    """English paragraphs in a Chinese document; those that follow each other are one finding."""
    for segment in untranslated_paragraphs(material.bitext):
        yield material.finding(_SENTENCE, segment, Span(0, len(segment.text)), 0.9, message=_ENGLISH)


def _is_mixed(text: str) -> bool:
    """Does the sentence have more Chinese than a name? Other checks report parts that are untranslated."""
    return han_count(text) * 10 >= letter_count(text) and not _KANA_OR_HANGUL.search(text)


def _is_prose(text: str, language: str) -> bool:
    """Are half of the words in lower case, and is a function word among them? Lists of names and commands are not."""
    words = prose_words(text)
    if language == "en" and not any(map(is_small_word, words)):
        return False
    return len(words) > 3 and 2 * sum(word.islower() for word in words) >= len(words)


def _is_long(text: str) -> bool:
    return letter_count(text) >= _LEAST_LETTERS


def _name(language: str) -> str:
    return LANGUAGES.get(language, language)


CHECK = Check(run, (WRONG,), frozenset())
