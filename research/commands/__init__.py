"""The commands of `python -m research`, by what they leave: figures, tables, or weights of a model."""
