"""The contract of a renderer, `render(report) -> str`, and what renderers share: safe text, order, saving.

The text of a report comes from files that nobody has checked. It may hold invisible characters that have an
effect: escape sequences that control a terminal, bidirectional controls that reorder a line (CVE-2021-42574),
lone surrogates that no file can store. `visible` shows them and makes them harmless; renderers for people use
it on all text. The JSON, which is for machines, keeps every character.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from mtqa.errors import UsageError
from mtqa.findings import Finding
from mtqa.findings.places import prose_span
from mtqa.render.sentences import sentence
from mtqa.report import DocumentReport, Report
from mtqa.storage.atomic import is_special, place_of, written
from mtqa.text import Document

Renderer = Callable[[Report], str]

# Unicode's Cc but tab and line feed, its Cs, Zl and Zp, and of Cf all but the joiners that emoji and Indic
# scripts need (U+200C, U+200D); written out because a table lookup for each character is ten times slower.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    r"\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_ESCAPED = re.compile(r"\\[uU][0-9A-Fa-f]{4}")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def visible(text: str) -> str:
    r"""The text with the names of invisible characters in their place; any line end becomes a line feed.

    >>> visible("a\x1b[31m\u202eb\r\nc")
    'a␛[31m⟨U+202E⟩b\nc'
    """
    return INVISIBLE.sub(_name_of, text.replace("\r\n", "\n").replace("\r", "\n"))


def _name_of(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else f"⟨U+{code:04X}⟩"


def storable(text: str) -> str:
    r"""The text as UTF-8 can hold it: lone surrogates are named, all else is kept.

    >>> storable("a\x00\ud800")
    'a\x00⟨U+D800⟩'
    """
    return _SURROGATES.sub(_name_of, text)


def one_line(text: str) -> str:
    r"""The text made `visible`, on one line.

    >>> one_line("a\tb\nc")
    'a b⏎c'
    """
    return visible(text).replace("\n", "⏎").replace("\t", " ")


def better_wordings(finding: Finding) -> str:
    """The better wordings of a finding for people, best first; empty where there are none."""
    return visible(" / ".join(wording or "(delete)" for wording in finding.suggestions))


def words_of(finding: Finding, document: Document) -> str:
    """The words of a finding as people read them: 您好 where a file in ASCII has \\u60a8\\u597d."""
    if not _ESCAPED.search(finding.text):
        return finding.text
    return prose_span(document, finding.span).of(document.text) or finding.text


def unjudged(report: Report) -> list[DocumentReport]:
    """The documents of which nothing was judged, without those that are declared to be in another language. One that
    has no translation may fail nevertheless."""
    return [document for document in report.examined if document.score.value is None]


def not_judged(document: DocumentReport) -> str:
    """Why nothing of a document was judged, in one sentence."""
    return f"not judged: {'; '.join(map(sentence, document.reasons))}"


#: A finding and its document.
Found = tuple[Finding, DocumentReport]


def all_findings(report: Report) -> list[Found]:
    """All findings of a run, suppressed findings included, in the order of documents and places."""
    return [(finding, document) for document in report.documents for finding in document.findings]


def worst_first(found: Iterable[Found]) -> list[Found]:
    """The order in which a limit keeps findings: open findings first, then by severity, then by confidence."""

    def rank(pair: Found) -> tuple[bool, int, float]:
        finding, _ = pair
        return not finding.is_open, -finding.severity.penalty, -finding.confidence

    return sorted(found, key=rank)


_OTHER_PLACE = "choose another place with --output FORMAT=PATH, or - for standard output"


def save(content: str | bytes, path: str, what: str = "the report", advice: str = _OTHER_PLACE) -> None:
    """Write text, as UTF-8, or bytes to `path`, all or nothing; `-` is standard output. An error calls it `what`.

    Neither Ctrl-C nor a full disk leaves half a report or destroys an existing one (`mtqa.storage.atomic`).
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        if path == "-":
            _print(data)
        else:
            put(data, place_of(Path(path)))
    except BrokenPipeError:
        raise  # whoever reads standard output has stopped, as `head` does: no error; `mtqa.cli.main` handles it
    except OSError as error:
        raise UsageError(
            f"{what} cannot be written here: {(error.strerror or str(error)).lower()}",
            where="standard output" if path == "-" else visible(path),
            advice=advice,
        ) from error


def _print(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def put(data: bytes, path: Path) -> None:
    """Write bytes to a path, all of them or nothing; missing folders are created. Raises OSError."""
    if not is_special(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with written(path) as stream:
        stream.write(data)
