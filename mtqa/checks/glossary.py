"""Terms that are not translated as the glossary requires.

What it finds
    `glossary.term`: a sentence whose source has a term of the glossary (`--glossary`) and whose translation has none of
    the wordings that the glossary allows; and wordings that the glossary forbids, plain or as patterns. The finding
    marks the wording that is used instead, if one is found: a forbidden wording, the term left untranslated, or a word
    that has the meaning of the term in the dictionary. Otherwise it marks the whole sentence. Forbidden wordings are
    reported without a source, too; with a source, only if the source has the term.
    `glossary.translated`: a sentence whose source has a term that must stay as it is, character by character, and whose
    translation has not got it, or in other capitals.

Why it matters
    A glossary is what a project has agreed on. Readers who meet another word look for another thing, and a product
    whose button has two names cannot be explained. A name or a code that was translated cannot be found again.

Example
    Clear the cache. → 清空⟦高速缓冲⟧。 (cache,缓存|快取)
    Open the GH PR. → ⟦打开生长激素受体。⟧ (GH PR,=)

How to fix it
    Write the wording of the glossary and adapt the words around it; write a protected term exactly as the source has
    it. Where another wording is right too, add it to the row of the term (`cache,缓存|快取`).

Known limits
    English terms are found in the inflected forms that Snowball's stemmer knows, but not as irregular plurals (mouse,
    mice): give those a row. Words in capitals (IT) are found in capitals only. A word that is a term in one place and
    an ordinary word in another (file a complaint) is always taken for the term. Terms in code, options, addresses and
    placeholders do not count, but a command in a sentence (git push) does. Chinese that leaves the term out, or uses a
    pronoun for it, is reported. Where the text is in traditional characters, wordings in simplified ones match it, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.bilingual.glossary import Glossary, Term
from mtqa.bilingual.prose import prose_words
from mtqa.checks.base import Check
from mtqa.checks.material import Material
from mtqa.checks.needs import Need
from mtqa.findings import Category, Evidence, Finding, Rule, Severity
from mtqa.lexicon.english import stem
from mtqa.text import Pair, Segment, Span

TERM = Rule(
    "glossary.term",
    Category.TERM_RESOURCE,
    Severity.MAJOR,
    "The glossary requires another wording for this term.",
)

TRANSLATED = Rule(
    "glossary.translated",
    Category.TERM_RESOURCE,
    Severity.MAJOR,
    "A term that must stay as it is was translated.",
)

_LETTERS = re.compile("[A-Za-z]+")
_PLAIN = re.compile("[A-Za-z]+(?:[ -][A-Za-z]+)*")  # terms that prose can tell from code: <file>, --force

# Set by hand: a forbidden wording is certain; that a term was left out on purpose is not rare.
_CONFIDENCE_FORBIDDEN, _CONFIDENCE_MISSING, _CONFIDENCE_SAME_MEANING = 1.0, 0.8, 0.9


def run(material: Material) -> Iterator[Finding]:
    glossary = material.glossary
    if glossary is None:
        return
    for pair in material.bitext.pairs:
        yield from _in_pair(material, glossary.simplified if material.traditional else glossary, pair)


def _in_pair(material: Material, glossary: Glossary, pair: Pair) -> Iterator[Finding]:
    required = _source_terms(material, glossary, pair.source)
    reported: list[Term] = []
    for found in glossary.forbidden(pair.target.text):
        terms = [term for term in found.terms if not term.source or pair.source is None or term in required]
        inside = found.span.shift(pair.target.span.start)
        if terms and not material.bitext.document.is_opaque(inside):
            reported += terms
            yield _finding(material, glossary, pair.target, terms, found.span, _CONFIDENCE_FORBIDDEN)
    right = glossary.allowed(pair.target.text) if required else []
    present = {term.source.casefold() for found in right for term in found.terms}
    done = {term.source.casefold() for term in reported}
    for name, terms in _by_name(required).items():
        if name not in present | done and any(term.allowed for term in terms):
            instead = _used_instead(material, pair.target, terms[0], [found.span for found in right])
            span = instead or Span(0, len(pair.target.text))
            yield _finding(
                material,
                glossary,
                pair.target,
                terms,
                span,
                _CONFIDENCE_SAME_MEANING if instead else _CONFIDENCE_MISSING,
                not instead,
            )


def _source_terms(material: Material, glossary: Glossary, source: Segment | None) -> list[Term]:
    """The terms of the glossary in the prose of a source; those that stay as they are may be code."""
    if source is None:
        return []
    found = glossary.sources(source.text)
    document, start = material.bitext.source, source.span.start
    return [
        term
        for match in found
        if document is None or not document.is_opaque(match.span.shift(start))
        for term in match.terms
        if term.kept or _is_prose(term, match.span, source.text)
    ]


def _is_prose(term: Term, span: Span, text: str) -> bool:
    """Are the words there language? Terms with marks of their own (CI/CD) cannot be told from code."""
    if not _PLAIN.fullmatch(term.source):
        return True
    prose = {part for word in prose_words(text) for part in _LETTERS.findall(word)}
    return prose.issuperset(_LETTERS.findall(span.of(text)))


def _by_name(terms: list[Term]) -> dict[str, list[Term]]:
    """The rows of each term: any of their wordings is right."""
    names: dict[str, list[Term]] = {}
    for term in terms:
        rows = names.setdefault(term.source.casefold(), [])
        if term not in rows:
            rows.append(term)
    return names


def _used_instead(material: Material, segment: Segment, term: Term, right: list[Span]) -> Span | None:
    """Where the term is left untranslated or translated by another word with its meaning."""
    for found in Glossary("", (Term("", (term.source,), (), 0),), "").allowed(segment.text):
        if term.kept or _is_prose(term, found.span, segment.text):
            return found.span
    meaning = {stem(word.lower()) for word in term.source.split()}
    for word in material.words_of(segment):
        if len(word.text) > 1 and not any(span.overlaps(word.span) for span in right):
            senses = material.dictionary.senses(word.text)
            if any({stem(english) for english in sense} == meaning for sense in senses):
                return word.span
    return None


def _finding(
    material: Material,
    glossary: Glossary,
    segment: Segment,
    terms: list[Term],
    span: Span,
    confidence: float,
    whole: bool = False,
) -> Finding:
    allowed = list(dict.fromkeys(wording for term in terms for wording in term.allowed))
    term, right = terms[0].source, " or ".join(f"“{wording}”" for wording in allowed)
    quoted = f"“{span.of(segment.text)}”"
    fault, message = _fault(term, quoted, right, whole=whole, kept=terms[0].kept)
    evidence: Evidence = {"fault": fault, "term": term, "glossary_entry": f"{glossary.path}:{terms[0].line}"}
    if note := terms[0].note:
        message += f" ({note})"
        evidence["glossary_note"] = note
    # Also for a whole sentence, though a translator has to decide where the wording goes in it.
    rule = TRANSLATED if terms[0].kept and right else TERM
    return material.finding(rule, segment, span, confidence, message=message, suggestions=allowed, evidence=evidence)


def _fault(term: str, quoted: str, right: str, *, whole: bool, kept: bool) -> tuple[str, str]:
    """What is wrong, in a word and in a sentence: `quoted` is the marked wording, `right` are the allowed ones."""
    if kept and whole:
        return "kept_lost", f"“{term}” must stay as it is, but the translation does not have it."
    if kept:
        return "kept_changed", f"“{term}” must stay as it is, but here it is {quoted}."
    if whole:
        return "wording_lost", f"The glossary translates “{term}” as {right}, but the translation does not have it."
    if right and term:
        return "other_wording", f"{quoted} is used for “{term}”, but the glossary has {right}."
    return "forbidden", f"The glossary forbids {quoted}" + (f" for “{term}”." if term else ".")


CHECK = Check(run, (TERM, TRANSLATED), frozenset({Need.GLOSSARY}))
