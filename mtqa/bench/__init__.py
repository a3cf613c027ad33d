"""Measuring: where the constants and the README's figures come from. `python -m mtqa.bench --help`."""
