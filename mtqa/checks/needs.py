"""The parts of the material that a check may need."""

from __future__ import annotations

from enum import StrEnum


class Need(StrEnum):
    """What a check cannot do without; a check whose need is missing is skipped, and the report says so."""

    CHINESE = "chinese"
    GLOSSARY = "glossary"
    LANGUAGE_MODEL = "language_model"
    PAIR = "pair"
    """Chinese and English side by side."""
    SOURCE = "source"
    TRANSLATOR = "translator"
    """A translator whose round trips keep native text."""
    ESTIMATE = "estimator"
    """What an estimator of quality says of each pair."""
    EMBEDDER = "embedder"
    """What an embedder says of the pairs in doubt."""
    READER = "reader"
    """A second reader that answered."""
    DETECTOR = "detector"
    """A detector that was trained for the language model."""
    NATIVE_FIGURES = "native_figures"
    """Figures of native text, measured with the language model."""
    PROSE = "prose"
    """Running text, not the labels and messages of a program."""
