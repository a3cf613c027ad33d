"""The adapter that makes a translator of the language model (mtqa/engines/tuned.py): its data and its training."""
