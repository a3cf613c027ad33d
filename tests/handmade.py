"""Reports made by hand, so that renderers can be tested without readers, checks or models."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from mtqa.checks import Need, Skipped
from mtqa.completeness import Completeness
from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.evidence.back_translation import BackTranslation
from mtqa.evidence.fluency import Fluency, TokenFluency
from mtqa.findings import Category, Evidence, Finding, Rule, Severity, Status
from mtqa.report import DocumentReport, Report, SegmentReport
from mtqa.text import Document, Note, Run, Segment, Span, Unit

LATIN = Rule("untranslated.latin", Category.UNTRANSLATED, Severity.MAJOR, "A Latin word stands in Chinese prose.")
MARKUP = Rule("residue.markup", Category.MARKUP, Severity.CRITICAL, "Markup is left in the text.")
NAMES = Rule("names.inconsistent", Category.INCONSISTENT_TERM, Severity.MAJOR, "A name is written in two ways.")
REPEAT = Rule("repetition.coordinate", Category.MISTRANSLATION, Severity.MINOR, "A thing is joined with itself.")

SIGNATURE = "mtqa:0.1.0|lm:fake@1|mt:fake@1|checks:4|cal:none"


def lacking(rule: str, need: Need = Need.LANGUAGE_MODEL) -> Skipped:
    return Skipped((rule,), (need,))


def plain(text: str, path: str = "letter.txt") -> Document:
    """A document whose prose is the file itself."""
    return Document(path, text, text, (Run(Span(0, len(text)), Span(0, len(text))),))


def cut(document: Document) -> tuple[Segment, ...]:
    """One segment a line, which is enough here."""
    segments: list[Segment] = []
    start = 0
    for line in document.text.split("\n"):
        if line:
            segments.append(Segment(len(segments), Span(start, start + len(line)), line))
        start += len(line) + 1
    return tuple(segments)


def find(
    document: Document,
    rule: Rule,
    text: str,
    *,
    nth: int = 0,
    message: str = "",
    confidence: float = 0.9,
    suggestions: tuple[str, ...] = (),
    evidence: Evidence | None = None,
) -> Finding:
    """A finding at the `nth` place where `text` stands in the prose of `document`."""
    at = -1
    for _ in range(nth + 1):
        at = document.text.index(text, at + 1)
    inside = Span(at, at + len(text))
    span = document.raw_span(inside)
    place = document.place(span.start)
    segment = next((one.index for one in cut(document) if one.span.start <= at < one.span.end), 0)
    context = (document.text[max(0, at - 20) : at], document.text[inside.end : inside.end + 20])
    return Finding(
        rule,
        span,
        span.of(document.raw),
        segment,
        place.line,
        place.column,
        message or rule.message,
        confidence,
        rule.severity,
        suggestions,
        evidence or {},
        context,
    )


def fluency(segment: Segment, percentile: float = 40.0, native: float | None = 30.0) -> Fluency:
    """Two characters a token, each more surprising than the last; the third token is the peak."""
    starts = range(0, len(segment.text), 2)
    tokens = tuple(
        TokenFluency(Span(start, min(start + 2, len(segment.text))), start % 24 / 2, 5.0) for start in starts
    )
    return Fluency(3.9, 1.25, percentile, native, tokens, tuple(token.span for token in tokens[2:3]))


def checked(
    document: Document,
    findings: Sequence[Finding],
    *,
    segments: Sequence[Segment] | None = None,
    back: BackTranslation | None = None,
    with_fluency: bool = True,
    skipped: tuple[Skipped, ...] = (),
    words: int = 200,
    config: Config | None = None,
) -> DocumentReport:
    """A document with its findings, every segment with the same back-translation."""
    parts = []
    for segment in cut(document) if segments is None else segments:
        span = document.raw_span(segment.span)
        flow = fluency(segment) if with_fluency else None
        parts.append(SegmentReport(segment, span, document.place(span.start), flow, back))
    ordered = tuple(sorted(findings, key=lambda finding: finding.span))
    return DocumentReport(document, config or Config(), tuple(parts), ordered, words, skipped)


def report(*documents: DocumentReport, unreadable: tuple[ReadError, ...] = (), config: Config | None = None) -> Report:
    return Report(documents, unreadable, SIGNATURE, config or Config())


#: What a document may hold to break out of a format, drive a terminal or a build server, or break a parser.
EVIL = (
    "坏</script><script>alert(1)</script>]]>-->\x1b[2J\x00\x85\u202e\u2028\ufffe\ud800 |`a``b`|\\| ::error::x,y:z%0A "
    "##[add-mask]x \"'&amp;<v>{0} [l](1) @me #1 www.x.test \t=1+1 字"
)
EVIL_PATH = "目录/a b%\n::error file=x,::\r\u202e\udc80<b>|`.md"


def hostile() -> Report:
    """A document, path, unit, messages, suggestions and reasons that nobody vouches for; findings over line ends."""
    document = plain(f"前{EVIL}\r\n后{EVIL}\r\n", path=EVIL_PATH)
    unit = Unit(EVIL, Span(0, len(document.text)), source=f"{EVIL}。", note=EVIL, state=f"needs-{EVIL}")
    document = replace(document, units=(unit,), completeness=Completeness(1, 2, 3))
    evidence: Evidence = {"rival": EVIL, "counts": {EVIL.replace("\ud800", ""): 1}}
    findings = [
        find(document, MARKUP, EVIL, message=EVIL, suggestions=(EVIL, "", "好"), evidence=evidence),
        find(document, LATIN, f"字\r\n后{EVIL}", message=EVIL),
        replace(find(document, NAMES, "前"), status=Status.SUPPRESSED, status_reason=EVIL),
        replace(find(document, REPEAT, "后"), status=Status.BASELINE, status_reason=""),
    ]
    error = ReadError(EVIL, where=EVIL_PATH, advice=EVIL)
    return report(checked(document, findings, skipped=(lacking(EVIL),)), unreadable=(error,))


def sample() -> Report:
    """A Markdown document with an entity and a tag, and findings that overlap and that span both."""
    raw = "# 通知\r\n\r\n食物从Boxma送到&amp;居民<b>手中</b>。\r\n[/s2/]汇源和惠源,责任和责任。\r\n"
    text = "通知\n食物从Boxma送到&居民手中。\n[/s2/]汇源和惠源,责任和责任。"
    runs: list[Run] = []
    at = 0
    for prose, source in (
        ("通知", "通知"), ("食物从Boxma送到", "食物从Boxma送到"), ("&", "&amp;"), ("居民", "居民"),
        ("手中", "手中"), ("。", "。"), ("[/s2/]汇源和惠源,责任和责任。", "[/s2/]汇源和惠源,责任和责任。"),
    ):  # fmt: skip
        start, there = text.index(prose, at), raw.index(source, runs[-1].raw.end if runs else 0)
        runs.append(Run(Span(start, start + len(prose)), Span(there, there + len(source))))
        at = start + len(prose)
    document = Document(
        "notes/letter.md", raw, text, tuple(runs), format="markdown", notes=(Note.of("encoding_guessed", codec="big5"),)
    )
    findings = [
        find(
            document,
            LATIN,
            "Boxma",
            suggestions=("盒马",),
            evidence={"chinese_zipf": 0.0, "most_surprising": ["从", "送到"]},
        ),
        find(document, REPEAT, "送到&居民手中", confidence=0.4),
        find(document, MARKUP, "[/s2/]", confidence=1.0, suggestions=("",)),
        find(
            document,
            NAMES,
            "汇源和惠源",
            evidence={"counts": {"汇源": 2, "惠源": 1}},
        ),
        find(document, REPEAT, "惠源,责任和责任", evidence={"gap_log_odds": 2.51, "pivot_similarity": None}),
    ]
    back = BackTranslation("The food was sent from Boxma.", "食物是从Boxma送来的。", 41.5, 20.25)
    unreadable = (ReadError.of("binary", "logo.png"),)
    return report(checked(document, findings, back=back, skipped=(lacking("terms"),)), unreadable=unreadable)


TEXT = (
    "食物从Boxma送到居民手中。\n汇源和惠源是一个小区。\n这里[/s2/]还有责任和责任。\n惠源的快递到了Boxma。\n惠源很好。\n"
    "一切都好。\n"
)


def letter(path: str = "letter.txt", text: str = TEXT) -> Report:
    """Seven findings in five of six sentences; 惠源 three times, Boxma twice."""
    document = replace(plain(text, path), sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    names: Evidence = {
        "rival": "汇源",
        "proposed_by": "document",
        "counts": {"惠源": 3, "汇源": 1},
        "log_odds": 2.5,
        "gain": 1.25,
        "english": "Huiyuan",
    }
    findings = [
        find(document, LATIN, "Boxma", nth=0, suggestions=("盒马", "河马"), confidence=0.5),
        find(document, NAMES, "惠源", nth=0, suggestions=("汇源",), evidence=names, confidence=0.85),
        find(document, MARKUP, "[/s2/]", suggestions=("",), confidence=1.0),
        find(document, REPEAT, "责任和责任", confidence=0.3),
        find(document, NAMES, "惠源", nth=1, suggestions=("汇源",), evidence=names, confidence=0.85),
        find(document, LATIN, "Boxma", nth=1, suggestions=("盒马", "河马"), confidence=0.5),
        find(document, NAMES, "惠源", nth=2, suggestions=("汇源",), evidence=names, confidence=0.85),
    ]
    return report(checked(document, findings))
