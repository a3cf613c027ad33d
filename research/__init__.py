"""The laboratory: it measures, counts and trains everything that mtqa ships. It is not in the wheel.

`python -m research measure|tables|train …`, from the top of a checkout. docs/evaluation.md has one table of constants
and weights: which command makes each, from which data, when.
"""
