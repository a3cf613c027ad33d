"""What a run is, kept beside its checkpoints."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from mtqa.errors import UsageError
from research.train.translator.network import Shape
from research.train.translator.schedule import Schedule


@dataclass(frozen=True)
class Settings:
    """What a run is; it cannot be gone on with under others. `update` batches make one step."""

    shape: Shape
    schedule: Schedule
    smoothing: float = 0.1
    tokens: int = 16_000
    update: int = 1
    seed: int = 1


def settings_of(run: Path) -> Settings:
    """Those the run was begun with."""
    path = run / "settings.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        shape, schedule = Shape(**found.pop("shape")), Schedule(**found.pop("schedule"))
        return Settings(shape, schedule, **found)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"no run ({error})", where=str(run), advice="train first: python -m research.train.translator train"
        ) from error


def keep(run: Path, settings: Settings) -> None:
    """A run keeps the settings it began with beside its checkpoints."""
    if not (run / "settings.json").exists():
        run.mkdir(parents=True, exist_ok=True)
        (run / "settings.json").write_text(json.dumps(asdict(settings), indent=1), encoding="utf-8")
        return
    found, wanted = asdict(settings_of(run)), asdict(settings)
    for key, value in wanted.items():
        if found[key] != value:
            what = f"the run was begun with {key} = {found[key]}, not {value}"
            advice = "go on with the same settings, or give another name with --run"
            raise UsageError(what, where=str(run), advice=advice)
