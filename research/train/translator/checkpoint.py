"""Checkpoints of a run: weights, the optimiser's state, and the next batch. No pickles; written completely or not at
all."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.errors import UsageError

if TYPE_CHECKING:
    from torch import Tensor

#: Adam's state of a parameter.
_MOMENTS = ("step", "exp_avg", "exp_avg_sq")


@dataclass(frozen=True)
class Place:
    """`step` updates are done; the next batch is the one of number `batch` of `epoch`. `tokens` of targets were seen,
    in `seconds` of training."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    tokens: int = 0
    seconds: float = 0.0


def save(run: Path, place: Place, model: Any, optimizer: Any, keep: int) -> Path:
    """Write a folder for this step; of the older folders the last `keep` − 1 stay."""
    from safetensors.torch import save_file

    folder = run / f"step-{place.step:07d}"
    partial = folder.with_name(folder.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    save_file(_own(model), partial / "model.safetensors")
    save_file(_memory(model, optimizer), partial / "optimizer.safetensors")
    (partial / "place.json").write_text(json.dumps(asdict(place)), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    for old in checkpoints(run)[:-keep]:
        shutil.rmtree(old)
    return folder


def checkpoints(run: Path) -> list[Path]:
    """The folders of a run, the oldest first."""
    return sorted(path for path in run.glob("step-*") if path.is_dir() and not path.name.endswith(".part"))


def restore(folder: Path, model: Any, optimizer: Any) -> Place:
    """Load a checkpoint into model and optimiser; returns its place."""
    from safetensors.torch import load_file

    try:
        place = Place(**json.loads((folder / "place.json").read_text(encoding="utf-8")))
        weights, memory = load_file(folder / "model.safetensors"), load_file(folder / "optimizer.safetensors")
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(
            f"no checkpoint ({error})", where=str(folder), advice="name another run, or start a new one"
        ) from error
    for name, parameter in model.named_parameters():
        parameter.data.copy_(weights[name])
        if parameter.requires_grad and f"{name}:step" in memory:
            state = {key: memory[f"{name}:{key}"] for key in _MOMENTS}
            optimizer.state[parameter] = {key: value.to(_device(key, parameter)) for key, value in state.items()}
    return place


def averaged(run: Path, count: int) -> dict[str, Tensor]:
    """The mean of the weights of the last `count` checkpoints."""
    from safetensors.torch import load_file

    folders = checkpoints(run)[-count:]
    if not folders:
        raise UsageError(
            "no checkpoint here", where=str(run), advice="train first: python -m research.train.translator train"
        )
    total: dict[str, Tensor] = {}
    for folder in folders:
        for name, tensor in load_file(folder / "model.safetensors").items():
            total[name] = total[name] + tensor.double() if name in total else tensor.double()
    return {name: (tensor / len(folders)).float() for name, tensor in total.items()}


def _own(model: Any) -> dict[str, Tensor]:
    """The parameters, each once: the output shares the embedding matrix."""
    return {name: parameter.detach().cpu().contiguous() for name, parameter in model.named_parameters()}


def _memory(model: Any, optimizer: Any) -> dict[str, Tensor]:
    memory: dict[str, Tensor] = {}
    for name, parameter in model.named_parameters():
        state = optimizer.state.get(parameter, {})
        memory |= {f"{name}:{key}": state[key].detach().cpu().contiguous() for key in _MOMENTS if key in state}
    return memory


def _device(key: str, parameter: Tensor) -> Any:
    """The device of a value of Adam's state: its step count stays on the processor."""
    return "cpu" if key == "step" else parameter.device
