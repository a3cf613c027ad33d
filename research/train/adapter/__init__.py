"""The adapter that makes a translator of the language model (mtqa/engines/translators/tuned.py): data and training."""
