"""How text is generated: beams, batches, and what may not be said."""
