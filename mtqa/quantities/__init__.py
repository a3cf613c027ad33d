"""Numbers in text: what a quantity is in English and in Chinese, and which ones two texts do not share."""

from mtqa.quantities.base import Kind, Quantity
from mtqa.quantities.chinese import chinese
from mtqa.quantities.compare import Difference, differences
from mtqa.quantities.english import english

__all__ = ["Difference", "Kind", "Quantity", "chinese", "differences", "english"]
