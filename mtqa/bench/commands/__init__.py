"""The commands of `mtqa bench`, by what they leave: figures, tables, or weights of a model."""
