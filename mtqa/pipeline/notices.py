"""What a run has to tell the person at the terminal of documents of which nothing was judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtqa.checks import Unjudged
from mtqa.config import Config
from mtqa.report import DocumentReport
from mtqa.report.gate import Verdict
from mtqa.text import Note


def unjudged(documents: Sequence[DocumentReport], config: Config) -> Iterator[Note]:
    """A note for each reason why documents were not judged, and a warning where none was and the run passes."""
    found = [one for one in documents if one.verdict is Verdict.NOT_JUDGED]
    for why in Unjudged:
        some = [one.config for one in found if one.unjudged is why]
        if not some:
            continue
        count = {"n": len(some), "total": len(documents)}
        if why is Unjudged.DECLARED:
            said = dict.fromkeys(f"language = {here.language} ({here.origin('language')})" for here in some)
            yield Note.of("not_judged_declared", **count, declared=", ".join(said))
        else:
            yield Note.of(f"not_judged_{why}", **count)
    if found and len(found) == len(documents) and not config.fail_on_unjudged:
        yield Note.of("nothing_judged")
