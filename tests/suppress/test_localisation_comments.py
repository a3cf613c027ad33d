"""Comments in localisation files that suppress findings: `mtqa-ignore` before a string, `mtqa-off` for the rest."""

from __future__ import annotations

import pytest

from mtqa.read import read_text
from mtqa.suppress.directives import suppressions

FILES = {
    "a.xml": (
        "<resources><string name='a'>甲</string><!-- {} --><string name='b'>乙</string>"
        "<string name='c'>丙</string></resources>"
    ),
    "a.strings": '"a" = "甲";\n/* {} */\n"b" = "乙";\n"c" = "丙";\n',
    "b.strings": '"a" = "甲";\n// {}\n"b" = "乙";\n"c" = "丙";\n',
    "a.properties": "a=甲\n# {}\nb=乙\nc=丙\n",
    "a.ftl": "a = 甲\n\n# {}\nb = 乙\nc = 丙\n",
    "a.stringsdict": (
        "<plist><dict><key>a</key><string>甲</string><!-- {} --><key>b</key><string>乙</string>"
        "<key>c</key><string>丙</string></dict></plist>"
    ),
    "a.resx": "<root><data name='a'><value>甲</value></data><!-- {} --><data name='b'><value>乙</value></data>"
    "<data name='c'><value>丙</value></data></root>",
    "a.ts": (
        "<TS><message><source>A</source><translation>甲</translation></message><!-- {} -->"
        "<message><source>B</source><translation>乙</translation></message>"
        "<message><source>C</source><translation>丙</translation></message></TS>"
    ),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(("kind", "covered"), [("ignore", "乙"), ("off", "乙丙")])
def test_a_comment_covers_what_comes_after_it(name: str, kind: str, covered: str) -> None:
    document = read_text(name, FILES[name].replace("{}", f"mtqa-{kind} names: 原文如此"))
    found, notes = suppressions(document)
    assert len(found) == 1 and found[0].directive.reason.startswith("原文如此") and not notes
    inside = [unit for unit in document.units if found[0].covers.contains(document.raw_span(unit.span))]
    assert "".join(unit.span.of(document.text) for unit in inside) == covered
