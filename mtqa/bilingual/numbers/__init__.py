"""Finds numbers in English and Chinese text, and those that a text and its translation do not share."""

from mtqa.bilingual.numbers.base import Kind, Quantity
from mtqa.bilingual.numbers.chinese import chinese
from mtqa.bilingual.numbers.compare import Difference, differences
from mtqa.bilingual.numbers.english import english

__all__ = ["Difference", "Kind", "Quantity", "chinese", "differences", "english"]
