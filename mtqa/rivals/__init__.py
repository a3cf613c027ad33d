"""Where a better wording may come from."""

from mtqa.rivals.base import Rival, Tagged
from mtqa.rivals.collisions import Collision, collisions
from mtqa.rivals.homophones import homophones
from mtqa.rivals.variants import Cluster, Variant, centres, clusters, fitted, is_same

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
