"""Rivals: other wordings that could stand in the place of a wording of the text."""

from mtqa.evidence.rivals.base import Rival, Tagged
from mtqa.evidence.rivals.collisions import Collision, collisions
from mtqa.evidence.rivals.homophones import homophones
from mtqa.evidence.rivals.variants import Cluster, Variant, centres, clusters, fitted, is_same

__all__ = [
    "Cluster",
    "Collision",
    "Rival",
    "Tagged",
    "Variant",
    "centres",
    "clusters",
    "collisions",
    "fitted",
    "homophones",
    "is_same",
]
