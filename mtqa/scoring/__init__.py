"""Scores tables of source and translation, of any size: adds quality and findings to each row.

A table is read twice and never held in memory: once for its size and columns, once to score it. Scores are cached, so
that a run that was killed continues where it stopped.
"""
