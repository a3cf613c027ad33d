"""The settings of a run, kept beside its checkpoints."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from mtqa.errors import UsageError
from research.train.translator.network import Shape
from research.train.translator.schedule import Schedule


@dataclass(frozen=True)
class Settings:
    """The settings of a run, which cannot continue with others. `update` batches make one step."""

    shape: Shape
    schedule: Schedule
    smoothing: float = 0.1
    tokens: int = 16_000
    update: int = 1
    seed: int = 1


def settings_of(run: Path) -> Settings:
    """The settings with which the run was started."""
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
    """Write the settings of a new run; raises UsageError if the run was started with others."""
    if not (run / "settings.json").exists():
        run.mkdir(parents=True, exist_ok=True)
        (run / "settings.json").write_text(json.dumps(asdict(settings), indent=1), encoding="utf-8")
        return
    found, wanted = asdict(settings_of(run)), asdict(settings)
    for key, value in wanted.items():
        if found[key] != value:
            what = f"the run was started with {key} = {found[key]}, not {value}"
            advice = "continue with the same settings, or give another name with --run"
            raise UsageError(what, where=str(run), advice=advice)
