"""The page: self-contained, everything from files escaped, every finding where it stands."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from base64 import b64decode, b64encode
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from handmade import LATIN, MARKUP, REPEAT, checked, find, lacking, plain, report, sample
from packed import whole

from mtqa.config import Config
from mtqa.errors import ReadError
from mtqa.evidence.back_translation import BackTranslation
from mtqa.findings import Severity
from mtqa.read import read_text
from mtqa.render.html import render
from mtqa.render.marks import cut, prose_span
from mtqa.render.page.suspicion import suspicion, weight
from mtqa.render.page.view import DocumentView, views
from mtqa.report import DocumentReport
from mtqa.text import Note, Segment, Span


class Page(HTMLParser):
    """The elements of a page with their attributes, its ids, and the text in each element kind."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in {"meta", "br", "input"}:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.texts.append((self._open[-1] if self._open else "", data))

    def attributes(self, name: str) -> list[str]:
        return [attrs[name] for _, attrs in self.elements if name in attrs]

    def within(self, tag: str) -> list[str]:
        return [data for kind, data in self.texts if kind == tag]


def seen(one: DocumentReport) -> DocumentView:
    (view,) = views([one])
    return view


def words_of(text: str) -> str:
    """What a reader sees, in one line."""
    return " ".join("".join(data for kind, data in Page(text).texts if kind not in {"script", "style"}).split())


# Every way out of an element, an attribute, a template and a line that we know of.
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;{{ 7*7 }}"
EVIL += "\u202e\x1b\x00\ud800</style></title>"


def hostile() -> str:
    document = replace(
        plain(f"坏{EVIL}字", path=f"{EVIL}.txt"),
        notes=(Note.of("encoding_guessed", codec=EVIL),),
        format=EVIL,
        encoding=EVIL,
    )
    findings = [
        find(
            document,
            LATIN,
            EVIL,
            message=EVIL,
            suggestions=(EVIL,),
            evidence={"rival": EVIL, "counts": {EVIL: 1}, "most_surprising": [EVIL]},
        ),
        find(document, MARKUP, "坏", message=EVIL),
    ]
    one = checked(document, findings, back=BackTranslation(EVIL, EVIL, 1.0, 1.0, EVIL), skipped=(lacking(EVIL),))
    error = ReadError(EVIL, where=EVIL, advice=EVIL)
    made = report(one, unreadable=(error,))
    return render(replace(made, signature=EVIL))


def test_nothing_from_a_file_becomes_markup() -> None:
    text = whole(hostile())
    text.encode("utf-8")
    page = Page(text)
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == 3 and tags.count("style") == 1 and "img" not in tags
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on") or name == "style"]
    assert not re.search("[\u202e\x1b\x00\ud800]", text)
    assert "49" not in "".join(page.within("h1"))
    assert any("<script>alert(1)</script>" in data for data in page.within("h1"))
    assert "⟨U+202E⟩␛␀⟨U+D800⟩" in "".join(page.within("h1"))


def test_the_page_needs_no_network() -> None:
    for text in (whole(render(sample())), whole(hostile())):
        page = Page(text)
        tags = {tag for tag, _ in page.elements}
        assert not tags & {"link", "iframe", "object", "embed", "base", "img"}
        assert not page.attributes("src") and not page.attributes("action")
        assert all(href.startswith("#") for href in page.attributes("href"))
        style = "".join(page.within("style"))
        assert "@import" not in style and "url(" not in style


def test_the_policy_allows_only_the_style_and_the_scripts_of_the_page() -> None:
    page = Page(render(sample()))
    (policy,) = [attrs["content"] for _, attrs in page.elements if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy
    data, packed, loader = page.within("script")
    assert json.loads(data)["schema"] == "mtqa-decisions/2", "data of that type is never run"
    script = zlib.decompress(b64decode(packed), -zlib.MAX_WBITS).decode()
    texts = ["".join(page.within("style")), loader, script]
    style, *scripts = [f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts]
    assert f"style-src {style};" in policy and f"script-src {' '.join(scripts)};" in policy


def test_every_link_leads_somewhere_and_ids_are_unique() -> None:
    one = sample().documents[0]
    text = render(report(one, one, checked(plain("一切都好。"), [])))
    for page in (Page(text), Page(whole(text))):
        check_links(page)


def check_links(page: Page) -> None:
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.attributes("href")} <= set(ids)


def test_the_furniture_of_a_web_page_is_set_apart() -> None:
    document = read_text("a.html", "<nav>导航</nav><p>这是正文。</p>")
    page = render(report(checked(document, [])))
    assert re.search(r'<p class="furniture">.{0,60}<code>导航</code>', page, re.DOTALL)
    assert not re.search(r'class="furniture">[^/]{0,60}正文', page)


def test_the_page_shows_the_report() -> None:
    text = words_of(whole(render(sample())))
    for part in (
        "81.5", "score 81.5 is under 90 (--fail-under)", "needs a language model", "encoding guessed: big5",
        "logo.png",
        "食物是", "送来的", "chrF 42",
        "At least as fluent as 40 % of this document",
        "盒马", "untranslated.latin", "untranslated", "confidence 90 %", "2.51",
        "lm:fake@1",
    ):  # fmt: skip
        assert part in text


def test_missing_parts_are_explained() -> None:
    document = plain("一切都好Boxma。")
    silent = BackTranslation("", "", None, None, "no back-translation: the model repeats itself")
    assert "Nothing was flagged." in render(report(checked(document, [])))
    assert "No document was checked." in render(report())
    assert "The document has no prose." in render(report(checked(plain(""), [])))
    text = whole(render(report(checked(document, [find(document, LATIN, "Boxma")], back=silent, with_fluency=False))))
    assert "There is none for this sentence." in text and 'class="heat"' not in text.split("legend")[0]


def test_a_gate_that_never_fails_on_severity_is_not_claimed() -> None:
    document = plain("送到Boxma。")
    config = Config(fail_under=0.0, fail_on="never")
    text = render(report(checked(document, [find(document, LATIN, "Boxma")], config=config), config=config))
    assert "the score is at least 0." in text


def test_a_finding_outside_every_segment_is_listed() -> None:
    document = plain("送到Boxma。")
    loose = replace(find(document, LATIN, "Boxma"), segment=7)
    text = whole(render(report(checked(document, [loose]))))
    assert "Outside the sentences" in text and 'id="d1-f1"' in text


def test_overlapping_findings_keep_the_text_whole() -> None:
    (one,) = sample().documents
    view = seen(one)
    for segment in view.segments:
        assert "".join(bit.text for bit in segment.bits) == segment.report.segment.text
        assert "".join(heat.text for heat in segment.heat) == segment.report.segment.text
    shown = ["".join(bit.text for part in line.stretches for bit in part.bits) for line in view.paragraphs]
    assert shown == one.document.text.split("\n")
    assert [line.line for line in view.paragraphs] == [1, 3, 4]
    assert [
        (bit.text, [flag.number for flag in bit.flags], [flag.number for flag in bit.ends])
        for bit in view.segments[2].bits
        if bit.flags
    ] == [("[/s2/]", [3], [3]), ("汇源和", [4], []), ("惠源", [4, 5], [4]), (",责任和责任", [5], [5])]


def test_an_empty_finding_has_its_place() -> None:
    document = plain("送到。")
    here = replace(find(document, LATIN, "送"), span=Span(1, 1), text="")
    view = seen(checked(document, [here]))
    assert [(bit.text, len(bit.flags)) for bit in view.segments[0].bits] == [("送", 0), ("", 1), ("到。", 0)]
    assert "‸" in render(report(checked(document, [here])))


def test_code_and_addresses_are_set_apart() -> None:
    document = replace(plain("看 https://example.org 吧。"), opaque=(Span(2, 21),))
    assert "<code>https://example.org</code>" in render(report(checked(document, [])))


def test_the_way_back_into_the_prose() -> None:
    document = sample().documents[0].document
    for start in range(len(document.text)):
        for end in range(start + 1, len(document.text) + 1):
            span = Span(start, end)
            if "\n" not in (document.text[start], document.text[end - 1]):
                assert prose_span(document, document.raw_span(span)) == span
    assert len(prose_span(document, Span(0, 2))) == 0, "the '# ' of the heading is not prose"
    assert prose_span(plain(""), Span(0, 0)) == Span(0, 0)


def test_cut_keeps_every_offset_once() -> None:
    pieces = cut(10, [Span(2, 8), Span(2, 8), Span(0, 3), Span(8, 10), Span(5, 5)], also=[4])
    assert "".join("x" * len(piece.span) for piece in pieces) == "x" * 10
    assert [piece.span.start for piece in pieces if not len(piece.span)] == [5]
    assert sorted(number for piece in pieces for number in piece.ends) == [0, 1, 2, 3, 4]


def test_suspicion_is_ordered_and_bounded() -> None:
    document = plain("责任和责任Boxma[/s2/]")
    one = checked(document, []).segments[0].fluency
    assert one is not None
    low = replace(one, native_percentile=0.0)
    minor, major, critical = (
        find(document, rule, text, confidence=1.0)
        for rule, text in ((REPEAT, "责任"), (LATIN, "Boxma"), (MARKUP, "[/s2/]"))
    )
    assert suspicion([], None) == suspicion([], one) == 0.0
    assert suspicion([], low) == weight(Severity.MINOR)
    assert suspicion([], replace(one, native_percentile=None, document_percentile=5.0)) == pytest.approx(
        weight(Severity.MINOR) / 2
    )
    assert 0 < suspicion([minor], None) < suspicion([minor, major], low) < suspicion([critical], None) == 1.0


def test_every_sentence_is_listed_with_its_back_translation() -> None:
    document = plain("今天下雨。明天天晴。")
    there = BackTranslation("<b>Rain</b>", "下雨。", 40.0, 30.0)
    listed = whole(render(report(checked(document, [], back=there)))).partition("</article>")[2]
    assert "今天下雨。" in listed and "明天天晴。" in listed
    assert "&lt;b&gt;Rain" in listed and "<b>Rain" not in listed and "round trip chrF 40" in listed
    assert '<section class="sentences"' not in render(report(checked(document, [], with_fluency=False)))


@pytest.mark.parametrize(
    ("text", "source", "languages", "linked"),
    [
        ("他打开窗户。", "He opened a window.", ("zh", "en"), True),
        ("He opened a window.", "他打开窗户。", ("en", "zh"), True),
        ("Er hat den Hund und die Katze mit in den Garten genommen.", "He took the dog out.", ("de", "en"), False),
    ],
)
def test_a_translation_stands_beside_its_source_in_either_direction(
    text: str, source: str, languages: tuple[str, str], linked: bool
) -> None:
    document = plain(text)
    made = checked(document, [find(document, LATIN, text[:2])], with_fluency=False)
    (segment,) = made.segments
    with_source = replace(segment, source=Segment(0, Span(0, len(source)), source))
    page = whole(render(report(replace(made, segments=(with_source,)))))
    view = Page(page)
    pairs = re.search(r'<section class="aid pairs">.*?</section>', page, re.DOTALL)
    assert bool(pairs) == linked, "words are shown beside each other only where they can be aligned"
    assert not pairs or re.findall(r'<p lang="(\w*)">', pairs[0]) == [languages[1], languages[0]]
    assert not pairs or ("data-w" in pairs[0] and "underlined" in pairs[0] and "alone" not in pairs[0])
    assert f'<span lang="{languages[1]}">{source}</span>' in page
    assert {attrs["lang"] for tag, attrs in view.elements if attrs.get("class") in {"page", "sentence"}} == {
        languages[0]
    }
