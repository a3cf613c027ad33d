"""What a user measures: spans, translators, the alignment, false alarms, speed. Nothing is written into the package."""
