"""Gemma 3 in eight bits, for translation: a quarter of the size of float32, and loaded without transformers."""
