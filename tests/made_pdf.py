"""PDF files that tests make: lines of text at places, in a font without glyphs that says what its characters mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 600, 800


class Text(NamedTuple):
    """A line of text: a wide character is as wide as the font is high, a narrow one half as wide."""

    text: str
    x: float = 60
    y: float = 700
    size: float = 10


def pdf(*pages: Sequence[Text], encrypt: bool = False) -> bytes:
    """A PDF; a page without text has a picture."""
    characters = sorted({character for page in pages for line in page for character in line.text})
    codes = {character: number for number, character in enumerate(characters, start=1)}
    widths = " ".join(f"{code} [{1000 if ord(one) > 0x2000 else 500}]" for one, code in codes.items())
    mapping = "\n".join(f"<{code:04X}> <{one.encode('utf-16-be').hex()}>" for one, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def "
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{len(codes)} beginbfchar\n{mapping}\nendbfchar\n"
        "endcmap end end"
    )
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/DW 1000/W[{widths}]/FontDescriptor<</Type/FontDescriptor/FontName/A/Flags 4/FontBBox[0 -200 1000 800]"
        "/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>>>",
        _stream(cmap),
    ]
    for number, page in enumerate(pages):
        box = f"/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {7 + 2 * number} 0 R/Resources<</Font<</F 3 0 R>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R{box}>>")
        objects.append(_stream("\n".join(_shown(line, codes) for line in page) or _PICTURE))
    return _file(objects, encrypt)


_PICTURE = "q 100 0 0 100 60 600 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"


def _shown(line: Text, codes: dict[str, int]) -> str:
    written = "".join(f"{codes[character]:04X}" for character in line.text)
    return f"BT /F {line.size} Tf 1 0 0 1 {line.x} {line.y} Tm <{written}> Tj ET"


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>>\nstream\n{content}\nendstream"


def _file(objects: Sequence[str], encrypt: bool) -> bytes:
    out = "%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    lock = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'00' * 32}>/U<{'11' * 32}>/P -4>>/ID[<00><00>]" if encrypt else ""
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<</Size {len(objects) + 1}/Root 1 0 R{lock}>>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + end).encode("latin-1")
