"""Models behind small protocols (`base`): the only room that knows torch and transformers.

`ready.open_engines` gives a run its engines; `fake` has public stand-ins for tests.
"""
