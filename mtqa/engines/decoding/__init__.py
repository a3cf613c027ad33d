"""How text is generated: beams, batches, and constraints on the output vocabulary."""
