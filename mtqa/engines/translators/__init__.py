"""Translators that prompt or adapt a language model, and the guard that rejects unusable output."""
