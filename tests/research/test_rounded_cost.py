"""What eight bits cost, measured on a tiny GGUF file."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the embedded extra is not installed")
pytest.importorskip("gguf", reason="the embedded extra is not installed")

from tiny_gguf import write_tiny_qwen

from research.measure import rounded


def test_divergence_and_speeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounded, "_ROWS", 64)
    monkeypatch.setattr(rounded, "_WIDTH", 32)
    write_tiny_qwen(tmp_path / "tiny.gguf")
    (tmp_path / "a.txt").write_text("林峰在门口。\nHello, 你好！\n", encoding="utf-8")
    told = rounded.report(tmp_path / "tiny.gguf", [tmp_path / "a.txt"], 12).splitlines()
    name, tokens, nats = (cell.strip() for cell in told[2].strip("|").split("|"))
    assert (name, tokens) == ("a.txt", "12") and 0 < float(nats) < 1
    assert [line.split("|")[1].strip() for line in told[6:]] == ["bytes, FBGEMM", "bytes, torch._int_mm", "floats"]
