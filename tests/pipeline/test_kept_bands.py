"""The band of a document: kept by a baseline or an earlier report, and told where it changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shell import NATIVE, TRANSLATED, Shell

from mtqa.config import Config
from mtqa.evidence.bands import Band
from mtqa.pipeline import run
from mtqa.report import DocumentReport


def checked(path: str, before: Band | None) -> DocumentReport:
    (document,) = run([path], Config(baseline="none"), bands=lambda _: before).documents
    return document


def kinds(document: DocumentReport) -> list[str]:
    return [note.kind for note in document.document.notes if note.kind.startswith("band_")]


def test_a_document_that_is_clearly_something_else_leaves_its_band() -> None:
    document = checked(TRANSLATED, Band.NATIVE)
    assert document.band is Band.TRANSLATED and kinds(document) == ["band_translated"]
    document = checked(NATIVE, Band.TRANSLATED)
    assert document.band is Band.NATIVE and kinds(document) == ["band_native"]


def test_a_document_near_the_edge_keeps_its_band(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(Path(NATIVE).read_bytes())  # its markup, read as prose, is unlike native text
    fresh, kept = checked(str(path), None), checked(str(path), Band.UNCLEAR)
    assert fresh.machine_translated == kept.machine_translated
    assert (fresh.band, kept.band) == (Band.NATIVE, Band.UNCLEAR) and kinds(fresh) == kinds(kept) == []


@pytest.fixture
def mtqa(inside: Shell) -> Shell:
    (inside.folder / "a.txt").write_bytes(Path(TRANSLATED).read_bytes())
    return inside


def edit(mtqa: Shell, band: str) -> None:
    file = mtqa.folder / ".mtqa-baseline.json"
    tree = json.loads(file.read_text(encoding="utf-8"))
    assert tree["bands"] == {"a.txt": "translated"}
    tree["bands"]["a.txt"] = band
    file.write_text(json.dumps(tree), encoding="utf-8")


def test_the_baseline_keeps_it(mtqa: Shell) -> None:
    mtqa("baseline", "create", "--no-models", "a.txt")
    done = mtqa("check", "--no-models", "a.txt", "--fail-under", "0", "-o", "json=a.json")
    assert b"other than before" not in done.stdout
    assert json.loads((mtqa.folder / "a.json").read_bytes())["documents"][0]["band"] == "translated"
    edit(mtqa, "native")
    done = mtqa("check", "--no-models", "a.txt", "--fail-under", "0")
    assert "it reads machine-translated now, other than before" in " ".join(done.stdout.decode().split())
    mtqa("baseline", "update", "--no-models", "a.txt")
    edit(mtqa, "translated")


def test_an_earlier_report_keeps_it(mtqa: Shell) -> None:
    mtqa("check", "--no-models", "a.txt", "--fail-under", "0", "-q", "-o", "json=a.json")
    report = (mtqa.folder / "a.json").read_text(encoding="utf-8")
    (mtqa.folder / "native.json").write_text(report.replace('"band": "translated"', '"band": "native"'), "utf-8")
    for name, told in (("a", False), ("native", True)):
        done = mtqa("check", "--no-models", "a.txt", "--fail-under", "0", "--compare", f"{name}.json")
        assert (b"machine-translated now" in done.stdout) is told
    (mtqa.folder / "bad.json").write_text(report.replace('"band": "translated"', '"band": "purple"'), "utf-8")
    done = mtqa("check", "--no-models", "a.txt", "--compare", "bad.json", code=2)
    assert b"damaged" in done.stderr and b"purple" in done.stderr
