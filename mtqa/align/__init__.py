"""Target and source side by side: documents in pairs of segments, by beads of sentences."""

from mtqa.align.pairing import align, beside, counterparts, translations

__all__ = ["align", "beside", "counterparts", "translations"]
