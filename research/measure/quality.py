"""The figures of the shipped quality estimation on MLQE-PE's development set and on Bio MQM.

`python -m research train quality` prints the same after training, and the figures of the source alone.
"""

from __future__ import annotations

from pathlib import Path

from mtqa.engines.base import BAD_BELOW
from mtqa.engines.causal.lora import digest, require_adapter
from mtqa.engines.causal.model import CausalLanguageModel
from mtqa.engines.quality.estimator import NAME, find_heads
from mtqa.engines.quality.forced_decoding import ForcedDecoder
from mtqa.engines.quality.heads import Heads
from mtqa.engines.translators.tuned import open_tuned
from mtqa.errors import ModelMissing
from research.train.quality import data
from research.train.quality.measure import Measure, Tasks
from research.train.quality.recipe import part


def quality(dev: Path, mqm: Path | None, model: CausalLanguageModel, tasks: Tasks) -> str:
    """Correlations, preferences, word tags at even odds, calibration of p_bad; on `mqm`, systems and doubts."""
    adapter = require_adapter(model.identity, "make one first: python -m research train adapter")
    found = find_heads(model.identity, adapter)
    if found is None:
        raise ModelMissing("no heads were made for this model", where=NAME, advice="python -m research train quality")
    decoder = ForcedDecoder(open_tuned(model.folder, adapter), digest(adapter))
    measure = Measure(Heads.load(found), model, decoder, tasks)
    rows = data.rows(dev)
    lines = measure.on_rows(part("dev", data.mlqe(dev, "dev"), rows, measure.reader), threshold=0.0)
    share = sum(row.assessment < BAD_BELOW for row in rows) / len(rows)
    lines.append(f"{share:.1%} of the rows were rated below {BAD_BELOW}")
    return "\n".join(lines + (measure.on_systems(data.mqm(mqm)) if mqm else []))
