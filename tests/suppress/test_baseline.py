"""The baseline: accepted findings are recognised after edits elsewhere, and not after changes of their own text."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from editing import RULE, Edited
from hypothesis import given
from hypothesis import strategies as st

from mtqa.errors import UsageError
from mtqa.evidence.bands import Band
from mtqa.findings import Finding
from mtqa.read import load as read
from mtqa.suppress.baseline import Contents, Entry, dumps, load, match, merged, nearest, relative
from mtqa.text import Span

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXTS = [EXAMPLES / "linfeng-mt.txt", EXAMPLES / "xiaodongmen-native.md"]
SEEDS, PLACES, EDITS = range(20), 40, 50


def gone(path: str) -> bool:
    return True


def edited(file: Path, seed: int) -> Edited:
    """Places of 1 to 12 letters, anywhere in the prose of a file, none touching another."""
    text, chance = read(str(file), max_bytes=10**7).text, random.Random(seed)
    words = [Span(*found.span()) for found in re.finditer("[一-鿿]+", text)]
    places: list[Span] = []
    while len(places) < PLACES:
        word, length = chance.choice(words), chance.choice([1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 8, 12])
        if len(word) >= length:
            start = chance.randint(word.start, word.end - length)
            if all(start > other.end or start + length < other.start for other in places):
                places.append(Span(start, start + length))
    return Edited(text, sorted(places), chance)


def entries(findings: list[Finding], path: str = "a.md") -> list[Entry]:
    return [Entry.of(path, finding) for finding in findings]


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.name)
def test_decisions_survive_fifty_edits_elsewhere(file: Path) -> None:
    kept, kinds = 0, set()
    for seed in SEEDS:
        text = edited(file, seed)
        baseline = merged(entries(text.findings()))
        for _ in range(EDITS):
            text.edit()
        kinds.update(text.done)
        found = entries(text.findings(), path="a.md" if seed % 2 else "moved/b.md")
        kept += len(match(found, baseline, gone=lambda path: path == "a.md").accepted)
    assert kinds == {"_sentence", "_insert", "_delete", "_letters", "_move", "_split"}
    share = kept / (len(SEEDS) * PLACES)
    print(f"{file.name}: {share:.2%} of {len(SEEDS) * PLACES}")
    assert share >= 0.95


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.name)
def test_no_decision_survives_a_change_of_its_own_words(file: Path) -> None:
    for seed in SEEDS:
        text = edited(file, seed)
        baseline = merged(entries(text.findings()))
        words = {entry.text for entry in baseline}
        for index, place in enumerate(text.places):
            at = text.random.randrange(place.start, place.end)
            text.text = f"{text.text[:at]}{'龘靐'[index % 2]}{text.text[at + 1 :]}"
        found = entries(text.findings())
        assert not words & {entry.text for entry in found}
        assert not match(found, baseline, gone).accepted


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.name)
def test_the_same_words_elsewhere_are_new(file: Path) -> None:
    """The accepted text is gone, and its words are in another sentence: that is another finding."""
    wrong = total = 0
    for seed in SEEDS:
        text = edited(file, seed)
        findings = text.findings()
        baseline = merged(entries(findings))
        contexts = [finding.context for finding in findings]
        text.random.shuffle(contexts)
        moved = [
            replace(finding, context=context)
            for finding, context in zip(findings, contexts, strict=True)
            if context != finding.context and len(finding.text) < 8
        ]
        wrong += len(match(entries(moved), baseline, gone).accepted)
        total += len(moved)
    print(f"{file.name}: {wrong} of {total}")
    assert total > 400 and wrong / total < 0.02


def finding(before: str, words: str, after: str) -> Finding:
    span = Span(len(before), len(before + words))
    return Finding(RULE, span, words, 0, 1, 1, "", 1.0, RULE.severity, context=(before, after))


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        (("他说", "把它", "放下了"), ("他说", "把它", "放下了"), True),
        (("他说", "把它", "放下了"), ("她说", "把它", "放下了"), True),  # one side is whole
        (("他说", "把它", "放下了"), ("她看见", "把它", "拿走了"), False),
        (("昨天他忽然说他", "把它", "放下了，走了"), ("今天他忽然说他", "把它", "放下了，睡了"), True),
        (("他说", "把它", "放下了"), ("他说", "把他", "放下了"), False),
        (("他说", "Boxma", "好"), ("他说", "boxma", "好"), False),
        (("他说", ",", "好"), ("他说", ";", "好"), False),
        (("", "把它", ""), ("", "把它", ""), True),  # a cell of a table
        (("", "把它", ""), ("请", "把它", "放下"), False),
        (("", "把它放在桌子上面然后离开这里", ""), ("请", "把它放在桌子上面然后离开这里", "吧"), True),
        (("一。\n", "把它\n", "放下"), ("二三四五六七\n", "把它", "放下"), True),  # white space, and another paragraph
    ],
)
def test_the_same_place_is_recognised(then: tuple[str, str, str], now: tuple[str, str, str], same: bool) -> None:
    matching = match(entries([finding(*now)]), entries([finding(*then)]), gone)
    assert bool(matching.accepted) == same


def test_equal_findings_of_a_file_are_counted() -> None:
    repeated = finding("他说", "把它", "放下了")
    (entry,) = merged(entries([repeated, repeated]))
    assert entry.count == 2
    assert len(match(entries([repeated] * 3), [entry], gone).accepted) == 2
    left = match(entries([repeated]), [entry], gone).left
    assert left[entry] == 1


def test_the_best_match_wins() -> None:
    then = finding("昨天他忽然说他", "把它", "放下了，走了")
    worse, better = finding("今天她忽然说他", "把它", "放下了，睡了"), finding("昨天他忽然说他", "把它", "放下了，睡了")
    assert list(match(entries([worse, better]), entries([then]), gone).accepted) == [1]


def test_a_renamed_file_keeps_its_decisions_and_a_copy_has_none() -> None:
    found = [finding("", "把它", ""), finding("他说", "看见", "了")]
    old = entries(found, "old.csv")
    renamed = match(entries(found, "new/old.csv"), old, gone=lambda path: path == "old.csv")
    assert len(renamed.accepted) == 2
    assert not match(entries(found, "copy.csv"), old, gone=lambda path: False).accepted
    both = match([*entries(found, "old.csv"), *entries(found, "copy.csv")], old, gone)
    assert sorted(both.accepted) == [0, 1]


def test_a_paragraph_moved_to_another_file_keeps_its_decisions() -> None:
    moved, stays = finding("昨天他忽然说他", "把它", "放下了，走了"), finding("他说", "看见", "了")
    old = entries([moved, stays], "a.md")
    now = [*entries([stays], "a.md"), *entries([moved], "b.md")]
    assert sorted(match(now, [*old, *entries([stays], "b.md")], gone).accepted) == [0, 1]


def test_many_alike_are_compared_quickly() -> None:
    many = [finding("", "您的", f"第{number}个选项") for number in range(3000)]
    changed = [finding("", "您的", f"这第{number}个选项") for number in range(3000)]
    match(entries(changed), merged(entries(many)), gone)  # a test of time: 9 million pairs would take a minute


# ------------------------------------------------------------------------------------------- the file


def written(found: Iterable[Entry]) -> str:
    return dumps(Contents(tuple(found)))


def test_the_file_is_sorted_and_has_a_line_a_finding(tmp_path: Path) -> None:
    found = entries([finding("他说", "把它", "放下了"), finding("", "看“见”\\", "了")]) + entries(
        [finding("", "\u202e\ud800", "")], "ü.md"
    )
    text = written(found)
    assert text == written(reversed(found)) and len(text.splitlines()) == 9
    assert [json.loads(line.rstrip(","))["path"] for line in text.splitlines()[4:-2]] == ["a.md", "a.md", "ü.md"]
    assert "\u202e" not in text
    file = tmp_path / "b.json"
    file.write_text(text, encoding="utf-8")
    assert load(file).entries == merged(found)
    file.write_text(dumps(Contents()), encoding="utf-8")
    assert load(file) == Contents() and json.loads(dumps(Contents()))["findings"] == []


def test_the_file_says_how_each_file_reads(tmp_path: Path) -> None:
    bands = {"ü.md": Band.TRANSLATED, "a.md": Band.NATIVE}
    text = dumps(Contents((), bands))
    assert text == dumps(Contents((), dict(reversed(bands.items())))) and '\n    "a.md": "native",\n' in text
    (tmp_path / "b.json").write_text(text, encoding="utf-8")
    assert load(tmp_path / "b.json").bands == bands
    (tmp_path / "old.json").write_text('{"schema": "mtqa-baseline/1", "findings": []}', encoding="utf-8")
    assert load(tmp_path / "old.json") == Contents()


def test_two_branches_merge_by_keeping_the_lines_of_both(tmp_path: Path) -> None:
    base = [entry for name in "amz" for entry in entries([finding("他说", "把它", "放下了")], f"{name}.md")]
    ours = entries([finding("她说", "把它", "拿走了")], "b.md")
    theirs = entries([finding("", "看见", "")], "n.md")
    for name, more in (("base", []), ("ours", ours), ("theirs", theirs)):
        (tmp_path / name).write_text(written([*base, *more]), encoding="utf-8")
    subprocess.run(["git", "merge-file", "ours", "base", "theirs"], cwd=tmp_path, check=True)
    assert load(tmp_path / "ours").entries == merged([*base, *ours, *theirs])


@given(st.lists(st.builds(finding, st.text(), st.text(), st.text()), max_size=5), st.text())
def test_any_text_survives_writing_and_reading(
    tmp_path_factory: pytest.TempPathFactory, found: list[Finding], reason: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.json"
    made = merged(Entry.of("a.md", each, reason) for each in found)
    file.write_text(written(made), encoding="utf-8")
    assert load(file).entries == made


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "needs “schema”"),
        ('{"schema": "mtqa-baseline/9", "findings": []}', "mtqa-baseline/9"),
        ('{"schema": "mtqa-baseline/1", "findings": [3]}', "finding 1 is not an object"),
        ('{"schema": "mtqa-baseline/1", "findings": [{"path": "a"}]}', "finding 1 has no “rule”"),
        ('{"schema": "mtqa-baseline/1", "findings": [{"pth": "a"}]}', "unknown key “pth”"),
        ('{"schema": "mtqa-baseline/1", "bands": [], "findings": []}', "“bands” must be an object"),
        ('{"schema": "mtqa-baseline/1", "bands": {"a": "x"}, "findings": []}', "“bands” has “x” for a"),
        ('{"schema": "mtqa-baseline/1", "bands": {"a": []}, "findings": []}', "“bands” has “[]” for a"),
        ("[" * 100_000, "nested too deeply"),
        ('{"schema": "x",\n<<<<<<< HEAD\n', "conflict markers"),
    ],
)
def test_a_broken_file_is_an_error_with_advice(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "b.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(message)) as caught:
        load(file)
    assert str(file) in caught.value.where and caught.value.advice


@pytest.mark.parametrize("count", [0, -1, True, "1", None])
def test_a_count_is_a_number(tmp_path: Path, count: object) -> None:
    tree = json.loads(written(entries([finding("", "它", "")])))
    tree["findings"][0]["count"] = count
    (tmp_path / "b.json").write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(UsageError, match="“count” must be a number"):
        load(tmp_path / "b.json")


def test_the_nearest_is_found_and_not_beyond_the_repository(tmp_path: Path) -> None:
    inner = tmp_path / "repository" / "a" / "b"
    inner.mkdir(parents=True)
    outside, inside = tmp_path / ".mtqa-baseline.json", tmp_path / "repository" / ".mtqa-baseline.json"
    outside.write_text("{}", encoding="utf-8")
    assert nearest(inner) == outside
    (tmp_path / "repository" / ".git").mkdir()
    assert nearest(inner) is None
    inside.write_text("{}", encoding="utf-8")
    assert nearest(inner) == inside


def test_paths_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a")
    assert relative("b/c.md", tmp_path) == "a/b/c.md"
    assert relative("../d.md", tmp_path / "a") == "../d.md"
    assert relative(str(tmp_path / "a" / "b" / "c.md"), tmp_path / "a") == "b/c.md"
