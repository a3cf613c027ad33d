"""Presentations, workbooks, OpenDocument texts and books that tests make: what a reader needs of one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
PML = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
SML = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "style", "draw", "table", "presentation")
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(members: Mapping[str, str | bytes], first: str = "") -> bytes:
    """An archive; the member `first` is stored, as the mimetype of books and OpenDocument is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(members.items()):
            info = zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 2 * number))
            info.compress_type = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return stream.getvalue()


def relations(*targets: tuple[str, str, str]) -> str:
    """Relations: id, kind, target."""
    lines = (f'<Relationship Id="{id}" Type="{_RELATION}/{kind}" Target="{target}"/>' for id, kind, target in targets)
    return f"{HEAD}<Relationships>{''.join(lines)}</Relationships>"


def shape(*paragraphs: str, about: str = "") -> str:
    """A shape of a slide; a paragraph has its runs with `|` between them, every second in bold."""
    return f"<p:sp><p:nvSpPr>{about}</p:nvSpPr><p:txBody>{''.join(map(_paragraph, paragraphs))}</p:txBody></p:sp>"


def _paragraph(text: str) -> str:
    styles = ("", '<a:rPr b="1"/>')
    runs = (f"<a:r>{styles[number % 2]}<a:t>{run}</a:t></a:r>" for number, run in enumerate(text.split("|")))
    return f"<a:p>{''.join(runs)}</a:p>"


def pptx(*slides: str, notes: Mapping[int, str] | None = None, show: Mapping[int, str] | None = None) -> bytes:
    """A presentation. `slides` are the shapes of each, `notes` those of notes, `show` the attribute of that name."""
    ids = "".join(f'<p:sldId id="{256 + n}" r:id="rId{n}"/>' for n in range(1, len(slides) + 1))
    targets = [(f"rId{n}", "slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1)]
    members = {
        "[Content_Types].xml": f"{HEAD}<Types/>",
        "ppt/presentation.xml": f"{HEAD}<p:presentation {PML}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(*targets),
        "ppt/slideMasters/slideMaster1.xml": f"{HEAD}<p:sldMaster {PML}>{shape('母版')}</p:sldMaster>",
    }
    for number, shapes in enumerate(slides, start=1):
        attribute = f' show="{show[number]}"' if show and number in show else ""
        members[f"ppt/slides/slide{number}.xml"] = f"{HEAD}<p:sld {PML}{attribute}>{shapes}</p:sld>"
        if notes and number in notes:
            members[f"ppt/notesSlides/notes{number}.xml"] = f"{HEAD}<p:notes {PML}>{notes[number]}</p:notes>"
            target = ("rId1", "notesSlide", f"../notesSlides/notes{number}.xml")
            members[f"ppt/slides/_rels/slide{number}.xml.rels"] = relations(target)
    return package(members)


def xlsx(sheets: Mapping[str, str], strings: str = "", states: Mapping[str, str] | None = None) -> bytes:
    """A workbook. `sheets` have the content of each sheet's root, `strings` the shared strings."""
    numbered = list(enumerate(sheets, start=1))
    states = states or {}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{states.get(name, "visible")}" r:id="rId{n}"/>'
        for n, name in numbered
    )
    members = {
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f"{HEAD}<workbook {SML}><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            *((f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n, _ in numbered)
        ),
        "xl/sharedStrings.xml": f"{HEAD}<sst {SML}>{strings}</sst>",
    }
    for number, name in numbered:
        members[f"xl/worksheets/sheet{number}.xml"] = f"{HEAD}<worksheet {SML}>{sheets[name]}</worksheet>"
    return package(members)


def sheet(*rows: tuple[str | int | None, ...]) -> str:
    """The data of a sheet: a text is an inline string, a number that of a shared string."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = (_cell(f"{chr(64 + column)}{number}", value) for column, value in enumerate(row, start=1))
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f"<sheetData>{''.join(lines)}</sheetData>"


def _cell(address: str, value: str | int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return f'<c r="{address}" t="s"><v>{value}</v></c>'
    return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'


def ods(sheets: Mapping[str, str], styles: str = "") -> bytes:
    """A spreadsheet: the content of each table."""
    tables = (f'<table:table table:name="{name}">{content}</table:table>' for name, content in sheets.items())
    return odf(f"<office:spreadsheet>{''.join(tables)}</office:spreadsheet>", styles)


def ods_rows(*rows: tuple[str | None, ...]) -> str:
    """The rows of a table whose cells have a text or nothing; a text has its paragraphs with `|` between them."""
    return "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)


def _ods_cell(value: str | None) -> str:
    if value is None:
        return "<table:table-cell/>"
    paragraphs = "".join(f"<text:p>{text}</text:p>" for text in value.split("|"))
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'


def odf(body: str, styles: str = "", headers: str = "") -> bytes:
    """An OpenDocument file with that content of its body, automatic styles and page headers."""
    content = f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>{body}</office:body>"
    members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"{HEAD}<office:document-content {ODF}>{content}</office:document-content>",
        "styles.xml": f"{HEAD}<office:document-styles {ODF}>{headers}</office:document-styles>",
        "META-INF/manifest.xml": f"{HEAD}<manifest/>",
    }
    return package(members, first="mimetype")


def epub(chapters: Mapping[str, str], spine: tuple[str, ...] = (), extra: Mapping[str, str] | None = None) -> bytes:
    """A book: the content of the body of each chapter, by its name, in the order of `spine`."""
    items = "".join(f'<item id="{name}" href="text/{name}" media-type="application/xhtml+xml"/>' for name in chapters)
    refs = "".join(f'<itemref idref="{name}"/>' for name in spine or chapters)
    root = '<rootfiles><rootfile full-path="OEBPS/a.opf"/></rootfiles>'
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": f"{HEAD}<container>{root}</container>",
        "OEBPS/a.opf": f"{HEAD}<package><manifest>{items}</manifest><spine>{refs}</spine></package>",
        **(extra or {}),
    }
    for name, body in chapters.items():
        page = f"{HEAD}<html><head><title>Title</title></head>\r\n<body>{body}</body></html>"
        members[f"OEBPS/text/{name}"] = page
    return package(members, first="mimetype")
