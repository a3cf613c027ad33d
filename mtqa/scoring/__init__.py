"""Scoring tables of source and translation of any size: the same table with quality and findings of each row.

A table is read twice and never held in memory: once for its size and columns, once to score it. Scores are cached, so
that a run that was killed continues where it stopped.
"""
