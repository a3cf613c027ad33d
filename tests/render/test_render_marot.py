"""Marot's table, read back as marot.js reads it: split at tabs, put into the page as HTML, cut at `<v>`."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any

from handmade import EVIL, EVIL_PATH, LATIN, checked, find, hostile, plain, report, sample

from mtqa.findings import Category, Rule, Severity, Status
from mtqa.render.base import one_line
from mtqa.render.marot import COLUMNS, render
from mtqa.render.segments import MQM
from mtqa.report import Report


class Tags(HTMLParser):
    """The tags a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)


@dataclass
class Row:
    cells: dict[str, str]
    metadata: dict[str, Any]

    @property
    def text(self) -> str:
        return html.unescape(re.sub("</?v>", "", self.cells["target"]))

    @property
    def marked(self) -> str:
        found = re.fullmatch(r"[^<>]*<v>([^<>]*)</v>[^<>]*", self.cells["target"])
        assert found
        return html.unescape(found[1])


def rows(made: Report) -> list[Row]:
    text = render(made)
    text.encode("utf-8")
    header, *lines = text.split("\n")[:-1]
    assert header == "system\tdoc\tdocSegId\tglobalSegId\trater\tsource\ttarget\tcategory\tseverity\tmetadata"
    found = []
    for line in lines:
        cells = line.split("\t")
        assert len(cells) == 10 and "system\tdoc\t" not in line.lower()  # Marot takes such a line for a header
        tags = Tags()
        tags.feed(re.sub("</?v>", "", line))
        assert tags.seen == []
        found.append(Row(dict(zip(COLUMNS, cells, strict=True)), json.loads(cells[9])))
    return found


def test_a_row_a_finding_and_one_where_there_is_none() -> None:
    found = rows(sample())
    assert [row.cells["docSegId"] for row in found] == ["1", "2", "2", "3", "3", "3"]
    assert [row.cells["globalSegId"] for row in found] == ["1", "2", "2", "3", "3", "3"]
    first, latin, joined, *_ = found
    assert (first.cells["category"], first.cells["severity"], first.text) == ("No-error", "No-error", "通知")
    assert latin.cells["target"] == "食物从<v>Boxma</v>送到&amp;居民手中。"
    assert (latin.cells["category"], latin.cells["severity"]) == ("Accuracy/Untranslated", "Major")
    assert latin.metadata["note"] == "untranslated.latin: A Latin word stands in Chinese prose. → 盒马"
    assert latin.metadata["source_not_seen"] is True and (latin.metadata["line"], latin.metadata["column"]) == (3, 4)
    assert joined.marked == "送到&居民手中"  # the prose, where the file has an entity and a tag
    assert {row.text for row in found[1:3]} == {"食物从Boxma送到&居民手中。"}


def test_rows_of_a_segment_have_one_text() -> None:
    """Marot lays the marks of all of them over the longest, so they must not differ in anything but marks."""
    texts: dict[str, set[str]] = {}
    for row in rows(hostile()):
        texts.setdefault(row.cells["docSegId"], set()).add(row.text)
    assert all(len(found) == 1 for found in texts.values())


def test_hostile_text_stays_text() -> None:
    found = rows(hostile())
    assert {html.unescape(row.cells["doc"]) for row in found} == {one_line(EVIL_PATH)}
    assert found[0].marked == one_line(EVIL)
    assert one_line(EVIL) in html.unescape(found[0].metadata["note"])


def test_suppressed_findings_are_left_out() -> None:
    document = plain("Boxma。")
    (row,) = rows(report(checked(document, [replace(find(document, LATIN, "Boxma"), status=Status.SUPPRESSED)])))
    assert row.cells["category"] == "No-error"


def test_every_category_has_its_name_there() -> None:
    assert set(MQM) == set(Category)
    document = plain("字")
    for category in Category:
        finding = find(document, Rule("a.b", category, Severity.MINOR, "x"), "字")
        (row,) = rows(report(checked(document, [finding])))
        kind = category.value.rpartition("/")[2]
        assert re.fullmatch(r"[A-Z][a-z ]+/[A-Z][a-z ]+", row.cells["category"])
        assert row.cells["category"].lower().replace(" ", "-").split("/")[1].startswith(kind.split("-")[0])
