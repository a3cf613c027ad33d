"""Numbers in text: what a quantity is in English and in Chinese, and which ones two texts do not share."""

from mtqa.bilingual.numbers.base import Kind, Quantity
from mtqa.bilingual.numbers.chinese import chinese
from mtqa.bilingual.numbers.compare import Difference, differences
from mtqa.bilingual.numbers.english import english

__all__ = ["Difference", "Kind", "Quantity", "chinese", "differences", "english"]
