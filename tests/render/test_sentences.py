"""Values become sentences, in English and in Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import mtqa
from mtqa.checks import Need, Skipped, Unjudged
from mtqa.config.choices import FailOn
from mtqa.engines.reader import Why
from mtqa.evidence.bands import Band
from mtqa.evidence.remarks import Dropped
from mtqa.patterns import SLOT
from mtqa.read.units import PASSED_OVER
from mtqa.render.sentences import needs, patterns, sentence
from mtqa.report.gate import Reason
from mtqa.text import Note

PACKAGE = Path(mtqa.__file__).parent
#: Kinds that code does not spell out where it makes the value.
COMPUTED = {f"note.{kind}" for kind in PASSED_OVER} | {f"reason.{level}" for level in get_args(FailOn)[1:]}
COMPUTED |= {f"{table}.not_judged_{why}" for table in ("note", "reason") for why in Unjudged}
COMPUTED |= {f"note.band_{band}" for band in Band}
COMPUTED |= {f"note.reader_dropped_{why}" for why in Dropped} | {f"note.reader_unread_{why}" for why in Why}


def made() -> Iterator[tuple[str, set[str] | None]]:
    """Every kind that the package makes, with its arguments; None where they are not all spelt out."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "of"):
                continue
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            if owner not in ("Note", "Reason") or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            names = {one.arg for one in node.keywords}
            known = {name for name in names if name} if None not in names else None
            yield f"{owner.lower()}.{ast.literal_eval(node.args[0])}", known


def test_every_value_that_is_made_has_its_sentence_and_every_sentence_its_value() -> None:
    kinds = {kind for kind, _ in made()} | COMPUTED
    assert kinds == {key for key in patterns() if key.startswith(("note.", "reason."))} and len(kinds) > 30


def test_a_value_has_the_arguments_of_its_sentence() -> None:
    placed = {"line"}  # added where the file is at hand
    for kind, arguments in made():
        wanted = {match[1] for match in SLOT.finditer(patterns()[kind]["en"])}
        assert arguments is None or arguments | placed >= wanted, kind
        assert arguments is None or arguments <= wanted, kind


def test_every_need_has_its_words() -> None:
    assert {f"need.{need}" for need in Need} == {key for key in patterns() if key.startswith("need.")}
    assert (
        needs([{Need.LANGUAGE_MODEL, Need.CHINESE}, {Need.SOURCE}]) == "a Chinese text, a language model; or a source"
    )


def test_both_languages() -> None:
    for key, said in patterns().items():
        assert re.search("[一-鿿]", said["zh"]) and not re.search("[一-鿿]", said["en"]), key


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (
            Note.of("untranslated_units", n=1, total=2000),
            "1 of 2,000 units is without a translation: not judged",
            "2,000",
        ),
        (
            Note.of("suppresses_nothing", line=1234, directive="mtqa-off"),
            "line 1234: mtqa-off suppresses nothing",
            "1234",
        ),
        (Note("encoding_guessed", (("codec", "big5"),), "a.txt"), "a.txt: encoding guessed: big5", "a.txt：编码"),
        (Reason.of("score", score=84.0, least=90.0), "score 84.0 is under 90 (--fail-under)", "得分 84.0 低于 90"),
        (Skipped(("a.b", "c")), "a.b, c: not selected", "a.b, c：未选用"),
        (
            Skipped(("a.b",), (Need.CHINESE, Need.TRANSLATOR)),
            "a.b: needs a Chinese text and a translator whose round trips keep native text",
            "a.b：需要中文文本和往返翻译",
        ),
    ],
)
def test_sentences(value: Note | Skipped, english: str, chinese: str) -> None:
    assert sentence(value).startswith(english)
    assert chinese in sentence(value, "zh")
