"""`mtqa rules` and `mtqa explain`: list the rules, and explain each."""

from __future__ import annotations

from typing import Annotated

import typer

from mtqa.cli.terminal import exit_on_error, print_table


def rules() -> None:
    """List every rule with its severity, category and needs."""
    from mtqa.checks import RULES
    from mtqa.render.sentences import needs

    print_table(
        ("rule", "severity", "category", "needs"),
        (
            (rule.id, rule.severity, rule.category, needs(checker.ways(rule.id)) + "; opt-in" * rule.opt_in)
            for rule, checker in RULES.values()
        ),
    )


def explain(rule: Annotated[str, typer.Argument(help="A rule, as `mtqa rules` lists them.")]) -> None:
    """Explain a rule: what it finds, why it matters, how to fix it, what it misses."""
    from difflib import get_close_matches

    from mtqa.checks import RULES
    from mtqa.errors import UsageError
    from mtqa.suppress.reviewed import ADDED_EXPLAINED, ADDED_RULE

    with exit_on_error():
        if rule == ADDED_RULE.id:
            print(f"{rule} · severity and category of its reviewer\n{ADDED_RULE.message}\n\n{ADDED_EXPLAINED}")
            return
        if rule not in RULES:
            near = get_close_matches(rule, RULES, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}? " if near else ""
            raise UsageError(f"there is no rule “{rule}”", advice=f"{hint}`mtqa rules` lists them")
        found, checker = RULES[rule]
        once = f"\nOpt-in: it runs only with --select {found.id}, or --select all,{found.id}." if found.opt_in else ""
        print(f"{found.id} · {found.severity} · {found.category}\n{found.message}{once}\n\n{checker.documentation}")
