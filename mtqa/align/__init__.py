"""Alignment: pairs each segment of the target with the source segments that it translates."""

from mtqa.align.pairing import align, beside, counterparts, translations

__all__ = ["align", "beside", "counterparts", "translations"]
