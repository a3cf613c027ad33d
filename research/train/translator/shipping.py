"""A run → a folder that mtqa, transformers and CTranslate2 can load, or a packed one, as it ships."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Literal

from mtqa.engines.quantised_weights import Precision, pack, unpack
from research.train.translator import checkpoint, network
from research.train.translator.network import Shape
from research.train.translator.vocabulary import Vocabulary

Form = Literal["float16", "int8", "plain"]
_TEXTS = ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json")


def export(run: Path, shape: Shape, vocabulary: Path, folder: Path, form: Form, count: int) -> list[Path]:
    """Write the mean of the last `count` checkpoints; returns the files, the weights first."""
    model = network.build(shape, Vocabulary(vocabulary))
    tensors = checkpoint.averaged(run, count)
    model.load_state_dict(tensors, strict=False)  # tied weights and constants are not in the file
    folder.mkdir(parents=True, exist_ok=True)
    for name in _TEXTS:
        shutil.copyfile(vocabulary / name, folder / name)
    return _write(model, tensors, folder, form)


def make_plain(packed: Path, folder: Path) -> list[Path]:
    """Write a packed model in the form of transformers and its converters: one file of float16."""
    from transformers import MarianConfig, MarianMTModel

    model = MarianMTModel(MarianConfig.from_pretrained(packed))
    tensors = unpack(packed)
    model.load_state_dict(tensors, strict=False)
    folder.mkdir(parents=True, exist_ok=True)
    for name in _TEXTS:
        shutil.copyfile(packed / name, folder / name)
    return _write(model, tensors, folder, "plain")


def _write(model: Any, tensors: dict[str, Any], folder: Path, form: Form) -> list[Path]:
    if form == "plain":
        model.half().save_pretrained(folder)
        return sorted(folder.glob("*.safetensors"))
    model.config.save_pretrained(folder)
    model.generation_config.save_pretrained(folder)
    precision: Precision = form
    positions = {name for name in tensors if "embed_positions" in name}  # sines and cosines, computed when loaded
    return pack({name: tensor for name, tensor in tensors.items() if name not in positions}, folder, precision)
