"""Measurements for users: spans, translators, alignment, false alarms, speed. Nothing is written into the package."""
