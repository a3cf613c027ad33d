"""Convert a GGUF file of llama.cpp into a folder that transformers loads in seconds.

Such a file has the weights in some four bits, the vocabulary and the settings. transformers can load it, but takes most
of a minute each time. So it is converted once: weights as safetensors, the vocabulary as tokenizer.json, settings as
config.json. `architectures.py` has what differs between families of models: a table, with an entry for each.
"""

from __future__ import annotations

import json
from pathlib import Path

from mtqa.engines.store.gguf.architectures import ARCHITECTURES, Architecture
from mtqa.engines.store.gguf.file import GgufFile, TensorEntry, open_gguf
from mtqa.engines.store.gguf.tensors import Encode, TensorFile, as_they_are, dequantized
from mtqa.engines.store.manifest import StageProgress, no_stages
from mtqa.errors import ModelCorrupt


def convert(
    source: Path,
    folder: Path,
    progress: StageProgress = no_stages,
    encode: Encode = as_they_are,
    weights: str = "model.safetensors",
) -> None:
    """Write config.json, the file `weights`, tokenizer.json, tokenizer_config.json, and what else the architecture
    needs, into `folder`. `encode` gives what is stored for each tensor; it gets the tensor in bf16 and its name in
    transformers."""
    with open_gguf(source) as file:
        name = file.metadata.get("general.architecture")
        architecture = ARCHITECTURES.get(str(name))
        if architecture is None:
            known = " or ".join(map(repr, ARCHITECTURES))
            raise ModelCorrupt(f"contains {name!r}, expected {known}", where=str(source))
        _write_weights(file, architecture, folder / weights, progress, encode)
        try:
            progress("tokenizer", 0, 1)
            architecture.write_tokenizer(file.metadata, folder)
            progress("tokenizer", 1, 1)
            config = architecture.config(file.metadata, _is_tied(file))
        except KeyError as error:
            raise ModelCorrupt(f"has no {error}", where=str(source)) from error
    text = json.dumps(config, ensure_ascii=False, indent=2)
    (folder / "config.json").write_text(text + "\n", encoding="utf-8")


def _is_tied(file: GgufFile) -> bool:
    """Are the input embeddings also the output layer? Then the file has no output layer of its own."""
    return all(entry.name != "output.weight" for entry in file.tensors)


def _write_weights(
    file: GgufFile, architecture: Architecture, path: Path, progress: StageProgress, encode: Encode
) -> None:
    """Write one tensor after the other, so that memory holds only one."""
    total = sum(entry.size for entry in file.tensors)
    before = 0
    with TensorFile(path, 2 * len(file.tensors)) as out:
        for entry in file.tensors:

            def report(done: int, before: int = before) -> None:
                progress("weights", before + done, total)

            stored = encode(
                _transformers_name(file, architecture, entry), dequantized(file, entry, architecture, report)
            )
            for name, tensor in stored.items():
                out.add(name, tensor)
            before += entry.size


def _transformers_name(file: GgufFile, architecture: Architecture, entry: TensorEntry) -> str:
    parts = entry.name.split(".")
    prefix = f"model.layers.{parts[1]}." if parts[0] == "blk" else ""
    if len(parts) < 2 or (name := architecture.names.get(parts[-2])) is None:
        raise ModelCorrupt(f"has a tensor {entry.name!r}, which mtqa does not know", where=str(file.path))
    return f"{prefix}{name}.{parts[-1]}"
