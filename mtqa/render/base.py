"""The contract of a renderer, `render(report) -> str`, and what every renderer owes its reader.

The text of a report comes from files that nobody vouches for. It may hold characters that are not seen but
act: escape sequences that drive a terminal, bidirectional controls that reorder a line (CVE-2021-42574),
halves of surrogate pairs that no file can store. `visible` makes them seen and harmless; renderers for
people use it on everything, the JSON, which is for machines, keeps every character.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from mtqa.errors import UsageError
from mtqa.findings import Finding
from mtqa.render.sentences import sentence
from mtqa.report import DocumentReport, Report
from mtqa.report.gate import Verdict
from mtqa.storage.atomic import is_special, place_of, written

Renderer = Callable[[Report], str]

# Unicode's Cc but tab and line feed, its Cs, Zl and Zp, and of Cf all but the joiners that emoji and Indic
# scripts need (U+200C, U+200D); spelt out because a table lookup for each character is ten times slower.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    r"\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_HALVES = re.compile(r"[\ud800-\udfff]")


def visible(text: str) -> str:
    r"""The text with unseen characters named instead of acting; any line end becomes a line feed.

    >>> visible("a\x1b[31m\u202eb\r\nc")
    'a␛[31m⟨U+202E⟩b\nc'
    """
    return UNSEEN.sub(_named, text.replace("\r\n", "\n").replace("\r", "\n"))


def _named(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else f"⟨U+{code:04X}⟩"


def storable(text: str) -> str:
    r"""The text as UTF-8 can hold it, and else exact: only halves of surrogate pairs are named.

    >>> storable("a\x00\ud800")
    'a\x00⟨U+D800⟩'
    """
    return _HALVES.sub(_named, text)


def one_line(text: str) -> str:
    r"""The text made `visible`, on one line.

    >>> one_line("a\tb\nc")
    'a b⏎c'
    """
    return visible(text).replace("\n", "⏎").replace("\t", " ")


def better(finding: Finding) -> str:
    """The better wordings of a finding for people, best first; empty where there are none."""
    return visible(" / ".join(wording or "(delete)" for wording in finding.suggestions))


def described(finding: Finding) -> str:
    """A finding in a sentence, for readers that have no place of their own for its text and its better wordings."""
    wording = better(finding)
    return visible(f"“{finding.text}”: {finding.message}") + (f" → {wording}" if wording else "")


def unjudged(report: Report) -> list[DocumentReport]:
    """The documents of which nothing was judged though nobody said that they are in another language."""
    return [one for one in report.documents if one.verdict is Verdict.NOT_JUDGED and one.is_examined]


def not_judged(document: DocumentReport) -> str:
    """That, and why, in a sentence."""
    return f"not judged: {'; '.join(map(sentence, document.reasons))}"


#: A finding and the document that it stands in.
Found = tuple[Finding, DocumentReport]


def everything(report: Report) -> list[Found]:
    """All findings of a run, also those put aside, in the order of documents and places."""
    return [(finding, one) for one in report.documents for finding in one.findings]


def worst_first(found: Iterable[Found]) -> list[Found]:
    """What is left when a limit cuts the rest off: open findings first, then the gravest, then the surest."""
    return sorted(found, key=lambda one: (not one[0].is_open, -one[0].severity.penalty, -one[0].confidence))


_ELSEWHERE = "choose another place with --output FORMAT=PATH, or - for standard output"


def save(text: str, path: str, what: str = "the report", advice: str = _ELSEWHERE) -> None:
    """Leave `text` at `path` as UTF-8, wholly or not at all; `-` is standard output. An error calls it `what`.

    Neither Ctrl-C nor a full disk leaves half a report or costs the one that was there (`mtqa.storage.atomic`).
    """
    data = text.encode("utf-8")
    try:
        if path == "-":
            _print(data)
        else:
            put(data, place_of(Path(path)))
    except BrokenPipeError:
        raise  # the reader of standard output has left, as `head` does: no error, and `mtqa.cli.main` knows it
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
    """Leave bytes at a path, wholly or not at all; folders on the way are made. Raises OSError."""
    if not is_special(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with written(path) as stream:
        stream.write(data)
