"""The whole way of a release engineer: many files pass, a fault fails them, a baseline lets them pass again."""

from __future__ import annotations

import csv
import io
import json
import lzma
import resource
from itertools import cycle
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema
from shell import HOME, Shell

SCHEMAS = Path(__file__).parents[1] / "schemas"
NATIVE = HOME.parent / "shared" / "native" / "wmt-zh-source-news.txt.xz"
OWN = (
    "雨停了，孩子们都跑到院子里去。奶奶在门口喊他们回来吃饭。第二天一早，菜市场里挤满了人。他把钥匙放在桌上，关上了门。"
)
FAULT = "这一段[/b]没有译完。"
FORMATS = (
    "json",
    "jsonl",
    "csv",
    "sarif",
    "github",
    "summary",
    "gitlab",
    "junit",
    "rdjsonl",
    "marot",
    "pearmut",
    "html",
)
PO_HEAD = 'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def sentences() -> list[str]:
    """Native news where the shared data is at hand; else a few sentences of the test's own, numbered apart."""
    if NATIVE.is_file():
        with lzma.open(NATIVE, "rt", encoding="utf-8") as lines:
            return [line.strip() for line in lines if 12 < len(line.strip()) < 90][:1500]
    own = [f"{sentence}。" for sentence in OWN.split("。") if sentence]
    return [f"第{number}天，{own[number % len(own)]}" for number in range(1500)]


def fill(folder: Path, files: int) -> None:
    """Pages of Markdown and as many catalogues in PO, under a gate that takes left-over markup for grave."""
    stock = cycle(sentences())
    for number in range(files // 2):
        page = folder / "content" / f"{number % 5}" / f"{number:03}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        text = "\n\n".join("".join(next(stock) for _ in range(2)) for _ in range(2))
        page.write_text(f"# 第{number}页\n\n{text}\n", encoding="utf-8")
        catalogue = folder / "po" / f"{number:03}.po"
        catalogue.parent.mkdir(exist_ok=True)
        units = (f'msgid "Sentence {i}"\nmsgstr {json.dumps(next(stock), ensure_ascii=False)}\n' for i in range(2))
        catalogue.write_text(PO_HEAD + "\n".join(units), encoding="utf-8")
    grave = '{"residue.markup" = "critical", "placeholders.lost" = "critical"}'
    (folder / "mtqa.toml").write_text(f"fail-under = 0\nseverity = {grave}\n", encoding="utf-8")


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def validate(out: Path) -> dict[str, Any]:
    """Every output opened by what is to read it; the JSON report."""
    text = {format: (out / f"report.{format}").read_text(encoding="utf-8-sig") for format in FORMATS}
    report: dict[str, Any] = json.loads(text["json"])
    own = json.loads((HOME / "mtqa" / "data" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(report, own)
    jsonschema.Draft4Validator(schema("sarif-2.1.0.json")).validate(json.loads(text["sarif"]))
    jsonschema.validate(json.loads(text["gitlab"]), schema("gitlab.schema.json"))
    jsonschema.validate(json.loads(text["pearmut"]), schema("pearmut.schema.json"))
    xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd")).validate(text["junit"])
    diagnostic = jsonschema.validators.validator_for(schema("rdjson.schema.json"))(schema("rdjson.schema.json"))
    for line in text["rdjsonl"].splitlines():
        diagnostic.validate(json.loads(line))
    assert all(json.loads(line) for line in text["jsonl"].splitlines())
    findings = sum(len(document["findings"]) for document in report["documents"])
    assert len(list(csv.DictReader(io.StringIO(text["csv"])))) == findings
    return report


def placed(report: dict[str, Any], status: str) -> list[tuple[str, int, str]]:
    """The grave findings of that status: file, line, words."""
    return [
        (Path(document["path"]).name, finding["line"], finding["text"])
        for document in report["documents"]
        for finding in document["findings"]
        if finding["status"] == status and finding["severity"] == "critical"
    ]


@pytest.mark.long
def test_many_files_pass_fail_and_pass_again(mtqa: Shell) -> None:
    files = 500
    mtqa.patience = 400
    fill(mtqa.folder, files)
    (mtqa.folder / "out").mkdir()
    outputs = [f"--output={format}=out/report.{format}" for format in FORMATS]
    check = ("check", "--no-models", "content", "po", "-q", *outputs)
    mtqa(*check)
    report = validate(mtqa.folder / "out")
    assert len(report["documents"]) == files and placed(report, "open") == []
    assert {document["format"] for document in report["documents"]} == {"markdown", "po"}

    page = mtqa.folder / "content" / "3" / "013.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n{FAULT}\n", encoding="utf-8")
    catalogue = mtqa.folder / "po" / "012.po"
    catalogue.write_text(f'{catalogue.read_text(encoding="utf-8")}\nmsgid "One"\nmsgstr "{FAULT}"\n', encoding="utf-8")
    mtqa(*check, code=1)
    report = validate(mtqa.folder / "out")
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (page, catalogue)}
    assert placed(report, "open") == [(name, lines[name], "[/b]") for name in ("013.md", "012.po")]
    sarif = json.loads((mtqa.folder / "out" / "report.sarif").read_text(encoding="utf-8"))
    assert sum(result["level"] == "error" for result in sarif["runs"][0]["results"]) >= 2
    junit = (mtqa.folder / "out" / "report.junit").read_text(encoding="utf-8")
    assert "content/3/013.md" in junit and "po/012.po" in junit

    mtqa("baseline", "create", "--no-models", "content", "po")
    mtqa(*check)
    report = validate(mtqa.folder / "out")
    assert placed(report, "open") == [] and len(placed(report, "baseline")) == 2

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    mtqa("check", "--no-models", "content", "po", "-q", "--output=sarif=out/last.sarif")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{files} unchanged files: {took:.2f} s")
    assert took < 3  # of processor time, which other processes of the machine do not lengthen

    page.write_text(page.read_text(encoding="utf-8").replace("没有译完", "[/i]没有译完"), encoding="utf-8")
    mtqa(*check, code=1)
    assert [text for _, _, text in placed(validate(mtqa.folder / "out"), "open")] == ["[/i]"]
