"""What a run asks of the models: with `--select`, only what a selected rule needs.

Fluency and back-translations also help the reader of a report, so a run of all rules has them, whether a rule uses
them or not. They take most of the time: for the strings of a program, which no rule judges by them, the reader has
them where something was found.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

from mtqa.checks import adequacy, back_translation, fluency, literal, roundtrip
from mtqa.config import Config

_FLUENCY = frozenset({fluency.OUTLIER.id})
# The suggestions of literal.misfit come from round trips, too.
_BACK_TRANSLATIONS = frozenset({roundtrip.DRIFT.id, back_translation.DRIFT.id, literal.MISFIT.id})
_DOUBTS = frozenset(rule.id for rule in literal.CHECK.rules if rule.doubt)


@dataclass(frozen=True)
class Wanted:
    """The results of the models that are asked for.

    meaning     the similarity of source and target
    translated  whether the document is a machine translation
    """

    fluency: bool = True
    back_translations: bool = True
    estimates: bool = True
    meaning: bool = True
    translated: bool = True


def wanted(config: Config, rules: Set[str]) -> Wanted:
    """What the rules that are on ask for, by the Config for a file."""
    all_rules = not config.select
    return Wanted(
        fluency=all_rules or bool(_FLUENCY & rules),
        back_translations=all_rules or bool(_BACK_TRANSLATIONS & rules),
        estimates=adequacy.SUSPICIOUS.id in rules,
        meaning=adequacy.UNRELATED.id in rules,
        translated=all_rules or gates_translations(config) or bool(_DOUBTS & rules),
    )


def for_checks(asked: Wanted, rules: Set[str], *, is_software: bool) -> Wanted:
    """What the checks need of what is asked for: for the strings of a program no fluency, and back-translations for one
    rule only."""
    if not is_software:
        return asked
    return replace(asked, fluency=False, back_translations=back_translation.DRIFT.id in rules)


def gates_translations(config: Config) -> bool:
    """Does the gate ask whether a document is a machine translation?"""
    return config.fail_on_translated is not None
