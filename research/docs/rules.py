"""The page of a rule: its severity, category and needs, and the docstring of its check as Markdown."""

from __future__ import annotations

import re
from pathlib import Path

from mtqa.checks import CHECKS, RULES
from mtqa.checks.base import SECTIONS, Check
from mtqa.findings import Rule
from mtqa.render.sentences import needs


def page(name: str) -> str:
    """The page of the rule with that id."""
    rule, check = RULES[name]
    summary, *sections = _sections(rule, check)
    parts = [
        f"<!-- Generated from {_module(check)} by `python -m research docs`. Edit the docstring there. -->",
        f"# {rule.id}",
        summary,
        _facts(rule, check),
        _siblings(rule, check),
        *sections,
        _handling(rule),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def navigation() -> str:
    """The pages of all rules for the site's menu, grouped by check."""
    lines = []
    for check in CHECKS:
        lines.append(f"      - {check.name}:\n")
        lines += [f"          - {rule.id}: rules/{rule.id}.md\n" for rule in check.rules]
    return "".join(lines)


def _module(check: Check) -> str:
    return Path(*check.run.__module__.split(".")).with_suffix(".py").as_posix()


def _facts(rule: Rule, check: Check) -> str:
    facts = {
        "severity": rule.severity,
        "MQM category": f"`{rule.category}`",
        "needs": needs(check.ways(rule.id)) or "nothing but the text",
        "reported": "once a document" if rule.once else "at each place",
    }
    if rule.opt_in:
        facts["runs"] = f"only where `select` has its id: `--select all,{rule.id}`"
    rows = (facts, ("---",) * len(facts), facts.values())
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _siblings(rule: Rule, check: Check) -> str:
    others = [f"[`{other.id}`]({other.id}.md)" for other in check.rules if other.id != rule.id]
    return f"The check `{check.name}` also reports {', '.join(others)}; this page is about all of it." if others else ""


def _sections(rule: Rule, check: Check) -> list[str]:
    """The summary of a check, then its sections with their headings."""
    summary, *sections = re.split(rf"^({'|'.join(SECTIONS)})$", check.documentation, flags=re.MULTILINE)
    parts = [_linked(_escaped(summary.strip()), rule)]
    for heading, body in zip(sections[::2], sections[1::2], strict=True):
        lines = [line.removeprefix("    ") for line in body.strip("\n").splitlines()]
        text = "\n".join(lines).strip()
        if heading == "Example":
            text = f"⟦…⟧ marks what is reported.\n\n```text\n{text}\n```"
        else:
            text = _linked(_items_by_rule(text, check), rule)
        parts.append(f"## {heading}\n\n{text}")
    return parts


def _items_by_rule(text: str, check: Check) -> str:
    """A list item for each rule, if the docstring describes the rules one after the other."""
    names = "|".join(re.escape(rule.id) for rule in check.rules)
    starts = rf"(?:^|\s+)`?({names})`?:\s+"
    pieces = re.split(starts, text)
    if len(pieces) == 1:
        return _escaped(text)
    first = _escaped(pieces[0].strip())
    items = [
        f"- `{name}`: " + _escaped(" ".join(body.split()))
        for name, body in zip(pieces[1::2], pieces[2::2], strict=True)
    ]
    return "\n\n".join(part for part in (first, "\n".join(items)) if part)


def _escaped(text: str) -> str:
    """Plain text as Markdown: tags, stars and brackets are escaped, except in backticks."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if index % 2 else re.sub(r"([<>*_\[\]])", r"\\\1", part) for index, part in enumerate(parts))


def _linked(text: str, own: Rule) -> str:
    """Ids of rules become links, except that of the page itself."""

    def link(match: re.Match[str]) -> str:
        name = match[1]
        return (
            f"[`{name}`]({name}.md)" if name in RULES and name != own.id else f"`{name}`" if name in RULES else match[0]
        )

    return re.sub(r"`?\b([a-z]+(?:-[a-z]+)?\.[a-z]+)\b`?", link, text)


def _handling(rule: Rule) -> str:
    return f"""## If it is wrong

Suppress one finding in the file, with a reason:

```html
<!-- mtqa-ignore {rule.id}: why it is right here -->
```

Or do not look for it at all, in `mtqa.toml`:

```toml
ignore = ["{rule.id}"]
```

[Handling false positives](index.md#handling-false-positives) has the other ways."""
