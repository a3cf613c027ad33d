"""Every command that README and docs show in a shell block is run as a shell runs it, on small files made here.

A command that is documented and stands in no table fails the suite: add it to COMMANDS, or to SKIPPED with a reason.
MTQA_NO_MODELS is set, so that the commands run as they are documented, without minutes of model time.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer
from deciding import leave, of_report, review
from shell import HOME, Shell

import mtqa as library
from mtqa.cli import app
from mtqa.render.json import tree

PAGES = [HOME / "README.md", *sorted((HOME / "docs").rglob("*.md"))]
ARTICLE = (
    "今天早上下了一场大雨，孩子们都没有去学校。下午雨停了，他们在院子里踢足球，一直踢到天黑。\n\n"
    "晚上全家人围着桌子吃饭，爷爷讲起从前的事情。这件事[/s2/]大家都知道，可是谁也不觉得腻。\n\n"
    "奶奶从厨房里端来一盘刚切好的西瓜，弟弟抢了最大的一块。窗外的月亮很亮，院子里的虫子叫个不停。\n"
)
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "The house is old."\nmsgstr "房子很旧。"\n'
XLIFF = (
    '<xliff version="1.2"><file source-language="en" target-language="zh"><body><trans-unit id="a">'
    "<source>The house is old.</source><target>房子很旧。</target></trans-unit></body></file></xliff>"
)
PAIRS = "source\ttarget\nThe river is dry.\t河干了。\nThe house is old.\t房子很旧。\n"


@dataclass(frozen=True)
class Run:
    """What a command does; `instead` is run for it where the command itself would take models."""

    code: int = 0
    says: str = ""  # on either stream
    makes: tuple[str, ...] = ()
    before: str = ""
    instead: str = ""


COMMANDS = {
    "mtqa check examples/linfeng-mt.txt --output html=reports/linfeng-mt.html": Run(
        0, "names.inconsistent", ("reports/linfeng-mt.html",)
    ),
    "mtqa check article.md": Run(0, "residue.markup"),
    "mtqa glossary check terms.csv": Run(0, "1 term, no problems", before="printf cache,缓存 >terms.csv"),
    "mtqa check res/values-zh-rCN --source res/values": Run(0, "translated: 100 %"),
    "mtqa check zh.po --fuzzy skip --min-translated 95": Run(0, "translated: 100 %"),
    "mtqa glossary suggest zh.po -o terms.csv": Run(
        0, "terms with one wording", ("terms.csv",), before="rm -f terms.csv"
    ),
    "mtqa check content/ -o html=report.html": Run(0, "content/a.md", ("report.html",)),
    "mtqa check - --stdin-filename a.html <a.html": Run(0, "PASS  a.html"),
    "mtqa check zh.md --source en.md": Run(0, "zh.md"),
    "mtqa check zh.md other.md --source en.md --side-by-side -o html=report.html": Run(
        0, "2 documents", ("report.html",), before="cp zh.md other.md"
    ),
    "mtqa check zh.po zh.xliff pairs.tsv": Run(0, "3 documents"),
    "mtqa check article.md --no-models": Run(0, "residue.markup"),
    "mtqa check article.md -o json=- -q": Run(0, '"schema": "mtqa-report'),
    "mtqa check article.md --verbose": Run(0, "residue.markup"),
    "mtqa rules": Run(0, "names.inconsistent"),
    "mtqa score pairs.tsv --only-worst 100": Run(2, "without them rows have no quality"),
    "mtqa calibrate good/ --write own.json": Run(0, "false alarms", ("own.json",)),
    "mtqa calibrate --from-reviews decisions.json": Run(0, "| rule | right | dismissed |"),
    "mtqa review apply decisions.json": Run(0, "", ("article.corrected.md",)),
    "mtqa review apply decisions.json --in-place": Run(0, "article.md"),
    "mtqa check article.corrected.md": Run(0, "PASS", before="mtqa review apply decisions.json"),
    "mtqa check article.corrected.md --compare earlier.json": Run(
        0,
        "compared with article.md of the earlier run",
        before="mtqa check -q -o json=earlier.json article.md; mtqa review apply decisions.json",
    ),
    "mtqa check article.md -o json=report.json -q": Run(0, "", ("report.json",)),
    "mtqa review export report.json decisions.json -o xlsx=review.xlsx -o csv=review.csv": Run(
        0, "", ("review.xlsx", "review.csv"), before="mtqa check -q article.md -o json=report.json"
    ),
    "mtqa review stats decisions.json": Run(0, "residue.markup"),
    "mtqa review merge li.json wang.json": Run(0, "residue.markup"),
    "mtqa explain names.inconsistent": Run(0, "Known limits"),
    "mtqa bench spans gold.jsonl --document a.txt": Run(
        0, "precision", instead="mtqa bench spans gold.jsonl --document a.txt --no-models"
    ),
    "mtqa bench align pairs.tsv": Run(0, "bead precision", instead="mtqa bench align parallel.tsv --documents 1"),
    "mtqa models list": Run(0, "gemma-3-270m"),
    "mtqa models verify": Run(0, "no model is ready"),
    "mtqa models path gemma-3-270m": Run(4, "not on this machine yet"),
    "mtqa doctor": Run(0, "golden text"),
    "mtqa cache info": Run(0, "cache-1.sqlite", before="mtqa check -q article.md"),
    "mtqa cache clear": Run(0, "freed", before="mtqa check -q article.md"),
    "mtqa init": Run(0, "written", ("mtqa.toml", ".pre-commit-config.yaml", ".github/workflows/mtqa.yml")),
    "mtqa config show": Run(0, "MTQA_NO_MODELS"),
    'mtqa baseline create content/ --reason "before we had a gate"': Run(0, "", (".mtqa-baseline.json",)),
    "mtqa check content/": Run(0, "known", before="mtqa baseline create content/ --reason old"),
    "mtqa baseline update content/": Run(0, "", before="mtqa baseline create content/ --reason old"),
    "mtqa baseline show": Run(0, "residue.markup", before="mtqa baseline create content/ --reason old"),
    "mtqa score pairs.tsv > scored.tsv": Run(0, "2 rows", ("scored.tsv",)),
    "mtqa score pairs.csv -o jsonl=scored.jsonl -o parquet=s.parquet": Run(
        0, "2 rows", ("scored.jsonl", "s.parquet") if find_spec("pyarrow") else ("scored.jsonl",)
    ),
    "mtqa score pairs.tsv --only-worst 100 --columns source,target,quality": Run(
        0,
        "source\ttarget\tquality",
        instead="mtqa score pairs.tsv --columns source,target,quality",
    ),
    "mtqa score pairs.tsv --no-models": Run(0, "source\ttarget\tquality"),
}
SKIPPED = {
    "mtqa translate a.txt --from zh --to en": "needs a model; test_translate.py runs it with a small one",
    "mtqa models pull strong": "fetches 1.1 GB; test_strong.py pulls a tiny one",
    "mtqa check article.md --reader http://127.0.0.1:11434/v1 --reader-model qwen3:8b": "needs a server",
    "mtqa calibrate good/ --reader http://127.0.0.1:11434/v1 --reader-model qwen3:8b --write own.json": "the same",
    "mtqa check zh.md --profile hub": "needs its model; test_own_models.py runs a small one",
    "mtqa check zh.md --profile ~/models/my-model": "the same",
    "mtqa check zh.md --profile Qwen/Qwen3-4B-Base": "the same",
    "mtqa translate FILE --translator firefox": "needs its files; test_firefox.py runs a stand-in",
    "mtqa models pull qwen3-0.6b-base": "fetches 1.2 GB; test_hub.py pulls from a hub of its own",
}


def blocks(page: str, languages: str) -> Iterator[str]:
    for block in re.finditer(rf"^```({languages})\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        yield block[2]


def shown(page: str) -> Iterator[str]:
    """The commands of a page, without comments: in shell blocks, and at the prompt of what shows a terminal."""
    shell = [line for block in blocks(page, "sh|bash|shell|console") for line in block.splitlines()]
    prompt = [line for block in blocks(page, "text|console") for line in block.splitlines() if line.startswith("$ ")]
    for line in shell + prompt:
        for part in re.split(r"&&|;|\|", re.sub(r"(^|\s+)#.*", "", line)):
            if command := re.match(r"(?:\$ )?(?:\S*/)?(mtqa\s.*)", part.strip()):
                yield " ".join(command[1].split())


DOCUMENTED = list(dict.fromkeys(command for page in PAGES for command in shown(page.read_text(encoding="utf-8"))))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the documented commands name."""
    folder = tmp_path_factory.mktemp("documented")
    at = ARTICLE.index("[/s2/]")
    parallel = "".join(f"corpus\tThe cat {n} sleeps on the table.\t第{n}只猫睡在桌子上。\n" for n in range(70))
    texts = {
        "article.md": ARTICLE,
        "content/a.md": ARTICLE,
        "good/a.md": ARTICLE.replace("[/s2/]", ""),
        "zh.md": "河干了。\n\n房子很旧。\n",
        "en.md": "The river is dry.\n\nThe house is old.\n",
        "a.html": f"<p>{ARTICLE.replace('[/s2/]', '')}</p>",
        "a.txt": ARTICLE,
        "zh.po": PO,
        "zh.xliff": XLIFF,
        "pairs.tsv": PAIRS,
        "pairs.csv": PAIRS.replace("\t", ","),
        "parallel.tsv": parallel,
        "gold.jsonl": json.dumps({"line": 2, "start": at, "end": at + 6, "text": "[/s2/]", "severity": "major"}),
        "reports/.keep": "",
        "res/values/strings.xml": '<resources><string name="a">The house is old.</string></resources>',
        "res/values-zh-rCN/strings.xml": '<resources><string name="a">房子很旧。</string></resources>',
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copytree(HOME / "examples", folder / "examples")
    _decide(folder)
    return folder


def _decide(folder: Path) -> None:
    """What reviewers say of the article's one finding."""
    path = folder / "article.md"
    (document,) = tree(library.check(str(path), models=False, cache=False))["documents"]
    (finding,) = document["findings"]
    accepted = [of_report(finding, "accept", "")]
    for name, reviewer in (("decisions", "李"), ("li", "李"), ("wang", "王")):
        leave(folder / f"{name}.json", review("article.md", path.read_bytes(), accepted, reviewer))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One cache for all commands: the dictionary that is made for the first run takes seconds."""
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def here(mtqa: Shell, files: Path, cache: str) -> Shell:
    """A folder with the files, and `mtqa` on the path."""
    shutil.copytree(files, mtqa.folder, dirs_exist_ok=True)
    binary = mtqa.folder.parent / "bin" / "mtqa"
    binary.parent.mkdir()
    binary.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m mtqa "$@"\n', encoding="utf-8")
    binary.chmod(0o755)
    mtqa.environment |= {
        "PATH": f"{binary.parent}{os.pathsep}{mtqa.environment['PATH']}",
        "MTQA_CACHE": cache,
        "MTQA_NO_MODELS": "1",
    }
    return mtqa


def run(here: Shell, line: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        ["sh", "-c", line],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=here.environment,
        cwd=here.folder,
        timeout=300,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr, done.stderr
    return done


def test_every_documented_command_is_in_a_table() -> None:
    assert DOCUMENTED
    assert [command for command in DOCUMENTED if command not in COMMANDS | SKIPPED] == []


def test_the_tables_have_only_documented_commands() -> None:
    assert [command for command in COMMANDS | SKIPPED if command not in DOCUMENTED] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_documented_command_does_what_it_should(command: str, here: Shell) -> None:
    expected = COMMANDS[command]
    if ".parquet" in command:
        pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    if expected.before:
        assert run(here, expected.before).returncode == 0
    done = run(here, expected.instead or command)
    said = done.stdout + done.stderr
    assert done.returncode == expected.code, said
    assert expected.says in said
    for name in expected.makes:
        assert (here.folder / name).stat().st_size > 0
    if "json=-" in command:
        json.loads(done.stdout)


def inline() -> Iterator[str]:
    """Commands in running text, such as those that figures come from."""
    for page in PAGES:
        text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        yield from (" ".join(found.split()) for found in re.findall(r"`(mtqa\s[^`]*)`", text))


@pytest.mark.parametrize("command", sorted(set(inline())))
def test_a_command_in_running_text_has_the_options_it_is_shown_with(command: str) -> None:
    """They are not run: most need corpora. But each is a command, and knows the options."""
    node: Any = typer.main.get_command(app)
    words = [word for word in shlex.split(command)[1:] if word != "…"]
    while words and hasattr(node, "commands") and not words[0].startswith("-"):
        assert words[0] in node.commands, f"there is no {words[0]}"
        node = node.commands[words.pop(0)]
    known = {name for one in node.params for name in (*one.opts, *one.secondary_opts)} | {"--help"}
    assert {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)} <= known
