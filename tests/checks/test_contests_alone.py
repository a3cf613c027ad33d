"""Words under a language model without a detector: a rival has to win by the measured margin, and a note says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from mtqa.checks import Material, Need, literal, run_checks
from mtqa.config import Config
from mtqa.engines.base import Identity, Progress, no_progress
from mtqa.engines.fake import FakeLanguageModel, FakeTranslator
from mtqa.engines.load import Engines
from mtqa.evidence.confidence import weights
from mtqa.lexicon import LacTagger
from mtqa.pipeline.document import examine, material_of
from mtqa.read import read_text
from mtqa.text import Span

TEXT = "当快递员到达的时候，每个人都笑了起来。他把它们一个一个地送到了不同走廊的门口。"
OTHER = Identity("another-lm", "0")


class Undetected(FakeLanguageModel):
    def replaced(self, text: str, words: Sequence[Span], progress: Progress = no_progress) -> list[float]:
        return []


ENGINES = Engines(Undetected(dict.fromkeys("楼道", 1.0), default=5.0), FakeTranslator({}))


@pytest.fixture
def material() -> Material:
    return material_of(read_text("a.txt", TEXT), Config(), ENGINES, LacTagger())


@pytest.mark.parametrize(("least", "found"), [(0.0, ["走廊"]), (50.0, [])])
def test_a_word_is_doubted_by_its_rival_alone(material: Material, least: float, found: list[str]) -> None:
    findings = list(literal.run(replace(material, weights=weights(OTHER, least))))
    assert [finding.text for finding in findings] == found
    assert {finding.rule.id for finding in findings} <= {"literal.collision"}  # every other word has no rival
    for finding in findings:
        assert "detector_log_odds" not in finding.evidence and finding.evidence["rival"] == "楼道"
        assert 0 < finding.confidence < 1


def test_what_needs_training_is_skipped(material: Material) -> None:
    _, skipped = run_checks(material)
    needs = {rule: group.needs for group in skipped for rule in group.rules}
    assert needs["literal.misfit"] == (Need.DETECTOR,) and needs["fluency.outlier"] == (Need.NATIVE_FIGURES,)
    assert "literal.collision" not in needs


def test_a_note_says_what_decided() -> None:
    document, tagger = read_text("a.txt", TEXT), LacTagger()
    (note,) = examine(document, Config(), ENGINES, tagger).notes
    assert note.kind == "no_detector" and dict(note.arguments) == {"model": "fake-lm@0", "nats": 5.0}
    assert examine(document, Config(ignore=("literal",)), ENGINES, tagger).notes == ()
    assert examine(document, Config(), None, tagger).notes == ()
