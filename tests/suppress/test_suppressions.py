"""Suppressions in every format that has a place for them: what they cover, and the notes on bad ones."""

from __future__ import annotations

import json

import pytest
from shell import Shell

from mtqa.read import read_text
from mtqa.render.sentences import sentence
from mtqa.suppress.directives import suppressions
from mtqa.text import Document


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


def covered(document: Document) -> list[str]:
    return [suppression.covers.of(document.raw) for suppression in suppressions(document)[0]]


def notes(document: Document) -> list[str]:
    return [sentence(note) for note in suppressions(document)[1]]


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("a.md", "前。\n\n<!-- mtqa-ignore calque: 是 -->\n一。\n二。\n\n三。\n", ["一。\n二。"]),
        ("a.md", "前。\n\n<!-- mtqa-ignore calque: 是 -->\n\n一。\n\n二。\n", ["一。"]),
        (
            "a.md",
            "一。 <!-- mtqa-ignore calque: 是 -->\n二。\n\n三。\n",
            ["一。 <!-- mtqa-ignore calque: 是 -->\n二。"],
        ),
        ("a.md", "- 一\n- <!-- mtqa-ignore calque: 是 -->二\n- 三\n", ["二"]),
        ("a.md", "一。\n\n<!-- mtqa-ignore calque: 是 -->\n", [""]),
        ("a.md", "`<!-- mtqa-ignore calque: 是 -->` 一。\n\n    <!-- mtqa-ignore calque: 是 -->\n", []),
        ("a.html", "<p>一。 <!-- mtqa-ignore calque: 是 --></p><p>二</p>", ["一。"]),
        ("a.html", "<p>一<!-- mtqa-ignore calque: 是 -->二</p><p>三</p>", ["一<!-- mtqa-ignore calque: 是 -->二"]),
        ("a.html", "<p>一。</p><!-- mtqa-ignore calque: 是 --><p>二<b>三</b></p><p>四</p>", ["二<b>三"]),
        ("a.html", "<p>一。</p>\n<!--mtqa-ignore calque：是-->\n<p>二<b>三</b></p><p>四</p>", ["二<b>三"]),
        ("a.html", "<p>一</p><script><!-- mtqa-ignore calque: 是 --></script>", []),
        ("a.txt", "<!-- mtqa-ignore calque: 是 -->\n一。\n", []),
    ],
)
def test_a_paragraph_is_covered(name: str, raw: str, expected: list[str]) -> None:
    assert covered(read_text(name, raw)) == expected


def test_ranges_end_where_their_rules_are_named() -> None:
    raw = "<!-- mtqa-off calque: a -->\n一\n\n<!-- mtqa-off names, terms: b -->\n二\n\n{}\n三\n"
    inner = covered(read_text("a.md", raw.format("<!-- mtqa-on names, terms -->")))
    assert [(part[:15], part.rstrip()[-1]) for part in inner] == [("<!-- mtqa-off c", "三"), ("<!-- mtqa-off n", ">")]
    both = covered(read_text("a.md", raw.format("<!-- mtqa-on -->")))
    assert all(part.endswith("<!-- mtqa-on -->") for part in both) and len(both) == 2
    partly = read_text("a.md", raw.format("<!-- mtqa-on names -->"))
    assert len(covered(partly)) == 2 and notes(partly) == ["line 7: mtqa-on names has no mtqa-off before it to end"]


PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

# mtqa-ignore calque.it: 原文如此
#. for the cook
#: a.c:3
msgid "Put it down."
msgstr ""
"放下了它。\\n"
"拿走了它。"

#. mtqa-ignore names: 人名
msgid "two"
msgstr "第二"

# mtqa-off calque: 旧译
msgid "three"
msgstr "第三"

# mtqa-on calque
msgid "four"
msgstr "第四"
"""
XLIFF = """\
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file source-language="en" target-language="zh"><body>
<trans-unit id="1"><source>Put it down.</source><target>放下了它。</target>
<note>mtqa-ignore calque.it: 原文如此</note></trans-unit>
<!-- mtqa-ignore names: 人名 -->
<trans-unit id="2"><source>two</source><target>第二</target><note>shown at night</note></trans-unit>
<trans-unit id="3"><source>three</source><target>第三</target></trans-unit>
</body></file></xliff>
"""
CSV = "id,source,target,mtqa-ignore\n1,Put it down.,放下了它。,calque.it: 原文如此\n2,two,第二,\n3,three,第三,names\n"

YAML = """\
# mtqa-ignore calque.it: 原文如此
one: "放下了它。"
two: 第二 # mtqa-ignore names: 人名
three: 第三 # mtqa-ignore names
"""


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("a.po", PO, ['放下了它。\\n"\n"拿走了它。', "第二", None]),
        ("a.xlf", XLIFF, ["放下了它。", "第二"]),
        ("a.csv", CSV, ["放下了它。"]),
        ("a.tsv", CSV.replace(",", "\t"), ["放下了它。"]),
        ("a.yml", YAML, ["放下了它。", "第二"]),
    ],
)
def test_a_unit_is_covered(name: str, raw: str, expected: list[str | None]) -> None:
    document = read_text(name, raw)
    found = covered(document)
    assert len(found) == len(expected)
    assert all(part == wanted for part, wanted in zip(found, expected, strict=True) if wanted is not None)
    if name == "a.po":
        assert "第三" in found[2] and "第四" not in found[2]
    elif name != "a.xlf":
        assert [note for note in notes(document) if "names" in note] == [
            "line 4: mtqa-ignore names gives no reason and has no effect; write mtqa-ignore names: why"
        ]


def test_segments_of_one_unit_share_its_note() -> None:
    raw = """<xliff version="2.0" srcLang="en" trgLang="zh" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f">
<unit id="1"><notes><note>mtqa-ignore calque.it: 原文如此</note></notes>
<segment><source>one</source><target>第一。</target></segment><segment><source>two</source><target>第二。</target></segment></unit>
<unit id="2"><segment><source>three</source><target>第三。</target></segment></unit></file></xliff>"""
    (found,) = covered(read_text("a.xlf", raw))
    assert found.startswith("第一。") and found.endswith("第二。")


BAD = """\
<!-- mtqa-ignore calque.it -->
他放下了它。

<!-- mtqa-ignore calque.itt: 是 -->
他拿走了它。

<!-- mtqa-ignore residue: 是 -->
一切都好。

<!-- mtqa-ignore roundtrip.drift: 模型说了算 -->
一切都很好。

<!-- mtqa-ingore calque.it: 是 -->
<!-- mtqa finds this funny -->
"""


def test_a_directive_that_cannot_be_applied_gets_a_note_with_its_line(mtqa: Shell) -> None:
    (mtqa.folder / "a.md").write_text(BAD, encoding="utf-8")
    done = mtqa("check", "--no-models", "--fail-on", "never", "--fail-under", "0", "-o", "json=-", "a.md")
    (document,) = json.loads(done.stdout)["documents"]
    assert [finding["status"] for finding in document["findings"]] == ["open", "open"]
    assert [note["message"] for note in document["notes"]] == [
        "line 1: mtqa-ignore calque.it gives no reason and has no effect; write mtqa-ignore calque.it: why",
        "line 13: there is no mtqa-ingore; write mtqa-ignore, mtqa-off or mtqa-on",
        "line 4: mtqa-ignore calque.itt: there is no rule “calque.itt”; did you mean calque.it?",
        "line 7: mtqa-ignore residue suppresses nothing; remove it",
    ]  # no note on roundtrip.drift, which did not run


def test_a_suppressed_finding_passes_with_its_reason(mtqa: Shell) -> None:
    text = "他放下了它。[/b]\n"
    (mtqa.folder / "a.md").write_text(text, encoding="utf-8")
    mtqa("check", "--no-models", "--fail-on", "minor", "a.md", code=1)
    (mtqa.folder / "a.md").write_text(f"<!-- mtqa-ignore calque.it, residue: 原文如此 -->\n{text}", encoding="utf-8")
    done = mtqa("check", "--no-models", "--fail-on", "minor", "-o", "json=-", "a.md")
    (document,) = json.loads(done.stdout)["documents"]
    found = [(each["rule"], each["status"], each["status_reason"]) for each in document["findings"]]
    assert found == [("calque.it", "suppressed", "原文如此"), ("residue.markup", "suppressed", "原文如此")]
    assert document["score"] == 100 and not document["notes"]
    assert "suppressed: 2 by a comment" in done.stderr.decode()


@pytest.mark.parametrize(("name", "raw"), [("a.po", PO), ("a.xlf", XLIFF), ("a.csv", CSV)])
def test_units_are_suppressed(mtqa: Shell, name: str, raw: str) -> None:
    faulty = raw.replace("Put it down.", "Put %s down.").replace("calque.it", "placeholders.lost")
    (mtqa.folder / name).write_text(faulty, encoding="utf-8")
    done = mtqa("check", "--no-models", "--fail-on", "minor", "-o", "json=-", name)
    (document,) = json.loads(done.stdout)["documents"]
    found = {(each["rule"], each["status"], each["status_reason"]) for each in document["findings"]}
    assert found == {("placeholders.lost", "suppressed", "原文如此")}


def test_notes_of_documents_without_findings_are_printed_too(mtqa: Shell) -> None:
    for number in range(12):
        text = "<!-- mtqa-ignore residue: 是 -->\n一切都好。\n"
        (mtqa.folder / f"{number:02}.md").write_text(text, encoding="utf-8")
    notes = mtqa("check", "--no-models", ".").stderr.decode()
    assert notes.count("md: line 1: mtqa-ignore residue suppresses nothing; remove it") == 10
    assert "2 more notes on suppressions" in notes


@pytest.mark.parametrize(
    "raw",
    [
        "<!-- mtqa-ignore calque" + " " * 200_000 + "x -->\n他放下了它。\n",
        "<!-- mtqa-ignore " + "calque.itt, " * 20_000 + ": 是 -->\n他放下了它。\n",
        "<!-- mtqa-ignore residue: 是 -->\n一切都好。\n\n" * 2_000,
        "<!-- mtqa-off residue: 是 -->\n" * 12_000 + "<!-- mtqa-on names -->\n" * 1_000 + "他放下了它。\n",
    ],
    ids=["spaces", "rules", "paragraphs", "ranges"],
)
def test_hostile_comments_are_read_quickly(mtqa: Shell, raw: str) -> None:
    (mtqa.folder / "a.md").write_text(raw, encoding="utf-8")
    done = mtqa("check", "--no-models", "--fail-under", "0", "a.md")
    lines = done.stdout.decode().splitlines()
    assert len(lines) < 120 and all(len(line) < 400 for line in lines)
