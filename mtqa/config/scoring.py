"""How findings become a score: the table `[scoring]` of a configuration file.

    [scoring]
    model = "log"                            # linear, calibrated or log
    tolerated = { 1000 = 20, 5000 = 60 }     # penalty points with which a text of so many words still passes
    threshold = 90                           # the score that such a text gets
    repeated = "once"                        # an error that is repeated counts once; else: each

    [scoring.weights]                        # of severities, and of dimensions and categories of MQM
    critical = 30
    terminology = 2
    "accuracy/omission" = 3

    [scoring.bands]                          # names of ratings, each with its lowest score
    good = 95
    "needs editing" = 80
    unusable = 0

`mtqa.mqm` has the formulae.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from mtqa.config.option import Option
from mtqa.config.values import Refused, accept, nearest, shown
from mtqa.errors import UsageError
from mtqa.findings import Category, Severity

Model = Literal["linear", "calibrated", "log"]
Repeated = Literal["each", "once"]

_TYPES = tuple(dict.fromkeys([*(each.partition("/")[0] for each in Category), *Category]))
_MOST_WEIGHT, _MOST_WORDS = 1000.0, 10_000_000
_MOST_NAME = 40  # characters of a band's name, which stands beside the score
_LEAST_GROWTH = 1.01  # of tolerance from the shorter text to the longer; below, the curve is flat to the last digit


@dataclass(frozen=True)
class Scoring:
    """The settings of a score.

    model      linear, calibrated or log
    repeated   does an error that is repeated count each time, or once?
    threshold  the score of a text with exactly the penalty points that it may have
    tolerated  these penalty points, by the words of a text; `calibrated` needs one entry, `log` two
    weights    of severities, and of dimensions or categories of MQM, where they are not the usual ones
    bands      names of ratings, with the lowest score of each
    where      file and line, for an error about the settings as a whole
    """

    model: Model = "linear"
    repeated: Repeated = "each"
    threshold: float = 90.0
    tolerated: Mapping[int, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    bands: Mapping[str, float] = field(default_factory=dict)
    where: str = field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        needed = {"linear": len(self.tolerated), "calibrated": 1, "log": 2}[self.model]
        if len(self.tolerated) != needed:
            example, texts = (
                ("{ 1000 = 20 }", "1,000 words") if needed == 1 else ("{ 1000 = 20, 5000 = 60 }", "two texts")
            )
            what = f"the model “{self.model}” needs the penalty points with which {texts} of yours may still pass"
            raise UsageError(what, where=self.where, advice=f"agree on them, and write tolerated = {example}")
        if self.model == "log":
            self._check_growth()

    def _check_growth(self) -> None:
        (few, low), (many, high) = sorted(self.tolerated.items())
        if not low * _LEAST_GROWTH <= high < low * many / few:
            what = (
                f"“tolerated” must grow with the words, and more slowly than these: {few} = {low:g}, {many} = {high:g}"
            )
            advice = f"for {many:,} words write a number above {low:g} and below {low * many / few:g}"
            raise UsageError(what, where=self.where, advice=advice)

    def severity_weight(self, severity: Severity) -> float:
        """The penalty points of a finding of that severity, before the weight of its category."""
        return self.weights.get(severity.value, severity.penalty)

    def type_weight(self, category: Category) -> float:
        """What these points are multiplied by: the weight of the category, or else of its dimension, or else 1."""
        dimension = category.partition("/")[0]
        return self.weights.get(category.value, self.weights.get(dimension, 1.0))

    def changed(self, values: Mapping[str, Any], where: str = "") -> Scoring:
        """A copy with other values, as `read` gives them; weights are merged one by one."""
        weights = {**self.weights, **values.get("weights", {})}
        return replace(self, **{**values, "weights": weights}, where=where or self.where)

    @property
    def signed(self) -> str:
        """All that differs from the default, for the signature of a score; of bands, whose names may be anything,
        eight digits of a hash."""
        parts = [
            f"{name}:{value}" for name in ("model", "repeated") if (value := getattr(self, name)) != _DEFAULTS[name]
        ]
        if self.model != "linear":
            parts.append(f"tolerated:{_listed({str(key): value for key, value in self.tolerated.items()})}")
            parts.append(f"threshold:{self.threshold:g}")
        if self.weights:
            parts.append(f"weights:{_listed(self.weights)}")
        if self.bands:
            named = repr(sorted(self.bands.items())).encode("utf-8", "surrogatepass")
            parts.append(f"bands:{hashlib.sha256(named).hexdigest()[:8]}")
        return f"|scoring:{';'.join(parts)}" if parts else ""


_DEFAULTS = {each.name: each.default for each in fields(Scoring)}


def _listed(numbers: Mapping[str, float]) -> str:
    return "+".join(f"{name}={number:g}" for name, number in sorted(numbers.items()))


def read(value: object) -> dict[str, Any]:
    """The values of a table `[scoring]`, each checked alone; those that are not set are left out. Raises Refused."""
    if not isinstance(value, Mapping):
        raise Refused("“scoring” needs a table", "head it with [scoring]")
    values: dict[str, Any] = {}
    for key, given in value.items():
        if key not in _READERS:
            advice = nearest(key, _READERS) or f"its keys are: {', '.join(_READERS)}"
            raise Refused(f"[scoring] has no key “{key}”", advice, (key,))
        try:
            values[key] = _READERS[key](given)
        except Refused as refused:
            raise Refused(refused.what, refused.advice, (key, *refused.keys)) from refused
    return values


def _plain(name: str, kind: Any, least: float | None = None, most: float | None = None) -> Callable[[object], Any]:
    option = Option(name, kind, None, "", least=least, most=most)
    return lambda value: accept(option, value)


def _table(name: str, value: object, example: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or not value:
        raise Refused(f"“{name}” needs a table of numbers, not {shown(value)}", f"write {name} = {example}")
    return value


def _number(name: str, key: str, value: object, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise Refused(f"“{name}” of “{key}” needs a number from 0 to {most:,g}, not {shown(value)}", "", (key,))
    return float(value)


def _weights(value: object) -> dict[str, float]:
    known = [*Severity, *_TYPES]
    table = _table("weights", value, "{ terminology = 2 }")
    for key in table:
        if key not in known:
            advice = nearest(key, known) or f"it may be one of: {', '.join(known)}"
            raise Refused(f"there is no severity, dimension or category “{key}” of MQM to weigh", advice, (key,))
    return {key: _number("weights", key, number, _MOST_WEIGHT) for key, number in table.items()}


def _tolerated(value: object) -> dict[int, float]:
    points: dict[int, float] = {}
    for key, number in _table("tolerated", value, "{ 1000 = 20 }").items():
        text = str(key)
        if not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= _MOST_WORDS and len(text) < 9):
            raise Refused(f"“tolerated” needs numbers of words, not “{key}”", "write tolerated = { 1000 = 20 }", (key,))
        points[int(text)] = _number("tolerated", text, number, math.inf)
        if not 0 < points[int(text)] < math.inf:
            raise Refused(f"a text of {text} words must tolerate more than {number:g} penalty points", "", (key,))
    return points


def _bands(value: object) -> dict[str, float]:
    table = _table("bands", value, "{ good = 95, poor = 0 }")
    for key in table:
        if not key.strip() or not key.isprintable() or len(key) > _MOST_NAME:
            what = f"{shown(key)} is no name for a band"
            raise Refused(what, f"write one line of at most {_MOST_NAME} characters", (key,))
    bands = {key: _number("bands", key, number, 100.0) for key, number in table.items()}
    if 0 not in bands.values():
        raise Refused("the lowest band must begin at 0, so that every score has one", "add a band such as poor = 0")
    if len(set(bands.values())) < len(bands):
        raise Refused("two bands begin at the same score", "give each its own lowest score")
    return bands


_READERS: Mapping[str, Callable[[object], Any]] = {
    "model": _plain("model", Model),
    "repeated": _plain("repeated", Repeated),
    "threshold": _plain("threshold", float, least=0, most=99),
    "tolerated": _tolerated,
    "weights": _weights,
    "bands": _bands,
}
