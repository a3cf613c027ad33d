"""Compares the codes of a target with those of its source, in a form in which equal ones are equal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from mtqa.bilingual.credits import asks_for_reports
from mtqa.bilingual.placeholders import printf
from mtqa.bilingual.placeholders.base import Difference, Kind, Side, severity_of
from mtqa.bilingual.placeholders.icu import ARGUMENT, BRANCH, structure
from mtqa.bilingual.placeholders.measures import miscounted
from mtqa.bilingual.placeholders.tags import VOID, alone, is_typeface, names_to_fill_in, tag_of, without_repeated
from mtqa.findings import Severity
from mtqa.script import HAN

URL = re.compile(
    rf"(?:https?://(?=[A-Za-z0-9\[{{%$])|www\.)[^\s<>\"'“”‘’（）()《》，。；：！？、\u2190-\u21ff\u3000-\u303f{HAN}]+"
)
MAIL = re.compile(r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9][A-Za-z0-9_.+-]*@(?!\dx\.)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LANGUAGE_IN_URL = re.compile(
    r"(?<=[/.=_-])(?:en|zh|cn)(?:[-_](?:us|gb|cn|tw|hans|hant|hk))?(?=[/.?&_-]|$)|(?<=//)(?:en|zh)(?=\.)"
)
# %Y-%m-%d: a date, which every language writes in its own order. These letters are none of printf's, or no letters
# that printf has beside them.
_DATE_LETTER = re.compile(r"%[-_^EO]?[YHMBySIpRDjkl](?![A-Za-z])")
_SHORT_DATE = re.compile(r"%[-_]?b\W{0,3}%[-_]?[de](?![A-Za-z])|%[-_]?[de]\W{0,3}%[-_]?b(?![A-Za-z])")
_DATE_CODE = re.compile(r"%[-_^0#EO]{0,2}[A-Za-z]")
_WIKI = re.compile(r"\{\{(?P<word>PLURAL|GENDER|GRAMMAR|FORMAL)\s*:\s*(?P<argument>[^|{}]{0,40})[^{}]*\}\}")
_HAN_IN_BRACKETS = re.compile(rf"<[^<>]{{0,40}}[{HAN}][^<>]{{0,40}}")  # <名称> for <name>, <名称 for <name
_WORDS_IN_BRACES = re.compile(r"\{[A-Za-z]+(?: [A-Za-z]+)+\}")
_USAGE = re.compile(r"(?:^|[\s\"'`])(?:--?|:)[A-Za-z][\w-]*(?: [a-z_]+)?[ =](\{\w+\})")
_HAN_IN_BRACES = re.compile(rf"\{{[^{{}}]{{0,40}}[{HAN}][^{{}}]{{0,40}}\}}")
_HANDLE = re.compile(f"@[{HAN}]")
_AS_OFTEN_AS_NEEDED = ("{", "$", "#", ":", "@", "\\", "%{")
_WRITTEN = ("$", ":", "@")
_PLACE = re.compile(r"%L?(?:\d{1,2}|n)")
_PLACE_IN_URL = re.compile(r"%\d\$")
_TWICE = re.compile(r"(?<!:)([/._-])\1+")  # where the language stood: man.zh_TW.html
_ENTITY_BEHIND = re.compile(r"&(?:gt|lt|quot)?;?$")  # of an address in &lt;…&gt;
_NUMBER = re.compile(r"\{\d+\}")
_ADDRESS = re.compile(r"https?://|www\.|[^@\s]+@")
_LONGEST_WITH_NAMES = 200  # characters: longer texts have many names
_ONE = re.compile(r"[1一单單]|\b(?:one|an?)\b", re.IGNORECASE)


def differences(source: Side, target: Side) -> list[Difference]:
    """The faults of the target, the worst first; not the same twice."""
    if not (source.codes or target.codes or "{" in target.text or "%" in target.text):
        return []
    found = [*_arguments(source, target), *structure(source, target)]
    other = _others(source, target)
    lost = [difference for difference in found if difference.kind is Kind.LOST]
    if other and lost:
        found.remove(lost[0])
        other = _joined(other, lost[0])
    if other:
        found.append(other)
    if source.is_singular:
        found = [difference for difference in found if not _is_one(difference, target)]
    if not found and (lonely := _lonely(source, target)) is not None:
        found.append(Difference(Kind.NESTING, (), (target.codes[lonely],), lonely, lonely))
    return sorted(found, key=lambda difference: -difference.severity.penalty)


def _arguments(source: Side, target: Side) -> Iterator[Difference]:
    if _is_date(source.text):
        return
    compared = list(printf.compared(source, target))
    yield from compared
    if not compared and (counted := miscounted(source, target)):
        yield counted
    yield from printf.lone_percent(source, target)


def _is_date(text: str) -> bool:
    return bool(_DATE_LETTER.search(text) or _SHORT_DATE.search(text))


def _others(source: Side, target: Side) -> Difference | None:
    """What is missing or too many of all codes but the arguments of printf."""
    fill_in = names_to_fill_in(source.codes, target.codes)
    drop = _DATE_CODE if _is_date(source.text) else None
    expected, present = (keys(side.codes, fill_in, drop) for side in (source, target))
    expected, present = _positional(expected, present)
    lost, new = without_repeated(expected - present, source.text, target.text), present - expected
    lost, new = _without_handles(lost, target.text), _without_handles(new, source.text)
    lost, new = _without_written(lost, new, source, target)
    lost, new = _without_shown_braces(lost, new, source, target)
    if new and asks_for_reports(source.text):
        new = _less(new, {key for key in new if _ADDRESS.match(key)})
    if not (lost or new):
        return _names(source, target, fill_in)
    missing, extra = (_shown(side, codes) for side, codes in ((lost, source.codes), (new, target.codes)))
    at = _place(lost, new, target, fill_in)
    is_shape = all(map(is_typeface, missing + extra)) and alone(target.codes, fill_in) is None
    severity = Severity.MINOR if is_shape else severity_of(printf.is_unknown_name(expected, new, source.flags))
    return Difference(Kind.LOST, missing, extra, at, at, severity)


def _names(source: Side, target: Side, fill_in: frozenset[str]) -> Difference | None:
    """Names that the reader fills in may be translated; one in Latin letters that only the target has is another."""
    theirs, ours = ([code for code in side.codes if code in fill_in] for side in (source, target))
    missing, extra = (
        tuple(dict.fromkeys(code for code in a if code not in b)) for a, b in ((theirs, ours), (ours, theirs))
    )
    if (
        not len(missing) == len(extra) == 1
        or len(source.text) > _LONGEST_WITH_NAMES
        or _HAN_IN_BRACKETS.search(source.text + target.text)
    ):
        return None
    if missing[0].lower() == extra[0].lower():
        return None
    at = target.codes.index(extra[0])
    return Difference(Kind.LOST, missing, extra, at, at)


def _without_handles(unmatched: Counter[str], other: str) -> Counter[str]:
    """Without handles (@friends) that the other side has in Chinese."""
    if _HANDLE.search(other):
        return _less(unmatched, {key for key in unmatched if key.startswith("@")})
    return unmatched


def _without_written(
    lost: Counter[str], new: Counter[str], source: Side, target: Side
) -> tuple[Counter[str], Counter[str]]:
    """Without codes that the other side has, too, though not where it is known for a code: “%O$tDCC” for “$tDCC”; and
    without names behind a colon that only the target has, “:cn = China”."""
    kept = {key for key in lost if key.startswith(_WRITTEN) and key in target.text}
    kept |= {beginning for key in lost for beginning in new if beginning.startswith("$") and _continues(key, beginning)}
    lost = _less(lost, kept | {key for key in lost if any(_continues(key, beginning) for beginning in kept)})
    kept |= {key for key in new if key.startswith(_WRITTEN) and (key in source.text or _is_variable(key, source.text))}
    if not any(code.startswith(":") for code in source.codes):
        kept |= {key for key in new if key.startswith(":")}
    return lost, _less(new, kept)


def _is_variable(key: str, source: str) -> bool:
    """Is it a variable of a shell, that the source names without its sign: HISTFILE, $HISTFILE?"""
    return key[1:].isupper() and re.search(rf"\b{re.escape(key[1:])}\b", source) is not None


def _continues(key: str, beginning: str) -> bool:
    """Is a name glued to the shorter code in Latin letters: $tNotify, $t通知?"""
    return key.startswith(beginning) and key[len(beginning) : len(beginning) + 1].isupper()


def _without_shown_braces(
    lost: Counter[str], new: Counter[str], source: Side, target: Side
) -> tuple[Counter[str], Counter[str]]:
    """Without words in braces that are translated: {Broken Image}, and what users give, --dialog-file {name}."""
    usage = {match[1] for match in _USAGE.finditer(source.text)}
    words = {
        key_of(code)
        for code in source.codes
        if _WORDS_IN_BRACES.fullmatch(code) or code == source.text.strip() or code in usage
    }
    shown = {key_of(code) for code in target.codes if _HAN_IN_BRACES.fullmatch(code)}
    return (_less(lost, words), _less(new, shown)) if words and shown else (lost, new)


def _positional(expected: Counter[str], present: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    """Without the arguments of both sides, where `{} {}` takes what `{0} {1}` takes."""
    for bare, numbered in ((expected, present), (present, expected)):
        numbers = {f"{{{number}}}" for number in range(bare["{}"])}
        if numbers and not numbered["{}"] and numbers == {key for key in numbered if _NUMBER.fullmatch(key)}:
            without = numbers | {"{}"}
            return _less(expected, without), _less(present, without)
    return expected, present


def _less(counted: Counter[str], keys: Collection[str]) -> Counter[str]:
    return Counter({key: count for key, count in counted.items() if key not in keys})


def keys(codes: Sequence[str], fill_in: frozenset[str], drop: re.Pattern[str] | None = None) -> Counter[str]:
    """The codes that both sides must have, counted in a comparable form; codes that may be repeated count once."""
    found: Counter[str] = Counter()
    plural = any(ARGUMENT.search(code) for code in codes)
    for code in codes:
        if code in fill_in or code.startswith(("&", "<!--")) or BRANCH.fullmatch(code):
            continue
        if (drop and drop.fullmatch(code)) or _is_argument(code):
            continue
        key = key_of(code)
        once = plural or "(" in code or _PLACE.fullmatch(code) or (key.startswith(_AS_OFTEN_AS_NEEDED) and key != "{}")
        if key:
            found[key] = 1 if once else found[key] + 1
    return found


def _is_argument(code: str) -> bool:
    match = printf.PRINTF.fullmatch(code)
    return code == "%%" or (match is not None and not match["name"])


def key_of(code: str) -> str:
    """A code as it is compared; "" for what may be left out."""
    if match := ARGUMENT.search(code):
        return f"{{{match[1]}}}"
    if match := _WIKI.fullmatch(code):
        return match["argument"].strip() if match["word"] == "PLURAL" else ""
    if tag := tag_of(code):
        end = "]" if code.startswith("[") else ">"
        start = "" if end == "]" else "<"
        slash = "/" if tag.closes and tag.name not in VOID else ""
        return f"{start}{slash}{tag.name}{end}"
    if URL.fullmatch(code):
        address = _LANGUAGE_IN_URL.sub("", _ENTITY_BEHIND.sub("", _PLACE_IN_URL.sub("%", code.lower())))
        return _TWICE.sub(r"\1", address.replace("https://", "http://")).strip("/")
    return re.sub(r"\s+", "", code).removeprefix("#" if code.startswith("#{") else "")


def _shown(unmatched: Counter[str], codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(next((code for code in codes if key_of(code) == key), key) for key in unmatched))


def _place(lost: Counter[str], new: Counter[str], target: Side, fill_in: frozenset[str]) -> int | None:
    """The code that is too many, or the tag that lost its partner."""
    lonely = alone(target.codes, fill_in)
    if lonely is not None and (not new or key_of(target.codes[lonely]) in new):
        return lonely
    if new:
        return max(at for at, code in enumerate(target.codes) if key_of(code) in new)
    return None


def _lonely(source: Side, target: Side) -> int | None:
    """The tag of the target that has no partner, where each of the source has one."""
    fill_in = names_to_fill_in(source.codes, target.codes)
    return alone(target.codes, fill_in) if alone(source.codes, fill_in) is None else None


def _joined(other: Difference, lost: Difference) -> Difference:
    first = other.first if lost.first is None else lost.first
    worst = max(other.severity, lost.severity, key=lambda severity: severity.penalty)
    return Difference(Kind.LOST, lost.missing + other.missing, lost.extra + other.extra, first, first, worst)


def _is_one(difference: Difference, target: Side) -> bool:
    """Is it the number of a singular form, which may be a word on one side: one file, the file, %d 个文件?"""
    if difference.kind is not Kind.LOST or len(difference.missing) + len(difference.extra) != 1:
        return False
    (code,) = difference.missing + difference.extra
    return tag_of(code) is None and bool(difference.extra or _ONE.search(target.text))
