"""Compares a text with its translation: words, names, numbers, punctuation and meaning that one of them lacks."""
