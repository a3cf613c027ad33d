"""Which rules are on, and with which severity: `select`, `ignore` and `severity` applied to the table of rules.

A rule is named by its id or by the first part of it: `terms` stands for every rule of the check `terms`, and `all` for
every rule. Of two names that match a rule the longer decides; if they are equal, `ignore` decides. An opt-in rule is on
only where `select` has its id, as in `select = ["all", "terms.merged"]`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from mtqa.bilingual.glossary import load
from mtqa.checks.base import Check
from mtqa.config import Config
from mtqa.config.option import options
from mtqa.errors import UsageError
from mtqa.findings import Finding, Rule, Severity

#: The name of all rules that are not opt-in.
ALL = "all"

#: Every rule by its id, with its check.
Rules = Mapping[str, tuple[Rule, Check]]


@dataclass(frozen=True)
class Selection:
    """The ids of the rules that are on, and the severities that were changed."""

    rules: frozenset[str]
    severities: Mapping[str, Severity]

    def graded(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings with the configured severities."""
        return tuple(
            replace(finding, severity=self.severities.get(finding.rule.id, finding.severity)) for finding in findings
        )

    def off(self, checks: Iterable[Check]) -> list[str]:
        """The rules that are off; for a check whose rules are all off, its name. Opt-in rules that are off are not
        named."""
        names: list[str] = []
        for check in checks:
            left_out = [rule.id for rule in check.rules if rule.id not in self.rules and not rule.opt_in]
            names += left_out if any(rule.id in self.rules for rule in check.rules) else [check.name]
        return names

    def signed(self, checks: Sequence[Check]) -> str:
        """The checks as the signature of a score names them: those that ran, the rules that were off, and the
        severities that were changed."""
        off = self.off(checks)
        parts = [",".join(check.name for check in checks if check.name not in off) or "none"]
        if off:
            parts.append(f"off:{','.join(off)}")
        if extra := [rule.id for check in checks for rule in check.rules if rule.opt_in and rule.id in self.rules]:
            parts.append(f"on:{','.join(extra)}")
        if self.severities:
            parts.append("severity:" + ",".join(f"{rule}={level}" for rule, level in sorted(self.severities.items())))
        return "|".join(parts)


def select(config: Config, rules: Rules) -> Selection:
    """Select from `rules`, all of them, as a Config says. Raises UsageError if a name matches none of them."""
    for option in ("select", "ignore", "severity"):
        for name in getattr(config, option):
            if not any(_matches(name, rule) for rule in rules):
                raise unknown(name, rules, config.origin(option))
    severities = {rule: config.severity[name] for rule in rules if (name := _longest(config.severity, rule))}
    on = {id for id, (rule, _) in rules.items() if _is_on(config, rule)}
    return Selection(frozenset(on), {rule: Severity(level) for rule, level in severities.items()})


def signed_paths(config: Config, rules: Rules) -> str:
    """Eight digits of the hash of the settings for some paths, for the signature, where the settings themselves would
    be too long. Raises UsageError as `select` does, before any file is read."""
    if not config.paths:
        return ""
    gates = {option.name for option in options(Config) if option.afterwards} - {"severity", "scoring"}
    entries = []
    for entry in config.paths:
        values = {name: value for name, value in entry.values.items() if name in ("select", "ignore", "severity")}
        select(Config(**values, origins=entry.origins), rules)
        if glossary := entry.values.get("glossary"):
            values = {"glossary": load(glossary).id}  # its content, not its path
        shown = {**entry.values, **values}
        entries.append((entry.files, sorted((name, repr(value)) for name, value in shown.items() if name not in gates)))
    return f"|paths:{hashlib.sha256(repr(entries).encode()).hexdigest()[:8]}"


def _is_on(config: Config, rule: Rule) -> bool:
    if rule.opt_in:
        return rule.id in config.select and rule.id not in config.ignore
    chosen, left_out = _longest(config.select, rule.id), _longest(config.ignore, rule.id)
    return len(left_out) < len(chosen) or (not left_out and not config.select)


def _longest(names: Iterable[str], rule: str) -> str:
    """The longest of the names that match a rule, or an empty string."""
    return max((name for name in names if _matches(name, rule)), key=len, default="")


def _matches(name: str, rule: str) -> bool:
    return name in (rule, ALL) or rule.startswith(f"{name}.")


def unknown(name: str, rules: Collection[str], where: str) -> UsageError:
    """The error about a name that matches no rule."""
    groups = {rule.partition(".")[0] for rule in rules}
    near = get_close_matches(name, [*groups, *rules], n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}? " if near else ""
    return UsageError(f"there is no rule “{name}”", where=where, advice=f"{hint}`mtqa rules` lists them")
