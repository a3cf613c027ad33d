"""How good a translation is likely to be, told from the states that a language model has of it and its source."""
