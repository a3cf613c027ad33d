"""The recipe of compact translators between Chinese and English: data → vocabulary → network → weights that ship.

`python -m research.train.translator` has one command a stage; README.md beside this file says in which order, and what
they cost.
"""
