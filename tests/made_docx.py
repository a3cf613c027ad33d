"""Word documents that tests make: what a reader needs of one, as the word processor lays it out."""

from __future__ import annotations

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = """
<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs><w:rPr><w:vanish/></w:rPr></w:pPr>
<w:r><w:t>雨停</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">了。 &amp; </w:t></w:r>
<w:del w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins w:id="2"><w:r><w:t>新</w:t></w:r></w:ins>
<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink></w:p>
<w:p/>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>格一</w:t><w:tab/><w:t>二</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>
<w:r><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice>
<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent><w:t>末段</w:t></w:r></w:p>
"""


def docx(body: str = BODY, **parts: str) -> bytes:
    """A Word document with what a reader needs of it, as the word processor lays it out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        archive.writestr("[Content_Types].xml", f"{head}<Types/>")
        archive.writestr("word/document.xml", f"{head}<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", f"{head}<w:x {W}>{text}</w:x>")
    return stream.getvalue()
