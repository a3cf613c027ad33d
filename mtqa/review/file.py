"""Reading a decisions file, `mtqa-decisions/2` (`mtqa/data/decisions.schema.json`): one JSON object, from the report.

It is untrusted input: it is read whole or refused with an error that names the wrong place. Refused beyond the schema:
files larger than 50 MB, keys that occur twice in an object, halves of surrogate pairs, a document or finding decided
twice, two added findings with one id. `mtqa-decisions/1` is read, too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from mtqa.data import data_file
from mtqa.errors import UsageError
from mtqa.findings import Category, Severity
from mtqa.read import files
from mtqa.read.json_text import places
from mtqa.review.decisions import Added, Choice, Comment, Decision, Flagged, Opinion, Review, Reviewed, Why
from mtqa.review.older import FIRST, upgraded
from mtqa.review.schema_errors import Steps, complaint, quoted, shown
from mtqa.text import Document, Span

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

SCHEMA = "mtqa-decisions/2"
_SCHEMA_FILE = data_file("decisions.schema.json")
_MOST_BYTES = 50_000_000  # 100,000 decisions of 500 bytes
_ADVICE = "export the decisions from the report again"


def load(path: str) -> Review:
    """Read a decisions file. Raises UsageError where its contents are wrong, ReadError where it cannot be read."""
    name = files.shown(path)
    data = files.read_bytes(path, name, _MOST_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"the decisions are not UTF-8 (byte {error.start})", where=name, advice=_ADVICE) from error
    return loads(text, name)


def loads(text: str, name: str = "") -> Review:
    """Read the text of a decisions file; errors call it `name`."""
    return _Reading(text, name).review()


class _DuplicateKey(ValueError):
    """A key occurs twice in one object."""


class _Reading:
    """The reading of one file; knows the offset of every value for errors."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self._lines = Document(name, text, "", ())

    @cached_property
    def _offsets(self) -> dict[Steps, int]:
        return {path: token.start() for path, token in places(self.text, 0, len(self.text))}

    def review(self) -> Review:
        tree = self._tree()
        if not isinstance(tree, dict) or tree.get("schema") not in (SCHEMA, FIRST):
            other = tree.get("schema") if isinstance(tree, dict) else None
            reads = f"and this mtqa reads “{FIRST}” and “{SCHEMA}”"
            what = f"its schema is {shown(other)}, {reads}" if other else "not a file of decisions"
            raise UsageError(what, where=self.name, advice=f"give a file that the report exported ({SCHEMA})")
        tree = upgraded(tree, SCHEMA)
        if error := next(_validator().iter_errors(tree), None):
            self.refuse(complaint(error), tuple(error.absolute_path))
        documents = tuple(self._documents(tree["documents"]))
        return Review(tree["report"], self._whole(tree["reviewer"], "reviewer"), tree["exported"], documents, self.name)

    def _tree(self) -> Any:
        try:
            return json.loads(self.text, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant)
        except json.JSONDecodeError as error:
            where = f"{self.name}:{error.lineno}:{error.colno}"
            raise UsageError(f"the decisions are not JSON: {error.msg}", where=where, advice=_ADVICE) from error
        except _DuplicateKey as error:
            raise UsageError(
                f"the key {shown(str(error))} occurs twice", where=self._repeated(), advice=_ADVICE
            ) from error
        except RecursionError as error:
            raise UsageError("the decisions are nested too deeply", where=self.name, advice=_ADVICE) from error
        except ValueError as error:  # a number of thousands of digits, NaN
            raise UsageError(f"the decisions are not JSON: {error}", where=self.name, advice=_ADVICE) from error

    def _documents(self, trees: list[dict[str, Any]]) -> Iterator[Reviewed]:
        seen: set[str] = set()
        for number, tree in enumerate(trees):
            path = self._whole(tree["path"], "documents", number, "path")
            if path in seen:
                self.refuse(f"the document {shown(path)} occurs twice", ("documents", number, "path"))
            seen.add(path)
            decisions = tuple(self._decisions(tree["decisions"], ("documents", number, "decisions")))
            added = tuple(self._added(tree.get("added", []), ("documents", number, "added")))
            yield Reviewed(path, tree["sha256"].lower(), decisions, added)

    def _decisions(self, trees: list[dict[str, Any]], steps: Steps) -> Iterator[Decision]:
        seen: set[tuple[str, int, int, int]] = set()
        for number, tree in enumerate(trees):
            place: Steps = (*steps, number)
            decision = Decision(
                fingerprint=tree["fingerprint"],
                rule=self._whole(tree["rule"], *place, "rule"),
                span=self._span(tree, place),
                text=self._whole(tree["text"], *place, "text"),
                choice=Choice(tree["decision"]) if tree["decision"] else None,
                replacement=self._replacement(tree, place),
                note=self._whole(tree["note"], *place, "note"),
                decided=tree["decided"],
                where=self.where(place),
                nth=int(tree.get("nth", 0)),
                why=Why(tree["why"]) if "why" in tree else None,
                severity=Severity(tree["severity"]) if "severity" in tree else None,
                category=Category(tree["category"]) if "category" in tree else None,
                moved=self._moved(tree, place),
                comments=tuple(self._comments(tree, place)),
                opinions=tuple(self._opinions(tree, place)),
                by=self._whole(tree.get("by", ""), *place, "by"),
            )
            if decision.finding in seen:
                self.refuse("this finding has another decision above", place)
            seen.add(decision.finding)
            yield decision

    def _added(self, trees: list[dict[str, Any]], steps: Steps) -> Iterator[Added]:
        seen: set[str] = set()
        for number, tree in enumerate(trees):
            place: Steps = (*steps, number)
            if tree["id"] in seen:
                self.refuse("another added finding above has this id", (*place, "id"))
            seen.add(tree["id"])
            yield Added(
                id=tree["id"],
                span=self._span(tree, place),
                text=self._whole(tree["text"], *place, "text"),
                category=Category(tree["category"]),
                severity=Severity(tree["severity"]),
                choice=Choice(tree["decision"]),
                replacement=self._replacement(tree, place),
                note=self._whole(tree["note"], *place, "note"),
                decided=tree["decided"],
                comments=tuple(self._comments(tree, place)),
                by=self._whole(tree.get("by", ""), *place, "by"),
                where=self.where(place),
            )

    def _span(self, tree: dict[str, Any], place: Steps) -> Span:
        start, end = int(tree["start"]), int(tree["end"])  # to JSON Schema 2.0 is an integer
        if end < start:
            self.refuse(f"“end” is {end:,}, before “start”, {start:,}", (*place, "end"))
        return Span(start, end)

    def _moved(self, tree: dict[str, Any], place: Steps) -> Flagged | None:
        if "moved" not in tree:
            return None
        moved, here = tree["moved"], (*place, "moved")
        return Flagged(self._span(moved, here), self._whole(moved["text"], *here, "text"))

    def _comments(self, tree: dict[str, Any], place: Steps) -> Iterator[Comment]:
        for number, comment in enumerate(tree.get("comments", [])):
            by, text = (self._whole(comment[key], *place, "comments", number, key) for key in ("by", "text"))
            yield Comment(comment["at"], by, text)

    def _opinions(self, tree: dict[str, Any], place: Steps) -> Iterator[Opinion]:
        for number, opinion in enumerate(tree.get("opinions", [])):
            here: Steps = (*place, "opinions", number)
            reviewer, moved = self._whole(opinion["reviewer"], *here, "reviewer"), self._moved(opinion, here)
            wording = self._replacement(opinion, here)
            why = Why(opinion["why"]) if "why" in opinion else None
            yield Opinion(reviewer, Choice(opinion["decision"]), wording, opinion["decided"], moved, why)

    def _replacement(self, tree: dict[str, Any], place: Steps) -> str | None:
        """The wording to write; None where nothing is written."""
        wording = tree["replacement"]
        return None if wording is None else self._whole(wording, *place, "replacement")

    def _whole(self, text: str, *place: str | int) -> str:
        """The text, if UTF-8 can encode it."""
        if any(0xD800 <= ord(character) < 0xE000 for character in text):
            self.refuse(f"{quoted(place)} has half of a surrogate pair, which UTF-8 cannot encode", place)
        return text

    def refuse(self, what: str, place: Steps) -> NoReturn:
        raise UsageError(what, where=self.where(place), advice=_ADVICE)

    def where(self, steps: Steps) -> str:
        """File, line and column of a value, or of the value that should contain it."""
        while steps and steps not in self._offsets:
            steps = steps[:-1]
        return self._at(self._offsets.get(steps, 0))

    def _repeated(self) -> str:
        seen: set[Steps] = set()
        for path, token in places(self.text, 0, len(self.text)):
            if path in seen:
                return self._at(token.start())
            seen.add(path)
        return self.name

    def _at(self, offset: int) -> str:
        place = self._lines.place(offset)
        return f"{self.name}:{place.line}:{place.column}"


@cache
def _validator() -> Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(_SCHEMA_FILE.read_text(encoding="utf-8")))


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) < len(pairs):
        raise _DuplicateKey(Counter(key for key, _ in pairs).most_common(1)[0][0])
    return tree


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
