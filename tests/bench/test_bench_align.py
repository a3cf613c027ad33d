"""The command `mtqa bench align`: the corpora that it measures on."""

from __future__ import annotations

import lzma
from pathlib import Path

from toy_parallel import PAIRS
from typer.testing import CliRunner

from mtqa.bench.commands import app


def test_human_translations_of_wmt_are_two_more_corpora(tmp_path: Path) -> None:
    collection = tmp_path / "pairs.tsv"
    collection.write_text("".join(f"toy\t{english}\t{chinese}\n" for english, chinese in PAIRS), encoding="utf-8")
    rows = ["year\tsystem\tseg\ten_src\tzh_human_ref\tzh_mt"]
    for number, (english, chinese) in enumerate(PAIRS[:20]):
        rows += [f"{2021 + number % 2}\t{system}\t{number}\t{english}\t{chinese}\t机" for system in ("a", "b")]
    table = tmp_path / "wmt.tsv.xz"
    table.write_bytes(lzma.compress("\n".join(rows).encode("utf-8")))
    options = ["--documents", "1", "--length", "10"]
    report = CliRunner().invoke(app, ["align", str(collection), "--translations", str(table), *options])
    names = [line.split("|")[1].strip() for line in report.stdout.splitlines()[2:]]
    assert (report.exit_code, names) == (0, ["toy", "WMT, the years before", "WMT, the last year", "all"])
    assert all(line.split("|")[2].strip() == "1" for line in report.stdout.splitlines()[2:5])
