"""Recognising the findings of a run among the entries of a baseline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mtqa.report import DocumentReport
from mtqa.suppress.baseline import Entry, Matching, match


@dataclass(frozen=True)
class Recognised:
    """Findings of a run as entries, `found`, beside those of a baseline; `places` has the document and the finding of
    each, as indexes."""

    places: tuple[tuple[int, int], ...]
    found: tuple[Entry, ...]
    matching: Matching

    @classmethod
    def of(
        cls,
        documents: Sequence[DocumentReport],
        paths: Sequence[str],
        entries: Iterable[Entry],
        gone: Callable[[str], bool],
        *,
        with_settled: bool = False,
    ) -> Recognised:
        """Match the open findings; then, `with_settled`, the others with what is left. `paths` and `gone` are as
        `match` has them."""
        every = [(number, index) for number, report in enumerate(documents) for index in range(len(report.findings))]
        is_open = {place: documents[place[0]].findings[place[1]].is_open for place in every}
        places = [place for place in every if is_open[place]]
        places += [place for place in every if with_settled and not is_open[place]]
        findings = [documents[number].findings[index] for number, index in places]
        found = tuple(Entry.of(paths[number], it) for (number, _), it in zip(places, findings, strict=True))
        once = [number for number, finding in enumerate(findings) if finding.rule.once]
        return cls(tuple(places), found, match(found, entries, gone, once))
