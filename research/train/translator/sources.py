"""Every corpus: its weight in training, and its licence.

Written text counts more than subtitles, prose more than the manuals of one trade; a corpus that is not listed counts 1.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """weight  how often a pair of it is seen in an epoch, on average
    licence  for the model card
    """

    weight: float
    licence: str


SOURCES = {
    "lctt": Source(1.0, "Apache-2.0"),
    "newscomm_10k": Source(4.0, "none stated"),
    "csc_acad": Source(2.0, "none stated"),
    "aichallenger_sample": Source(2.0, "none stated"),
    "3b1b": Source(1.0, "none stated"),
    "un_devtest": Source(3.0, "United Nations"),
    "tico19": Source(3.0, "CC0"),
    "xquad": Source(3.0, "CC BY-SA 4.0"),
    "tatoeba_cmn": Source(1.0, "CC BY 2.0"),
    "tatoeba_test": Source(1.0, "CC BY 2.0"),
    "bitcoinops": Source(0.7, "MIT"),
    "opensource_guide": Source(2.0, "CC BY 4.0"),
    "mozilla_www": Source(1.5, "MPL-2.0"),
    "tensorflow_docs": Source(0.4, "Apache-2.0"),
    "python_docs_po": Source(0.4, "CC0"),
    "django_docs_po": Source(0.4, "BSD-3-Clause"),
    "libreoffice_help": Source(0.4, "MPL-2.0"),
    "electron_docs": Source(0.5, "MIT"),
    "gnome_help": Source(0.5, "CC BY-SA 3.0"),
    "gimp_help": Source(0.5, "GFDL"),
    # Not for weights that ship: CC BY-NC-ND. Loose subtitles would also dominate all other text.
    "ted_liangyming_iwslt": Source(1.0, "CC BY-NC-ND 4.0"),
    "tvsub": Source(0.15, "CC BY-NC-ND 4.0"),
    # Made by augment.py.
    "dictionary": Source(0.5, "CC BY-SA 4.0 (CC-CEDICT)"),
    "planted": Source(1.0, "that of the pair it was made of"),
}
_UNKNOWN = Source(1.0, "unknown")


def source(name: str) -> Source:
    """Weight and licence of a corpus, also of an unknown one."""
    return SOURCES.get(name, _UNKNOWN)


def may_ship(name: str) -> bool:
    """May weights trained on the corpus be published?"""
    return "NC" not in source(name).licence
