"""Tables of the English words for numbers, scales, fractions, multiples and months."""

from __future__ import annotations

_TO_NINETEEN = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen"""
_BY_TEN = "twenty thirty forty fifty sixty seventy eighty ninety"
_IN_ORDER = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
sixteenth seventeenth eighteenth nineteenth twentieth"""
ONES = {word: value for value, word in enumerate(_TO_NINETEEN.split())}
TENS = {word: 10 * value for value, word in enumerate(_BY_TEN.split(), start=2)}
#: Also as the second part of a compound: ninth in forty-ninth.
ORDINALS = {word: value for value, word in enumerate(_IN_ORDER.split(), start=1)}
ORDINALS |= {f"{word[:-1]}ieth": value for word, value in TENS.items()} | {"hundredth": 100, "thousandth": 1000}
SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "lakh": 10**5,
    "crore": 10**7,
    "decade": 10,
    "decades": 10,
    "century": 100,
    "centuries": 100,
    "dozen": 12,
    "score": 20,
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "bn": 10**9,
    "bln": 10**9,
    "tn": 10**12,
    "trn": 10**12,
}
PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8}
PARTS["tenth"] = 10
#: Words that contain a number: “over a decade” may be “10 多年”.
OTHERS = {"dozen": 12, "twice": 2, "double": 2, "doubled": 2, "triple": 3, "tripled": 3, "both": 2, "pair": 2}
# twos' complement: 2 的补码
OTHERS |= {word + ("es" if word.endswith("x") else "s"): value for word, value in ONES.items()}
OTHERS |= {"zeroes": 0, "nonzero": 0, "zeroth": 0, "once": 1, "decade": 10, "century": 100, "centuries": 100}
IN_MINUTES = {"half": (30,), "quarter": (15, 45)}  # half an hour, a quarter to nine
CLOCK = {"midnight": 0, "noon": 0, "midday": 0}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug"),
            *("september sept sep", "october oct", "november nov", "december dec"),
        ),
        start=1,
    )
    for name in names.split()
}
_OR_NAMES = "March May June April August Jan Mar Dec Oct Nov Feb Apr Jun Jul Aug Sep Sept"
#: Names and abbreviations of months that are also words or names of people.
MONTHS_OR_NAMES = frozenset(_OR_NAMES.split())
