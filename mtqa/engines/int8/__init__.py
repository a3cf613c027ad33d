"""Gemma 3 in eight bits, for translation: a quarter as large as in float32, and loaded without transformers."""
