"""Measurements: how often rules are right, how well models do, and what a choice costs."""
