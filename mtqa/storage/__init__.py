"""What was worked out before, kept in one SQLite file: answers of the models, findings of whole documents.

A cache may cost time, never a run: where it cannot be used the run goes on without it, and `Cache.notice` says why.
"""

from mtqa.storage.cache import Cache, Kind, cache_path, key_of, open_cache

__all__ = ["Cache", "Kind", "cache_path", "key_of", "open_cache"]
