"""Findings that reviewers added, as the user meets them: explained, and in Chinese on the page."""

from __future__ import annotations

import json

import pytest
from deciding import added, leave, review
from shell import Shell

TEXT = "她承担任务。\n\n春天来了，孩子们在河边放风筝。\n"


@pytest.mark.parametrize(
    ("note", "reason"), [("季节不对", "审校人补充的问题：季节不对"), ("", "审校人补充了这个问题，尚未修改。")]
)
def test_the_page_has_their_name_and_reason_in_chinese(inside: Shell, note: str, reason: str) -> None:
    (inside.folder / "a.txt").write_bytes(TEXT.encode())
    leave(inside.folder / "d.json", review("a.txt", TEXT.encode(), [], added=[added(TEXT, "春天", None, note=note)]))
    inside("review", "apply", "d.json")
    check = ("check", "--no-models", "--exit-zero", "-q", "a.txt", "--interface", "zh")
    inside(*check, "-o", "html=r.html", "-o", "json=r.json")
    page = (inside.folder / "r.html").read_text("utf-8")
    assert reason in page and "审校补充" in page
    (finding,) = json.loads((inside.folder / "r.json").read_text("utf-8"))["documents"][0]["findings"]
    assert (finding["rule"], finding["evidence"]) == ("review.added", {"reviewer_note": note} if note else {})
    assert reason in inside("review", "export", "r.json", "-o", "csv=-", "--interface", "zh").stdout.decode()


def test_they_are_explained(inside: Shell) -> None:
    said = inside("explain", "review.added").stdout.decode()
    assert "Known limits" in said and "mtqa baseline update" in said and "accuracy/mistranslation" not in said
    assert "did you mean" in inside("explain", "review.add", code=2).stderr.decode()
