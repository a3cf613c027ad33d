"""A loaded MarianMT model: its language code, beam search, and the scores of hypotheses.

Hypotheses are scored in one more pass over their tokens, because keeping the search's scores would need a row of
the whole vocabulary for every beam and step.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engines.base import Translation
from mtqa.engines.quantised_weights import INDEX, unpack
from mtqa.errors import ModelCorrupt, ModelError

if TYPE_CHECKING:
    from torch import Tensor

#: Beams, as in the generation settings of OPUS-MT models (4 or 6); more if more hypotheses are wanted.
_BEAMS = 4
#: Tokens of output per token of input, and some more: text that needs more is a loop, not a translation.
_GROWTH, _ALLOWANCE = 3, 32
#: Tokens scored at a time: 512 rows over OPUS-MT's 65,001 words are 133 MB.
_SCORED_TOKENS = 512
#: Tensors that a network computes or shares, so packed weights do not have them.
_COMPUTED = ("embed_positions.weight", "embed_tokens.weight", "lm_head.weight", "final_logits_bias")
#: The codes that ask multi-target models for a language, preferred first: Simplified before Traditional.
_CODES = {
    "zh": (">>cmn_Hans<<", ">>zho_Hans<<", ">>zh_Hans<<", ">>cmn<<", ">>zho<<", ">>zh<<"),
    "en": (">>eng<<", ">>en<<"),
}


@dataclass(frozen=True)
class LoadedMarian:
    """Network and tokenizer, and the prefix that asks for the target language."""

    model: Any
    tokenizer: Any
    prefix: str
    limit: int  # tokens of input
    positions: int  # tokens of output

    def length(self, text: str) -> int:
        return len(self.tokenizer(self.prefix + text, verbose=False).input_ids)


def load(folder: Path, target: str) -> LoadedMarian:
    """The model in `folder`, asked for `target`. Raises ModelCorrupt if it cannot be loaded."""
    import torch
    from transformers import MarianMTModel, MarianTokenizer
    from transformers.utils import logging

    bars = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Recommended: pip install sacremoses", UserWarning)
            tokenizer: Any = MarianTokenizer.from_pretrained(folder, local_files_only=True)
        model: Any = (
            _unpacked(folder)
            if (folder / INDEX).is_file()
            else MarianMTModel.from_pretrained(folder, dtype=torch.float32, local_files_only=True, use_safetensors=True)
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        advice = "it needs config.json, model.safetensors, source.spm, target.spm and vocab.json"
        raise ModelCorrupt(f"the Marian model cannot be loaded ({error})", where=str(folder), advice=advice) from error
    finally:
        if bars:
            logging.enable_progress_bar()
    positions = model.config.max_position_embeddings
    limit = min(positions, tokenizer.model_max_length)
    return LoadedMarian(model.eval(), tokenizer, _prefix(tokenizer, target, folder), limit, positions)


def _unpacked(folder: Path) -> Any:
    """A network with the packed weights; positions and shared weights follow from its configuration."""
    from transformers import GenerationConfig, MarianConfig, MarianMTModel

    model: Any = MarianMTModel(MarianConfig.from_pretrained(folder, local_files_only=True))
    missing, unexpected = model.load_state_dict(unpack(folder), strict=False)
    lacking = [name for name in missing if not name.endswith(_COMPUTED)]
    if lacking or unexpected:
        raise ValueError(f"packed weights do not fit config.json: {(lacking + unexpected)[0]}")
    model.generation_config = GenerationConfig.from_pretrained(folder, local_files_only=True)
    model.tie_weights()
    return model


def toward(loaded: LoadedMarian, target: str, folder: Path) -> LoadedMarian:
    """The same network, asked for another language."""
    return replace(loaded, prefix=_prefix(loaded.tokenizer, target, folder))


def _prefix(tokenizer: Any, target: str, folder: Path) -> str:
    """The code that asks a multi-target model for `target`; empty for a model of one target."""
    codes: list[str] = tokenizer.supported_language_codes
    if not codes:
        return ""
    for code in (*_CODES.get(target, ()), f">>{target}<<"):
        if code in codes:
            return f"{code} "
    raise ModelError(f"translates into {', '.join(codes[:8])}, not into {target}", where=str(folder))


def search(texts: list[str], loaded: LoadedMarian, n_best: int) -> list[list[Translation]]:
    """The hypotheses of each text, best first. `texts` must be sorted by length, so that those that are too long are
    the last."""
    import torch

    fitting = [text for text in texts if loaded.length(text) <= loaded.limit]
    refused = Translation("", reason=f"a clause is longer than the {loaded.limit} tokens the model takes")
    if not fitting:
        return [[refused] for _ in texts]
    inputs = loaded.tokenizer([loaded.prefix + text for text in fitting], return_tensors="pt", padding=True)
    room = min(loaded.positions, _GROWTH * inputs.input_ids.shape[1] + _ALLOWANCE) - 1
    with torch.inference_mode():
        sequences = loaded.model.generate(
            input_ids=inputs.input_ids,
            attention_mask=inputs.attention_mask,
            num_beams=max(_BEAMS, n_best),
            num_return_sequences=n_best,
            max_new_tokens=room,
            length_penalty=1.0,
            do_sample=False,
        )
        rows = torch.arange(len(fitting)).repeat_interleave(n_best)
        scores, lengths = _scores(loaded, inputs.input_ids[rows], inputs.attention_mask[rows], sequences)
    written = loaded.tokenizer.batch_decode(sequences, skip_special_tokens=True, use_source_tokenizer=False)
    endless = "the model did not finish"
    hypotheses = [
        Translation("", score, endless) if length >= room else Translation(text.strip(), score)
        for text, score, length in zip(written, scores, lengths, strict=True)
    ]
    grouped = [hypotheses[start : start + n_best] for start in range(0, len(hypotheses), n_best)]
    ranked = [sorted(group, key=lambda hypothesis: -hypothesis.score) for group in grouped]
    return ranked + [[refused] for _ in texts[len(fitting) :]]


def _scores(loaded: LoadedMarian, inputs: Tensor, mask: Tensor, sequences: Tensor) -> tuple[list[float], list[int]]:
    """Mean ln P of the tokens of each hypothesis, end mark included, and their number."""
    import torch

    labels = sequences[:, 1:]  # the first is the start mark
    ended = (labels == loaded.model.config.eos_token_id).long()
    counted = (ended.cumsum(1) - ended) == 0
    scores: list[float] = []
    rows = max(1, _SCORED_TOKENS // labels.shape[1])
    for start in range(0, len(labels), rows):
        part = slice(start, start + rows)
        logits = loaded.model(
            input_ids=inputs[part], attention_mask=mask[part], decoder_input_ids=sequences[part, :-1]
        ).logits
        losses = torch.nn.functional.cross_entropy(logits.transpose(1, 2), labels[part], reduction="none")
        total = losses.where(counted[part], torch.zeros(())).sum(1)
        scores += (-total / counted[part].sum(1)).tolist()
    return scores, counted.sum(1).tolist()
