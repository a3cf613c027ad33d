"""Tables and constants that are counted or fitted, and shipped in mtqa/data."""
