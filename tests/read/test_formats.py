"""Which format a file has: by `[formats]`, by its suffix, by its first characters; and what is passed over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mtqa.config import Config
from mtqa.errors import ReadError, UsageError
from mtqa.read import decoded, discover, read_text
from mtqa.read.formats import FORMATS, Format, format_of
from mtqa.render.sentences import sentence
from mtqa.review.escaping import SPELLINGS
from mtqa.text import Note


def mapped(**given: str) -> Config:
    return Config(formats={pattern.replace("_", "."): name for pattern, name in given.items()})


def test_every_format_has_a_name_of_its_own_and_one_reader() -> None:
    names = [each.name for each in FORMATS]
    assert len(names) == len(set(names))
    assert all((each.text is None) != (each.data is None) for each in FORMATS)
    assert all(suffix.startswith(".") and suffix.islower() for each in FORMATS for suffix in each.suffixes)
    suffixes = [suffix for each in FORMATS for suffix in each.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert set(SPELLINGS) <= set(names)


@pytest.mark.parametrize("known", [each for each in FORMATS if each.name in SPELLINGS], ids=lambda each: each.name)
def test_what_a_reader_calls_its_format_can_be_written(known: Format) -> None:
    """Else `review apply` would refuse the file, or read its copy with another reader."""
    samples = {"csv": "en,zh\na,甲\n", "tsv": "en\tzh\na\t甲\n", "jsonl": '{"zh": "甲"}', "json": '{"a": "甲"}'}
    if known.name in samples or known.name in ("plain", "markdown", "html", "yaml"):
        assert read_text(f"a{known.suffixes[0]}", samples.get(known.name, "甲乙")).format == known.name


def test_an_unknown_suffix_is_an_error_with_advice() -> None:
    with pytest.raises(ReadError, match=r"a\.log: mtqa does not know \.log files") as raised:
        read_text("a.log", "甲")
    assert '"*.log" = "txt" under [formats]' in raised.value.advice and "--stdin-filename" in raised.value.advice
    with pytest.raises(ReadError, match=r"\.log files"):
        decoded("a.log", "甲".encode())


@pytest.mark.parametrize(
    ("name", "raw"),
    [("a.mdx", "import A from 'a'\n\n<A />\n"), ("a.rst", ".. automodule:: a\n"), ("a.adoc", "image::a.png[]\n")],
)
def test_a_file_of_markup_alone_is_no_error_but_an_empty_one_is(name: str, raw: str) -> None:
    assert decoded(name, raw.encode()).notes == (Note.of("no_prose"),)
    with pytest.raises(ReadError, match="the file is empty"):
        decoded(name, b"\n")


def test_without_a_suffix_it_is_plain_text_with_a_note() -> None:
    document = read_text("README", "<p>甲")
    assert document.text == "<p>甲\n" and document.notes == (Note.of("no_suffix"),)
    assert sentence(document.notes[0]).startswith("read as plain text, since its name has no suffix")
    assert read_text("README", "甲", mapped(README="txt")).notes == ()


@pytest.mark.parametrize(
    ("path", "given", "format"),
    [
        ("a.mdx", {"*.mdx": "md"}, "markdown"),
        ("a.mdx", {"*.mdx": "Markdown"}, "markdown"),
        ("docs/a.inc", {"docs/*.inc": "html"}, "html"),
        ("a.md", {"*.md": "txt"}, "plain"),
        ("a.dat", {"*": "txt", "*.dat": "tsv"}, "tsv"),  # the last that matches counts
        ("README", {"README": "md"}, "markdown"),
        ("a.csv", {}, "csv"),
        ("a.NDJSON", {}, "jsonl"),
        ("a.tab", {"*.md": "txt"}, "tsv"),
    ],
)
def test_patterns_go_before_suffixes(path: str, given: dict[str, str], format: str) -> None:
    found = format_of(path, Config(formats=given))
    assert found is not None and found.name == format


@pytest.mark.parametrize(
    ("given", "hints"),
    [
        ({"*.mdx": "markdwon"}, ["“*.mdx”", "“markdwon”", "did you mean markdown?", "plain, "]),
        ({"*.mdx": "word"}, ["“word”", "mtqa knows plain, markdown"]),
        ({"!*.md": "txt"}, ["“!*.md”", "the last pattern that matches counts"]),
    ],
)
def test_an_unknown_format_is_an_error_of_the_configuration(given: dict[str, str], hints: list[str]) -> None:
    config = Config(formats=given, origins={"formats": "mtqa.toml:3"})
    with pytest.raises(UsageError) as raised:
        discover([], config)
    assert all(hint in str(raised.value) for hint in ["mtqa.toml:3", *hints])


def test_a_directory_says_what_it_passed_over(tmp_path: Path) -> None:
    names = ["a.md", "b.py", "c.py", "d.png", "Makefile", "e.json", "f.json", "g.csv", ".h.py", "out/i.py", "j.inc"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("甲", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("out/\n")
    (tmp_path / ".git").mkdir()
    config = Config(root=str(tmp_path), exclude=("d.png",), formats={"*.inc": "txt", "g.csv": "csv"})
    found = discover([str(tmp_path)], config)
    assert [Path(path).name for path in found.files] == ["a.md", "g.csv", "j.inc"]
    assert list(map(sentence, found.passed_over.notes())) == [
        "passed over 3 files that mtqa does not read: 2 .py, 1 without suffix",
        "passed over 2 files that are read only if named, or with include: 2 .json",
    ]
    with_json = discover([str(tmp_path)], replace(config, include=("*.json",)))
    assert [Path(path).name for path in with_json.files] == ["e.json", "f.json"] and not [
        *with_json.passed_over.notes()
    ]


def test_many_suffixes_are_counted_and_not_listed(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"a.x{number}").write_text("甲", encoding="utf-8")
    found = discover([str(tmp_path)])
    said = sentence(next(found.passed_over.notes()))
    assert len(said) < 120 and said.startswith("passed over 40 files")
    assert len(found.passed_over.unknown) == 40
    assert found.errors[0].what == "no readable file in this directory"
