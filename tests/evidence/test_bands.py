"""Bands: what doubts count for in a document, and that an edit elsewhere does not change it."""

from __future__ import annotations

import math

import pytest

from mtqa.checks import RULES
from mtqa.evidence.bands import Band, band, in_band
from mtqa.findings import Finding
from mtqa.text import Span


def probability(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


@pytest.mark.parametrize(
    ("value", "found"),
    [(0.0, "native"), (0.49, "native"), (0.5, "unclear"), (0.79, "unclear"), (0.8, "translated"), (1.0, "translated")],
)
def test_three_bands(value: float, found: str) -> None:
    assert band(value) == found


@pytest.mark.parametrize("before", Band)
def test_a_band_is_left_only_a_nat_beyond_its_edge(before: Band) -> None:
    for odds in range(-40, 60):
        now = band(probability(odds / 10), before)
        within = [
            band(probability(odds / 10 + step)) for step in (-0.99, 0, 0.99)
        ]  # what it may be, give or take a nat
        assert now is before if before in within else now in within, (odds, now)


def test_edits_about_an_edge_change_nothing() -> None:
    kept = band(0.82)
    for value in (0.78, 0.81, 0.6, 0.9, 0.79):
        kept = band(value, kept)
    assert kept is Band.TRANSLATED and band(0.55, kept) is Band.UNCLEAR and band(0.1, kept) is Band.NATIVE


def finding(rule: str) -> Finding:
    found = RULES[rule][0]
    return Finding(found, Span(0, 1), "x", 0, 1, 1, found.message, 0.5, found.severity)


def test_doubts_are_worth_what_the_document_is() -> None:
    doubt, certain = finding("literal.misfit"), finding("residue.markup")
    for each in Band:
        weighed, same = in_band([doubt, certain], each)
        assert weighed.confidence == pytest.approx(0.5 * each.prior)
        assert weighed.evidence["translated_probability"] == each.prior
        assert same is certain
    priors = [each.prior for each in Band]
    assert priors == sorted(priors) and 0 < priors[0] < priors[-1] < 1
