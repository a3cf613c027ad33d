"""Models behind small protocols (`base`): the only package that imports torch and transformers.

`load.open_engines` opens the engines of a run; `fake` has public stand-ins for tests.
"""
