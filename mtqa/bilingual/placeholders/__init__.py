"""Compares the placeholders, tags and addresses of a text with those of its source."""

from mtqa.bilingual.placeholders.base import Difference, Kind, Side
from mtqa.bilingual.placeholders.compare import differences

__all__ = ["Difference", "Kind", "Side", "differences"]
