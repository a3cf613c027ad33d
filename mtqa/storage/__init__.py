"""The cache of earlier results in one SQLite file: answers of the models, findings of whole documents.

A cache that fails costs time, never a run: the run continues without it, and `Cache.notice` says why.
"""

from mtqa.storage.cache import Cache, Kind, cache_path, key_of, open_cache

__all__ = ["Cache", "Kind", "cache_path", "key_of", "open_cache"]
