"""What a text and its translation say of each other: words, names, marks and meaning that both have or one lacks."""
