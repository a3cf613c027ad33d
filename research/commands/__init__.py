"""The commands of `python -m research`, by their result: figures, tables, or weights of a model."""
