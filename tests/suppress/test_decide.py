"""Decisions at the real command line: the baseline's commands, and git repositories made here."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from shell import TRANSLATED, Shell

FLAWED = "他承担责任和责任。\n"  # repetition.coordinate
GATE = ("--no-models", "--fail-on", "minor", "--fail-under", "0")


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    return inside


def findings(mtqa: Shell, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
    done = mtqa("check", *GATE, "-q", "-o", "json=-", *arguments, code=code)
    documents = json.loads(done.stdout)["documents"]
    return [{"path": document["path"], **finding} for document in documents for finding in document["findings"]]


def statuses(mtqa: Shell, *arguments: str, code: int = 0) -> list[tuple[str, int, str]]:
    return [(finding["path"], finding["line"], finding["status"]) for finding in findings(mtqa, *arguments, code=code)]


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


# ------------------------------------------------------------------------------------------- baseline


def test_the_baseline_lets_a_repository_pass_until_new_findings_appear(mtqa: Shell) -> None:
    write(mtqa.folder, "content/a.txt", Path(TRANSLATED).read_text(encoding="utf-8"))
    write(mtqa.folder, "content/b.md", FLAWED)
    mtqa("check", *GATE, "content", code=1)
    made = mtqa("baseline", "create", "--no-models", "--reason", "旧译", "content")
    assert "16 accepted findings of 2 files in" in made.stdout.decode()
    found = findings(mtqa, "content")
    assert {(finding["status"], finding["status_reason"]) for finding in found} == {("baseline", "旧译")}
    write(mtqa.folder, "content/b.md", f"# 新\n\n她也承担责任和责任。\n\n{FLAWED}")
    assert statuses(mtqa, "content/b.md", code=1) == [("content/b.md", 3, "open"), ("content/b.md", 5, "baseline")]
    assert {status for *_, status in statuses(mtqa, "--no-baseline", "content", code=1)} == {"open"}


def test_the_baseline_is_found_from_a_subfolder_and_its_paths_stay(mtqa: Shell) -> None:
    write(mtqa.folder, "content/deep/a.md", FLAWED)
    mtqa("baseline", "create", "--no-models", "content")
    inner = mtqa.at(mtqa.folder / "content")
    assert statuses(inner, "deep/a.md") == [("deep/a.md", 1, "baseline")]
    assert statuses(inner, str(mtqa.folder / "content" / "deep"))[0][2] == "baseline"
    (mtqa.folder / ".mtqa-baseline.json").rename(mtqa.folder / "accepted.json")
    assert statuses(inner, "deep/a.md", code=1)[0][2] == "open"
    assert statuses(inner, "--baseline", "../accepted.json", "deep/a.md")[0][2] == "baseline"


def test_a_file_is_accepted_whole_and_a_sentence_by_itself(mtqa: Shell) -> None:
    english = ["The rain stopped.", "We walk.", "The food is good.", "She likes her books.", "He learns Chinese."]
    chinese = ["雨停了，天也晴了。", "我们去散步。", "这里的菜好吃。", "她喜欢看书。", "他学中文三年了。"]
    foreign = "Wir gehen heute alle zusammen in den Park spazieren."

    def table(at: int) -> str:
        rows = zip(english, [*chinese[:at], foreign, *chinese[at + 1 :]], strict=True)
        return "en\tzh\n" + "".join("\t".join(row) + "\n" for row in rows)

    write(mtqa.folder, "a.tsv", table(1))
    write(mtqa.folder, "b.md", "The rain stopped, and the children ran into the yard.\n")
    declared = ("--select", "language", "--language", "zh")
    mtqa("baseline", "create", "--no-models", *declared, "a.tsv", "b.md")
    write(mtqa.folder, "a.tsv", table(3).replace("Wir gehen", "Dann gehen wir"))
    write(mtqa.folder, "b.md", "When the rain stopped, all children ran out of the house.\n")
    assert statuses(mtqa, *declared, "a.tsv", "b.md", code=1) == [("a.tsv", 5, "open"), ("b.md", 1, "baseline")]


def test_update_drops_findings_that_are_gone_and_accepts_new_ones_only_on_request(mtqa: Shell) -> None:
    write(mtqa.folder, "a.md", f"{FLAWED}\n春天来了[/b]。\n")
    write(mtqa.folder, "b.md", FLAWED)
    mtqa("baseline", "create", "--no-models", "--reason", "旧译", ".")
    file = mtqa.folder / ".mtqa-baseline.json"
    before = file.read_text(encoding="utf-8")
    mtqa("baseline", "update", "--no-models")
    assert file.read_text(encoding="utf-8") == before
    write(mtqa.folder, "a.md", f"# 题\n\n{FLAWED}\n她承担责任和责任。\n")
    notes = mtqa("check", *GATE, "a.md", code=1).stderr.decode()
    assert "1 accepted finding no longer occurs" in notes and "mtqa baseline update" in notes
    summary = mtqa("baseline", "update", "--no-models", "a.md").stdout.decode()
    assert "removed, because they no longer occur:\n  a.md  residue.markup  «[/b]»" in summary
    assert "new and not accepted (--add accepts them):\n  a.md  repetition.coordinate  «责任和责任»" in summary
    entries = json.loads(file.read_text(encoding="utf-8"))["findings"]
    assert [(entry["path"], entry["rule"], entry["reason"]) for entry in entries] == [
        ("a.md", "repetition.coordinate", "旧译"),
        ("b.md", "repetition.coordinate", "旧译"),
    ]
    mtqa("check", *GATE, ".", code=1)
    mtqa("baseline", "update", "--no-models", "--add", "--reason", "新译")
    assert len(statuses(mtqa, ".")) == 3
    shown = mtqa("baseline", "show").stdout.decode()
    assert "新译" in shown and "«责任和责任»" in shown and "3 accepted findings of 2 files" in shown


def test_update_keeps_findings_it_did_not_check(mtqa: Shell) -> None:
    write(mtqa.folder, "content/a.md", FLAWED)
    write(mtqa.folder, "other/b.md", FLAWED)
    write(mtqa.folder, "other/c.md", FLAWED.replace("他", "她"))
    mtqa("baseline", "create", "--no-models", ".")
    file = mtqa.folder / ".mtqa-baseline.json"
    tree = json.loads(file.read_text(encoding="utf-8"))
    drift = {**tree["findings"][0], "rule": "roundtrip.drift", "reason": "needs a model"}
    file.write_text(json.dumps({**tree, "findings": [*tree["findings"], drift]}), encoding="utf-8")
    (mtqa.folder / "other" / "b.md").unlink()
    (mtqa.folder / "content" / "a.md").write_text("一切都好。\n", encoding="utf-8")

    def paths() -> list[tuple[str, str]]:
        return [(entry["path"], entry["rule"]) for entry in json.loads(file.read_text(encoding="utf-8"))["findings"]]

    mtqa("baseline", "update", "--no-models", "content")
    kept = [
        ("content/a.md", "roundtrip.drift"),
        ("other/b.md", "repetition.coordinate"),
        ("other/c.md", "repetition.coordinate"),
    ]
    assert paths() == kept
    mtqa("baseline", "update", "--no-models", ".")
    assert paths() == [kept[0], kept[2]]


def test_a_renamed_file_needs_no_update(mtqa: Shell) -> None:
    write(mtqa.folder, "content/a.txt", Path(TRANSLATED).read_text(encoding="utf-8"))
    mtqa("baseline", "create", "--no-models", ".")
    (mtqa.folder / "content" / "a.txt").rename(mtqa.folder / "b.txt")
    assert {status for *_, status in statuses(mtqa, ".")} == {"baseline"}
    mtqa("baseline", "update", "--no-models")
    assert '"path": "b.txt"' in (mtqa.folder / ".mtqa-baseline.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "--no-models", "--baseline", "none.json", "a.md"), "there is no such baseline"),
        (("baseline", "update", "--no-models"), "there is no .mtqa-baseline.json here or in a parent folder"),
        (("baseline", "show", "--baseline", "none.json"), "mtqa baseline create --baseline none.json"),
        (("baseline", "create", "--no-models", "--baseline", "/dev/null/x", "a.md"), "cannot be written"),
        (("check", "--no-models", "--baseline", "broken.json", "a.md"), "broken.json:2:1"),
    ],
)
def test_errors_about_the_baseline(mtqa: Shell, arguments: tuple[str, ...], message: str) -> None:
    write(mtqa.folder, "a.md", FLAWED)
    write(mtqa.folder, "broken.json", "{\nx")
    assert message in mtqa(*arguments, code=2).stderr.decode()


def test_create_replaces_a_baseline_only_on_request(mtqa: Shell) -> None:
    write(mtqa.folder, "a.md", FLAWED)
    mtqa("baseline", "create", "--no-models", "a.md")
    assert b"--force" in mtqa("baseline", "create", "--no-models", "a.md", code=2).stderr
    mtqa("baseline", "create", "--no-models", "--force", "a.md")


def test_create_reports_unreadable_files(mtqa: Shell) -> None:
    write(mtqa.folder, "a.md", FLAWED)
    done = mtqa("baseline", "create", "--no-models", "missing.md", code=3)
    assert b"no finding in these files was accepted" in done.stderr
    assert not (mtqa.folder / ".mtqa-baseline.json").exists()  # it would prevent the next baseline create
    mtqa("baseline", "create", "--no-models", "a.md", "missing.md", code=3)
    assert b"a.md" in (mtqa.folder / ".mtqa-baseline.json").read_bytes()


def test_findings_of_unreadable_files_stay_in_the_baseline(mtqa: Shell) -> None:
    write(mtqa.folder, "a.md", FLAWED)
    write(mtqa.folder, "b.md", FLAWED)
    mtqa("baseline", "create", "--no-models", ".")
    (mtqa.folder / "b.md").write_bytes(b"\0\1\2" * 100)
    done = mtqa("baseline", "update", "--no-models", ".", code=3)
    assert "b.md" in done.stderr.decode()
    assert "2 accepted findings of 2 files" in done.stdout.decode()


# ------------------------------------------------------------------------------------------------ git


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self("init", "--quiet", "--initial-branch=main")

    def __call__(self, *arguments: str) -> str:
        settings = ("-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", *settings, *arguments], cwd=self.folder, capture_output=True, check=True, encoding="utf-8"
        )
        return done.stdout

    def commit(self, **files: str) -> None:
        for name, text in files.items():
            write(self.folder, name, text)
        self("add", "--all")
        self("commit", "--quiet", "--allow-empty", "--message", "m")


@pytest.fixture
def git(mtqa: Shell) -> Repository:
    """A branch `topic` off `main`, with a file of three flawed paragraphs."""
    repository = Repository(mtqa.folder)
    repository.commit(**{"a.md": "\n".join(f"第{number}次他承担责任和责任。\n" for number in "一二三")})
    repository("checkout", "--quiet", "-b", "topic")
    return repository


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    write(folder, name, text.replace(old, new))


def test_only_changed_lines_count(mtqa: Shell, git: Repository) -> None:
    base = [("a.md", 1, "unchanged"), ("a.md", 3, "unchanged"), ("a.md", 5, "unchanged")]
    assert statuses(mtqa, "--diff-base", "main", ".") == base
    change(git.folder, "a.md", "第二次他", "第二次她")
    worktree = statuses(mtqa, "--diff-base", "main", ".", code=1)
    git("add", "a.md")
    staged = statuses(mtqa, "--diff-base", "main", ".", code=1)
    git.commit()
    committed = statuses(mtqa, "--diff-base", "main", ".", code=1)
    assert worktree == staged == committed == [base[0], ("a.md", 3, "open"), base[2]]
    (first, *_) = findings(mtqa, "--diff-base", "main", ".", code=1)
    assert first["status_reason"] == "not changed since main"


def test_later_changes_on_the_base_do_not_count(mtqa: Shell, git: Repository) -> None:
    git("checkout", "--quiet", "main")
    change(git.folder, "a.md", "第一次他", "第一次她")
    git.commit()
    git("checkout", "--quiet", "topic")
    git.commit(**{"b.md": FLAWED})
    assert statuses(mtqa, "--diff-base", "main", ".", code=1)[-1] == ("b.md", 1, "open")
    assert {status for path, _, status in statuses(mtqa, "--diff-base", "main", "a.md")} == {"unchanged"}


def test_untracked_and_ignored_files_count_as_a_whole(mtqa: Shell, git: Repository) -> None:
    write(git.folder, "new.md", FLAWED)
    write(git.folder, ".gitignore", "build/\n")
    write(git.folder, "build/made.md", FLAWED)
    assert statuses(mtqa, "--diff-base", "main", "new.md", "build/made.md", code=1) == [
        ("new.md", 1, "open"),
        ("build/made.md", 1, "open"),
    ]
    git("add", "--intent-to-add", "new.md")
    assert statuses(mtqa, "--diff-base", "main", "new.md", code=1) == [("new.md", 1, "open")]


def test_a_renamed_file_keeps_its_unchanged_lines(mtqa: Shell, git: Repository) -> None:
    git("mv", "a.md", "b.md")
    change(git.folder, "b.md", "第二次他", "第二次她")
    assert [status for *_, status in statuses(mtqa, "--diff-base", "main", ".", code=1)] == [
        "unchanged",
        "open",
        "unchanged",
    ]


def test_lines_beside_a_deletion_have_not_changed(mtqa: Shell, git: Repository) -> None:
    change(git.folder, "a.md", "第二次他承担责任和责任。\n\n", "")
    assert {status for *_, status in statuses(mtqa, "--diff-base", "main", ".")} == {"unchanged"}


def test_the_whole_document_is_still_read(mtqa: Shell, git: Repository) -> None:
    git.commit(**{"names.md": "汇源超市今天开门。汇源的店员说。汇源的货车到了。\n"})
    git("checkout", "--quiet", "-b", "more")
    change(git.folder, "names.md", "到了。\n", "到了。\n\n惠源超市明天开门。\n")
    found = findings(mtqa, "--diff-base", "topic", "names.md", code=1)
    assert [(each["rule"], each["text"], each["line"]) for each in found if each["status"] == "open"] == [
        ("names.inconsistent", "惠源", 3)
    ]


@pytest.mark.parametrize("name", ["空 格.md", "-n.md", "a*.md", ":(top)x.md", 'q"uo\\te.md', "é.md"])
def test_names_are_taken_literally(mtqa: Shell, git: Repository, name: str) -> None:
    git.commit(**{name: f"一切都好。\n\n{FLAWED}"})
    git("checkout", "--quiet", "-b", "more")
    assert [status for *_, status in statuses(mtqa, "--diff-base", "topic", f"./{name}")] == ["unchanged"]
    change(git.folder, name, "他", "她")
    assert [status for *_, status in statuses(mtqa, "--diff-base", "topic", f"./{name}", code=1)] == ["open"]


def test_settings_of_the_user_change_nothing(mtqa: Shell, git: Repository) -> None:
    for setting in (
        *("diff.noprefix=true", "diff.interHunkContext=9", "diff.context=9", "color.ui=always", "diff.external=false"),
        *("core.quotePath=true", "diff.renames=false", "diff.relative=true", "diff.mnemonicPrefix=true"),
    ):
        git("config", *setting.split("=", 1))
    change(git.folder, "a.md", "第一次他", "第一次她")
    change(git.folder, "a.md", "第三次他", "第三次她")
    found = statuses(mtqa, "--diff-base", "main", ".", code=1)
    assert [status for *_, status in found] == ["open", "unchanged", "open"]
    mtqa.environment |= {"GIT_DIR": "/nowhere", "GIT_INDEX_FILE": "/nowhere"}
    assert statuses(mtqa, "--diff-base", "main", ".", code=1) == found


@pytest.mark.parametrize(("encoding", "end"), [("utf-8-sig", "\r\n"), ("gb18030", "\n"), ("utf-16", "\n")])
def test_encodings_and_line_ends(mtqa: Shell, git: Repository, encoding: str, end: str) -> None:
    lines = [f"这是第{number}次，他承担责任和责任，然后离开了那里。" for number in "一二三"]
    (git.folder / "e.txt").write_bytes(end.join(lines).encode(encoding))
    git.commit()
    git("checkout", "--quiet", "-b", "more")
    lines[1] = lines[1].replace("他", "她")
    (git.folder / "e.txt").write_bytes(end.join(lines).encode(encoding))
    found = [status for *_, status in statuses(mtqa, "--diff-base", "topic", "e.txt", code=1)]
    whole = encoding == "utf-16"  # which is binary to git
    assert found == (["open"] * 3 if whole else ["unchanged", "open", "unchanged"])


def test_from_inside_a_folder_and_from_outside(mtqa: Shell, git: Repository) -> None:
    git.commit(**{"deep/b.md": FLAWED})
    inner = mtqa.at(git.folder / "deep")
    assert statuses(inner, "--diff-base", "topic", "b.md") == [("b.md", 1, "unchanged")]
    outer = mtqa.at(git.folder.parent)
    assert statuses(outer, "--diff-base", "main", str(git.folder / "deep"), code=1)[0][2] == "open"


@pytest.mark.parametrize(
    ("reference", "messages"),
    [
        ("mian", ("git finds no commit “mian”", "did you mean main?")),
        ("origin/trunk", ("git finds no commit", "git fetch origin trunk")),
        ("--output=x", ("git finds no commit “--output=x”",)),
        ("main:a.md", ("git finds no commit",)),
        ("other", ("no common commit",)),
    ],
)
def test_errors_about_the_commit(mtqa: Shell, git: Repository, reference: str, messages: tuple[str, ...]) -> None:
    git("checkout", "--quiet", "--orphan", "other")
    git.commit(**{"b.md": FLAWED})
    git("checkout", "--quiet", "topic")
    done = mtqa("check", "--no-models", f"--diff-base={reference}", ".", code=2)
    assert all(message in done.stderr.decode() for message in messages) and "→" in done.stderr.decode()
    assert not (git.folder / "x").exists()


def test_errors_where_git_cannot_compare(mtqa: Shell, tmp_path: Path) -> None:
    write(mtqa.folder, "a.md", FLAWED)
    arguments = ("check", "--no-models", "--diff-base", "main", "a.md")
    assert "not a git repository" in mtqa(*arguments, code=2).stderr.decode()
    empty = Repository(mtqa.folder)
    assert "git finds no commit" in mtqa(*arguments, code=2).stderr.decode()
    empty.commit()
    shallow = tmp_path / "shallow"
    for _ in range(3):
        empty.commit()
    empty("checkout", "--quiet", "-b", "topic", "HEAD~2")
    empty.commit()
    url = mtqa.folder.as_uri()
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", "--no-single-branch", "--branch=topic", url, str(shallow)],
        check=True,
    )
    clone = mtqa.at(shallow)
    error = clone("check", "--no-models", "--diff-base", "origin/main", "a.md", code=2).stderr.decode()
    assert "no common commit in this shallow clone" in error and "fetch-depth: 0" in error
    old = empty("rev-parse", "topic~1").strip()
    assert "fetch-depth: 0" in clone("check", "--no-models", "--diff-base", old, "a.md", code=2).stderr.decode()
    mtqa.environment["PATH"] = str(tmp_path)
    assert "needs git" in mtqa(*arguments, code=2).stderr.decode()


def test_standard_input_counts(mtqa: Shell, git: Repository) -> None:
    done = mtqa("check", *GATE, "--diff-base", "main", "-q", "-o", "json=-", "-", stdin=FLAWED.encode(), code=1)
    assert b'"status": "open"' in done.stdout


def test_a_suppression_in_the_file_goes_before_the_baseline(mtqa: Shell, git: Repository) -> None:
    mtqa("baseline", "create", "--no-models", ".")
    change(git.folder, "a.md", "第一次", "<!-- mtqa-ignore repetition: 原文 -->\n第一次")
    assert [status for *_, status in statuses(mtqa, "--diff-base", "main", ".")] == ["suppressed", *["baseline"] * 2]


# -------------------------------------------------------------------------------------- configuration

IGNORING = """\
fail-on = "minor"

[[ignore-text]]
rule = "untranslated.latin"
pattern = 'Boxma(?=超市)'
paths = ["content/**"]
reason = "店名"
"""


def test_wordings_are_ignored_by_configuration(mtqa: Shell) -> None:
    text = "食物从Boxma超市送到小区门口，大家都很高兴。\n\n另一家Boxma餐厅今天关门了，大家都很难过。\n"
    write(mtqa.folder, "content/a.md", text)
    write(mtqa.folder, "other/b.md", text)
    assert [finding["status"] for finding in findings(mtqa, ".", code=1)] == ["open"] * 4
    write(mtqa.folder, "mtqa.toml", IGNORING)
    found = findings(mtqa, ".", code=1)
    assert [(finding["path"], finding["line"], finding["status"]) for finding in found] == [
        ("content/a.md", 1, "suppressed"),
        ("content/a.md", 3, "open"),
        ("other/b.md", 1, "open"),
        ("other/b.md", 3, "open"),
    ]
    assert found[0]["status_reason"].startswith("店名 (") and found[0]["status_reason"].endswith("mtqa.toml:3)")
    inner = mtqa.at(mtqa.folder / "content")
    assert [finding["status"] for finding in findings(inner, "a.md", code=1)] == ["suppressed", "open"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("'Boxma(?=超市)'", "'Boxma('", "“Boxma(” is not a regular expression"),
        ("untranslated.latin", "untranslated.latn", "did you mean untranslated.latin?"),
        ('reason = "店名"', "", "needs a reason"),
        ("pattern =", "patern =", "has no key “patern”"),
    ],
)
def test_errors_about_ignore_rules_name_the_line(mtqa: Shell, old: str, new: str, message: str) -> None:
    write(mtqa.folder, "a.md", FLAWED)
    write(mtqa.folder, "mtqa.toml", IGNORING.replace(old, new))
    error = mtqa("check", "--no-models", "a.md", code=2).stderr.decode()
    assert message in error and ("mtqa.toml:3" in error or "mtqa.toml:5" in error)


def test_a_baseline_path_is_relative_to_its_configuration_file(mtqa: Shell) -> None:
    write(mtqa.folder, "mtqa.toml", 'baseline = "ci/accepted.json"\nmodels = false\n')
    write(mtqa.folder, "content/a.md", FLAWED)
    inner = mtqa.at(mtqa.folder / "content")
    (mtqa.folder / "ci").mkdir()
    assert "there is no such baseline" in inner("check", "a.md", code=2).stderr.decode()
    inner("baseline", "create", "a.md")
    assert (mtqa.folder / "ci" / "accepted.json").exists()
    assert statuses(inner, "a.md") == [("a.md", 1, "baseline")]
    assert "«责任和责任»" in inner("baseline", "show").stdout.decode()


def test_findings_of_rules_that_are_off_are_not_reported_as_gone(mtqa: Shell) -> None:
    suppression = "<!-- mtqa-ignore residue: 是 -->\n"
    write(mtqa.folder, "a.md", f"{suppression}一切都好。\n\n{FLAWED}")
    mtqa("baseline", "create", "--no-models", ".")
    done = mtqa("check", "--no-models", "--select", "names", ".")
    assert "no longer occurs" not in done.stderr.decode() and "suppresses nothing" not in done.stdout.decode()
    mtqa("baseline", "update", "--no-models", "--ignore", "repetition", ".")
    assert "repetition.coordinate" in (mtqa.folder / ".mtqa-baseline.json").read_text(encoding="utf-8")
