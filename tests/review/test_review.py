"""`mtqa review` at the real command line: from a check to decisions, to corrected copies, to the next check."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from deciding import leave, of_report, review
from made_pdf import Text, pdf
from packed import data_of
from shell import HOME, TRANSLATED, Shell

from mtqa.config.load import load
from mtqa.pipeline import run
from mtqa.render.json import tree as tree_of

FLAWED = "他承担责任和责任。\r\n春天来了[/b]。\r\n她承担责任和责任。\r\n"
BASELINE = ".mtqa-baseline.json"


def found(mtqa: Shell, path: str, status: str = "open") -> list[dict[str, Any]]:
    """What a check of the file with that status finds, in this process, which is quicker."""
    with chdir(mtqa.folder):
        (document,) = tree_of(run([path], load({"models": False}, {}, mtqa.folder).config))["documents"]
    return [one for one in document["findings"] if one["status"] == status]


def checked(mtqa: Shell, path: str) -> list[dict[str, Any]]:
    """All that the command says of the file."""
    said = mtqa("check", "--no-models", "--fail-on", "never", "--fail-under", "0", "-q", "-o", "json=-", path).stdout
    (document,) = json.loads(said)["documents"]
    return list(document["findings"])


def entries(folder: Path) -> list[tuple[str, str, int, str]]:
    if not (folder / BASELINE).exists():
        return []
    kept = json.loads((folder / BASELINE).read_text(encoding="utf-8"))["findings"]
    return [(one["path"], one["text"], one["count"], one["reason"]) for one in kept]


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


@pytest.fixture
def flawed(mtqa: Shell) -> Shell:
    (mtqa.folder / "a.txt").write_bytes(FLAWED.encode())
    return mtqa


def decided(mtqa: Shell, *decisions: tuple[str, str | None], reviewer: str = "李", file: str = "d.json") -> str:
    """A decisions file about a.txt: what is said of its findings, in order; the rest is undecided."""
    findings = found(mtqa, "a.txt")
    trees = [of_report(one, *said) for one, said in zip(findings, decisions, strict=False)]
    return leave(mtqa.folder / file, review("a.txt", (mtqa.folder / "a.txt").read_bytes(), trees, reviewer))


# ------------------------------------------------------------------------------------- from end to end


def test_decisions_about_a_report_of_schema_1_are_applied(mtqa: Shell) -> None:
    """They are known by fingerprints, which have stayed."""
    data = Path(TRANSLATED).read_bytes()
    (mtqa.folder / "linfeng.txt").write_bytes(data)
    report = json.loads((HOME / "tests" / "report" / "report-1.json").read_text(encoding="utf-8"))
    findings = [one for one in report["documents"][0]["findings"] if one["rule"] in ("residue.markup", "calque.it")]
    decisions = [of_report(one, "dismiss", note="an old report") for one in findings]
    assert report["schema"] == "mtqa-report/1" and len(decisions) == 2
    done = mtqa("review", "apply", leave(mtqa.folder / "d.json", review("linfeng.txt", data, decisions)))
    assert done.returncode == 0, done.stderr
    rules = {one["rule"] for one in found(mtqa, "linfeng.txt")}
    assert "repetition.coordinate" in rules and "residue.markup" not in rules
    assert sorted(one["rule"] for one in found(mtqa, "linfeng.txt", "baseline")) == ["calque.it", "residue.markup"]


def test_after_a_review_the_next_check_shows_only_what_was_not_decided(
    environment_with_dictionary: dict[str, str], tmp_path: Path
) -> None:
    """The whole way on a real document and at the real command line: check, decide, apply, check."""
    mtqa = Shell(environment_with_dictionary, tmp_path)
    original = Path(TRANSLATED).read_bytes()
    (mtqa.folder / "linfeng.txt").write_bytes(original)
    before = checked(mtqa, "linfeng.txt")
    accepted = {"names.inconsistent", "residue.markup", "residue.boilerplate", "titles.inconsistent"}
    decisions, undecided = [], []
    for one in before:
        if one["rule"] in accepted:
            decisions.append(of_report(one, "accept", one["suggestions"][0]))
        elif one["rule"].startswith(("calque", "punctuation")):
            decisions.append(of_report(one, "dismiss", note="作者的风格" if one["rule"] == "calque.it" else ""))
        else:
            undecided.append((one["rule"], one["text"]))
    assert {one["rule"] for one in before} >= accepted and len(decisions) > 10 and len(undecided) > 3
    leave(mtqa.folder / "decisions.json", review("linfeng.txt", original, decisions))

    said = mtqa("review", "apply", "decisions.json").stdout.decode()
    assert "written to linfeng.corrected.txt" in said and "dismissed" in said
    assert (mtqa.folder / "linfeng.txt").read_bytes() == original

    after = checked(mtqa, "linfeng.corrected.txt")
    assert [(one["rule"], one["text"]) for one in after if one["status"] == "open"] == undecided
    aside = [one for one in after if one["status"] != "open"]
    assert len(aside) == sum(one["decision"] == "dismiss" for one in decisions)
    assert {one["status_reason"] for one in aside} == {"dismissed in review", "dismissed in review: 作者的风格"}

    corrected = (mtqa.folder / "linfeng.corrected.txt").read_text(encoding="utf-8")
    expected = original.decode("utf-8")
    for one in reversed(decisions):
        if one["replacement"] is not None:
            expected = expected[: one["start"]] + one["replacement"] + expected[one["end"] :]
    assert corrected == expected and "枫林" in corrected and "[/s2/]" not in corrected

    again = [(one["rule"], one["text"]) for one in found(mtqa, "linfeng.txt")]
    dismissed = {one["fingerprint"] for one in decisions if one["decision"] == "dismiss"}
    assert again == [(one["rule"], one["text"]) for one in before if one["fingerprint"] not in dismissed]


# ----------------------------------------------------------------------------------------- where it goes


def test_line_ends_and_all_else_stay(flawed: Shell) -> None:
    decided(flawed, ("accept", "职责"), ("accept", ""), ("dismiss", None))
    flawed("review", "apply", "d.json")
    assert (
        flawed.folder / "a.corrected.txt"
    ).read_bytes() == "他承担职责。\r\n春天来了。\r\n她承担责任和责任。\r\n".encode()
    assert found(flawed, "a.corrected.txt") == []


def test_in_place_and_into_a_folder(flawed: Shell) -> None:
    decided(flawed, ("accept", "职责"), ("dismiss", None))
    (flawed.folder / "a.txt").chmod(0o640)
    flawed("review", "apply", "d.json", "--to", "out/deep")
    expected = FLAWED.replace("他承担责任和责任", "他承担职责").encode()
    assert (flawed.folder / "out/deep/a.txt").read_bytes() == expected
    assert (flawed.folder / "out/deep/a.txt").stat().st_mode & 0o777 == 0o640
    flawed("review", "apply", "d.json", "--in-place")
    assert (flawed.folder / "a.txt").read_bytes() == expected
    assert [(one["line"], one["text"]) for one in found(flawed, "a.txt")] == [(3, "责任和责任")]
    done = flawed("review", "apply", "d.json", "--in-place", code=3)
    assert b"has changed since it was checked" in done.stderr
    both = flawed("review", "apply", "d.json", "--in-place", "--to", "out", code=2)
    assert b"exclude each other" in both.stderr
    done = flawed("review", "apply", "d.json", "--to", "d.json", code=2)
    assert b"needs a folder" in done.stderr


def test_doing_it_twice_changes_nothing(flawed: Shell) -> None:
    decided(flawed, ("accept", "职责"), ("dismiss", None), ("dismiss", None))
    flawed("review", "apply", "d.json")
    kept = {path.name: path.read_bytes() for path in flawed.folder.iterdir()}
    flawed("review", "apply", "d.json")
    assert {path.name: path.read_bytes() for path in flawed.folder.iterdir()} == kept
    assert [(path, text) for path, text, *_ in entries(flawed.folder)] == [
        ("a.corrected.txt", "责任和责任"),
        ("a.corrected.txt", "[/b]"),
        ("a.txt", "责任和责任"),
        ("a.txt", "[/b]"),
    ]


def test_a_copy_that_somebody_worked_on_is_kept(flawed: Shell) -> None:
    decided(flawed, ("accept", "职责"))
    (flawed.folder / "a.corrected.txt").write_text("我改过了。", encoding="utf-8")
    done = flawed("review", "apply", "d.json", code=3)
    assert b"--force" in done.stderr and (flawed.folder / "a.corrected.txt").read_text("utf-8") == "我改过了。"
    flawed("review", "apply", "d.json", "--force")
    assert "职责" in (flawed.folder / "a.corrected.txt").read_text("utf-8")


def test_a_dry_run_writes_nothing(flawed: Shell) -> None:
    decided(flawed, ("accept", "职责"), ("dismiss", None))
    names = sorted(path.name for path in flawed.folder.iterdir())
    assert b"1 accepted and written" in flawed("review", "apply", "d.json", "--dry-run").stdout
    assert sorted(path.name for path in flawed.folder.iterdir()) == names


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "gb18030"])
def test_the_encoding_stays(mtqa: Shell, codec: str) -> None:
    text = FLAWED * 3
    (mtqa.folder / "a.txt").write_bytes(text.encode(codec))
    decided(mtqa, ("accept", "职责"))
    mtqa("review", "apply", "d.json")
    expected = text.replace("他承担责任和责任", "他承担职责", 1).encode(codec)
    assert (mtqa.folder / "a.corrected.txt").read_bytes() == expected


def test_a_wording_that_the_encoding_has_not_is_a_letter(mtqa: Shell) -> None:
    text = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=BIG5\\n"\n\nmsgid "x"\nmsgstr "春天[/quote]到。"\n'
    (mtqa.folder / "a.po").write_bytes(text.encode("big5"))
    (one,) = found(mtqa, "a.po")
    leave(mtqa.folder / "d.json", review("a.po", text.encode("big5"), [of_report(one, "accept", "职责")]))
    done = mtqa("review", "apply", "d.json", code=3)
    assert "big5, has no “职”" in done.stderr.decode() and not (mtqa.folder / "a.corrected.po").exists()


# ------------------------------------------------------------------------------- what cannot be carried out


def test_a_file_that_changed_is_left_alone_and_the_others_are_not(flawed: Shell) -> None:
    decided(flawed, ("accept", "职责"), ("dismiss", None))
    tree = json.loads((flawed.folder / "d.json").read_text("utf-8"))
    (flawed.folder / "b.txt").write_bytes(FLAWED.encode())
    tree["documents"].append(tree["documents"][0] | {"path": "b.txt"})
    leave(flawed.folder / "d.json", tree)
    (flawed.folder / "a.txt").write_bytes(f"{FLAWED}。".encode())
    done = flawed("review", "apply", "d.json", code=3)
    assert "a.txt: the file has changed since it was checked" in done.stderr.decode()
    assert not (flawed.folder / "a.corrected.txt").exists() and (flawed.folder / "b.corrected.txt").exists()
    assert {path for path, *_ in entries(flawed.folder)} == {"b.txt", "b.corrected.txt"}


@pytest.mark.parametrize(
    "path",
    ["../secret.txt", "link.txt", "/etc/passwd", "a\0.txt", "nowhere.txt", "loop/a.txt", f"{'a' * 400}.txt", "."],
)
def test_paths_do_not_lead_out_of_the_folder(mtqa: Shell, path: str) -> None:
    secret = mtqa.folder.parent / "secret.txt"
    secret.write_bytes(FLAWED.encode())
    (mtqa.folder / "link.txt").symlink_to(secret)
    (mtqa.folder / "loop").symlink_to("loop")
    (mtqa.folder / "a.txt").write_bytes(FLAWED.encode())
    tree = json.loads(Path(decided(mtqa, ("accept", "职责"), ("dismiss", None))).read_text("utf-8"))
    tree["documents"][0]["path"] = path
    leave(mtqa.folder / "d.json", tree)
    names = sorted(one.name for one in mtqa.folder.parent.iterdir() if one.name != "cache")
    for option in ([], ["--in-place"]):
        done = mtqa("review", "apply", "d.json", *option, code=3)
        assert done.stderr.count(b"\xe2\x86\x92") == 1
    assert secret.read_bytes() == FLAWED.encode() and entries(mtqa.folder) == []
    assert sorted(one.name for one in mtqa.folder.parent.iterdir() if one.name != "cache") == names
    if path == "../secret.txt":
        mtqa("review", "apply", "d.json", "--root", "..", "--to", "out")
        assert "职责" in (mtqa.folder / "out/secret.txt").read_text("utf-8")


def test_a_copy_never_goes_through_a_link(flawed: Shell) -> None:
    decided(flawed, ("accept", "职责"))
    secret = flawed.folder.parent / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    (flawed.folder / "a.corrected.txt").symlink_to(secret)
    flawed("review", "apply", "d.json", "--force", code=3)
    assert secret.read_text("utf-8") == "秘密"


def test_unknown_findings_and_overlaps_are_letters_and_the_rest_is_done(flawed: Shell) -> None:
    decided(flawed, ("accept", "职责"), ("accept", ""), ("dismiss", None))
    tree = json.loads((flawed.folder / "d.json").read_text("utf-8"))
    decisions = tree["documents"][0]["decisions"]
    unknown = decisions[0] | {"fingerprint": "0" * 16}
    elsewhere = decisions[1] | {"start": 0, "end": 4}
    strange = decisions[2] | {"rule": "calque.none", "fingerprint": "1" * 16}
    far = decisions[2] | {"start": 10**9, "end": 10**9 + 2}
    decisions += [unknown, elsewhere, strange, far]
    leave(flawed.folder / "d.json", tree)
    done = flawed("review", "apply", "d.json", code=1)
    assert done.stderr.decode().count("no finding with this fingerprint") == 4
    assert "d.json:" in done.stderr.decode() and "1 dismissed" in done.stdout.decode()
    assert (flawed.folder / "a.corrected.txt").read_bytes().startswith("他承担职责".encode())


def test_one_file_under_two_names_is_decided_once(flawed: Shell) -> None:
    decided(flawed, ("accept", "职责"))
    tree = json.loads((flawed.folder / "d.json").read_text("utf-8"))
    tree["documents"].append(tree["documents"][0] | {"path": "./a.txt"})
    leave(flawed.folder / "d.json", tree)
    assert b"under that name" in flawed("review", "apply", "d.json", code=3).stderr


def test_what_is_no_decisions_file_is_a_letter(mtqa: Shell) -> None:
    (mtqa.folder / "d.json").write_text('{"schema": "mtqa-decisions/1",\n "report": 7}', encoding="utf-8")
    for command in ("apply", "stats", "merge"):
        assert b"d.json:1:1" in mtqa("review", command, "d.json", code=2).stderr
        assert b"no such file" in mtqa("review", command, "e.json", code=3).stderr


# ---------------------------------------------------------------------------------------------- baseline


def test_the_baseline_keeps_what_it_has_and_a_copy_has_it_too(flawed: Shell) -> None:
    (flawed.folder / "b.md").write_text("他来了。\n\n他承担责任和责任。\n", encoding="utf-8")
    flawed("baseline", "create", "--no-models", "--reason", "旧", "b.md")
    decided(flawed, ("accept", "职责"), ("dismiss", None), ("dismiss", None))
    flawed("review", "apply", "d.json")
    assert ("b.md", "责任和责任", 1, "旧") in entries(flawed.folder)
    assert found(flawed, "a.corrected.txt") == []
    decided(flawed, ("accept", "职责"))  # of what is still open in a.txt
    flawed("review", "apply", "d.json", "--to", "out")
    assert found(flawed, "out/a.txt") == []


def test_what_is_accepted_later_leaves_the_baseline(flawed: Shell) -> None:
    findings = found(flawed, "a.txt")
    flawed("baseline", "create", "--no-models", "a.txt")
    assert len(entries(flawed.folder)) == 3
    tree = review("a.txt", FLAWED.encode(), [of_report(findings[0], "confirm")])
    leave(flawed.folder / "d.json", tree)
    assert b"1 confirmed" in flawed("review", "apply", "d.json").stdout
    assert [one["line"] for one in found(flawed, "a.txt")] == [1]


def test_the_same_paragraph_twice_is_two_findings(mtqa: Shell) -> None:
    text = "他承担责任和责任。\n" * 3
    (mtqa.folder / "a.txt").write_text(text, encoding="utf-8")
    decided(mtqa, ("dismiss", None), ("dismiss", None))
    mtqa("review", "apply", "d.json")
    assert entries(mtqa.folder) == [("a.txt", "责任和责任", 2, "dismissed in review")]
    assert len(found(mtqa, "a.txt")) == 1


# ------------------------------------------------------------------------------------- several reviewers


def test_reviewers_are_merged_and_conflicts_listed(flawed: Shell) -> None:
    decided(flawed, ("accept", "职责"), ("dismiss", None), ("confirm", None), file="li.json")
    decided(flawed, ("confirm", None), ("accept", ""), ("confirm", None), reviewer="王", file="wang.json")
    done = flawed("review", "apply", "li.json", "wang.json", code=1)
    said = done.stderr.decode()
    assert "李 and 王 agree on 2 of 3 findings" in said
    assert "李 dismisses it (li.json:" in said and "王 accepts its deletion (wang.json:" in said
    corrected = (flawed.folder / "a.corrected.txt").read_bytes().decode()
    assert corrected == FLAWED.replace("他承担责任和责任", "他承担职责")  # one gave a wording, the other none
    assert entries(flawed.folder) == []  # the disputed one is open
    flawed("review", "apply", "li.json", "wang.json", "--prefer", "王", "--force")
    assert "[/b]" not in (flawed.folder / "a.corrected.txt").read_text("utf-8")
    nobody = flawed("review", "apply", "li.json", "--prefer", "王", code=2)
    assert "“王”" in nobody.stderr.decode()


def test_two_wordings_are_a_conflict(flawed: Shell) -> None:
    decided(flawed, ("accept", "职责"), file="li.json")
    decided(flawed, ("accept", "义务"), reviewer="王", file="wang.json")
    done = flawed("review", "merge", "li.json", "wang.json", code=1)
    (document,) = json.loads(done.stdout)["documents"]
    (disputed,) = document["decisions"]
    assert disputed["decision"] is None and disputed["replacement"] is None and disputed["note"] == ""
    assert [(one["reviewer"], one["decision"], one["replacement"]) for one in disputed["opinions"]] == [
        ("李", "accept", "职责"),
        ("王", "accept", "义务"),
    ]
    assert "1 disputed" in done.stderr.decode()


def test_notes_about_what_nobody_decided_stay(flawed: Shell) -> None:
    first, second, third = found(flawed, "a.txt")
    note = {"decision": None, "replacement": None, "note": "问作者"}
    mine = [of_report(first, "accept") | note, of_report(second, "confirm")]
    yours = [of_report(first, "accept") | note | {"note": "我也不懂"}, of_report(third, "accept") | note]
    leave(flawed.folder / "li.json", review("a.txt", FLAWED.encode(), mine))
    leave(flawed.folder / "wang.json", review("a.txt", FLAWED.encode(), yours, "王"))
    flawed("review", "merge", "li.json", "wang.json", "-o", "both.json")
    (document,) = json.loads((flawed.folder / "both.json").read_text("utf-8"))["documents"]
    said = {one["text"]: (one["decision"], one["note"]) for one in document["decisions"][:2]}
    assert said == {"[/b]": ("confirm", ""), "责任和责任": (None, "问作者; 我也不懂")}
    assert document["decisions"][2]["note"] == "问作者"
    flawed("review", "merge", "both.json", "li.json", "-o", "again.json")


def test_a_merged_file_does_what_its_parts_do(flawed: Shell) -> None:
    decided(flawed, ("accept", "职责"), ("dismiss", None), file="li.json")
    decided(flawed, ("confirm", None), ("dismiss", None), ("dismiss", None), reviewer="王", file="wang.json")
    flawed("review", "merge", "li.json", "wang.json", "-o", "both.json")
    flawed("review", "apply", "both.json", "--to", "one")
    one = entries(flawed.folder)
    (flawed.folder / BASELINE).unlink()
    flawed("review", "apply", "li.json", "wang.json", "--to", "two")
    assert (flawed.folder / "one/a.txt").read_bytes() == (flawed.folder / "two/a.txt").read_bytes()
    assert [(path.replace("two", "one"), *rest) for path, *rest in entries(flawed.folder)] == one


def test_who_hands_in_twice_means_the_later_word(flawed: Shell) -> None:
    decided(flawed, ("dismiss", None), file="old.json")
    decided(flawed, ("accept", "职责"), file="new.json")
    tree = json.loads((flawed.folder / "new.json").read_text("utf-8"))
    tree["documents"][0]["decisions"][0]["decided"] = "2026-11-24T18:00:00+08:00"  # an hour later
    leave(flawed.folder / "new.json", tree)
    for order in (("old.json", "new.json"), ("new.json", "old.json")):
        (document,) = json.loads(flawed("review", "merge", *order).stdout)["documents"]
        assert document["decisions"][0]["replacement"] == "职责"


# ------------------------------------------------------------------------------------------------ figures


def test_stats_are_per_rule(flawed: Shell) -> None:
    decided(flawed, ("accept", "职责"), ("dismiss", None), ("confirm", None), file="li.json")
    decided(flawed, ("dismiss", None), ("dismiss", None), ("confirm", None), reviewer="王", file="wang.json")
    table = flawed("review", "stats", "li.json").stdout.decode()
    assert "| `residue.markup` | 0 | 0 | 1 |  | 0 | 0% | 0% to 79% |" in table
    assert "| `repetition.coordinate` | 1 | 1 | 0 |  | 0 | 100% | 34% to 100% |" in table
    assert "| all | 1 | 1 | 1 |  | 0 | 67% | 21% to 94% |" in table and "agree" not in table
    both = json.loads(flawed("review", "stats", "--json", "li.json", "wang.json").stdout)
    rules = {one["rule"]: one for one in both["rules"]}
    assert (rules["repetition.coordinate"]["confirmed"], rules["repetition.coordinate"]["disputed"]) == (1, 1)
    (agreement,) = both["agreement"]
    assert agreement == {"reviewers": ["李", "王"], "findings": 3, "agreed": 2, "kappa": pytest.approx(0.4)}
    assert both["all"]["interval"] == [pytest.approx(0.0945, abs=1e-3), pytest.approx(0.9055, abs=1e-3)]


def test_of_a_pdf_only_dismissals_are_carried_out(mtqa: Shell) -> None:
    data = pdf([Text("他承担责任和责任。"), Text("她承担责任和责任。", y=600)])
    (mtqa.folder / "a.pdf").write_bytes(data)
    first, second = found(mtqa, "a.pdf")
    said = [of_report(first, "accept", "职责"), of_report(second, "dismiss")]
    leave(mtqa.folder / "d.json", review("a.pdf", data, said))
    done = mtqa("review", "apply", "d.json", code=1)
    assert "mtqa cannot write into pdf files" in done.stderr.decode()
    assert "with the program" in done.stderr.decode() and not (mtqa.folder / "a.corrected.pdf").exists()
    assert [one["text"] for one in found(mtqa, "a.pdf")] == ["责任和责任"]


def test_two_findings_of_one_rule_at_one_place_are_two(mtqa: Shell) -> None:
    """Two terms of one sentence that are missing: nothing but the reason tells them apart."""
    (mtqa.folder / "a.csv").write_text("source,target\nThe cache and the kernel.,都在这里。\n", encoding="utf-8")
    (mtqa.folder / "terms.csv").write_text("source,target\ncache,缓存\nkernel,内核\n", encoding="utf-8")
    check = ("check", "--no-models", "--exit-zero", "-q", "--glossary", "terms.csv", "--select", "glossary")
    mtqa(*check, "-o", "html=r.html", "a.csv")
    page = (mtqa.folder / "r.html").read_text(encoding="utf-8")
    one, other = data_of(page)["findings"]
    assert (one["nth"], other["nth"]) == (0, 1) and one["fingerprint"] == other["fingerprint"]

    def applied(*decisions: dict[str, Any]) -> list[str]:
        leave(mtqa.folder / "d.json", review("a.csv", (mtqa.folder / "a.csv").read_bytes(), decisions))
        mtqa("review", "apply", "d.json")
        documents = json.loads(mtqa(*check, "-o", "json=-", "a.csv").stdout)["documents"]
        return [finding["status"] for finding in documents[0]["findings"]]

    dismissed = [of_report(one, "dismiss"), of_report(other, "dismiss") | {"nth": 1}]
    assert applied(dismissed[1]) == ["baseline", "open"]
    assert applied(*dismissed) == applied(*dismissed) == ["baseline", "baseline"]
    wording = [of_report(one, "accept", "=都"), of_report(other, "accept", "=都") | {"nth": 1}]
    leave(mtqa.folder / "w.json", review("a.csv", (mtqa.folder / "a.csv").read_bytes(), wording))
    said = mtqa("review", "apply", "--dry-run", "w.json", code=1)
    assert "0 accepted, 0 confirmed, 0 dismissed, 2 accepted and not written" in said.stdout.decode(), (
        "a formula is refused, for both"
    )
    merged = mtqa("review", "merge", "d.json").stdout.decode()
    assert [tree.get("nth", 0) for tree in json.loads(merged)["documents"][0]["decisions"]] == [0, 1]
    stats = json.loads(mtqa("review", "stats", "--json", "d.json").stdout)
    assert stats["all"]["dismissed"] == 2


def test_what_the_page_holds_is_what_apply_takes(flawed: Shell) -> None:
    """The page's own data, put together as its script does (`scripts/files.js`), without a browser."""
    flawed("check", "--no-models", "--exit-zero", "-q", "-o", "html=r.html", "a.txt")
    page = (flawed.folder / "r.html").read_text(encoding="utf-8")
    data = data_of(page)
    said = [("accept", "职责"), ("dismiss", None), ("accept", "")]
    decisions = [of_report(one, *what) for one, what in zip(data["findings"], said, strict=True)]
    (document,) = data["documents"]
    file = review(document["path"], b"", decisions) | {"report": data["report"], "schema": data["schema"]}
    file["documents"][0]["sha256"] = document["sha256"]
    leave(flawed.folder / "d.json", file)
    flawed("review", "apply", "d.json")
    expected = FLAWED.replace("他承担责任和责任", "他承担职责").replace("她承担责任和责任", "她承担")
    assert (flawed.folder / "a.corrected.txt").read_bytes() == expected.encode()
    assert [text for _, text, *_ in entries(flawed.folder)] == ["[/b]", "[/b]"]


def test_a_file_of_another_suffix_is_written_in_the_format_that_the_configuration_gives(mtqa: Shell) -> None:
    (mtqa.folder / "mtqa.toml").write_text('[formats]\n"*.inc" = "rst"\n', encoding="utf-8")
    data = "甲::\n\n    他承担责任和责任。\n\n他承担责任和责任。\n".encode()
    (mtqa.folder / "a.inc").write_bytes(data)
    (only,) = found(mtqa, "a.inc")
    leave(mtqa.folder / "d.json", review("a.inc", data, [of_report(only, "accept", "*职责*")]))
    mtqa("review", "apply", "d.json")
    copy = (mtqa.folder / "a.corrected.inc").read_text(encoding="utf-8")
    assert copy == "甲::\n\n    他承担责任和责任。\n\n他承担\\*职责\\*。\n"
