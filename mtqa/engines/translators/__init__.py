"""Translators that prompt or adapt a language model, and the guard over what they say."""
