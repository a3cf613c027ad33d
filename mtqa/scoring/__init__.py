"""Tables of source and translation → the same tables with what to expect of each row, in any size.

A table is read twice and never held: once to learn its size and columns, once to score it. What was scored is kept in
the cache, so a run that was killed goes on where it stopped.
"""
