"""The states and probabilities of given texts ("teacher forcing"): each text is read at once from start to end.

Unlike in `sequences`, no keys and values are kept. The result for a text does not depend on the rest of its batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mtqa.engines.decoding.constraints import Language
from mtqa.engines.int8.attention import attending, rotations
from mtqa.engines.int8.gemma import FULL, SLIDING, Gemma

if TYPE_CHECKING:
    from torch import Tensor

_STATES_AT_ONCE = 256  # states whose logits are in memory at once, for 8,192 rows of the output layer: 8 MB


def states(gemma: Gemma, texts: Sequence[Sequence[int]], layers: Sequence[int]) -> list[Tensor]:
    """The states of texts, given as token ids, after `layers` (1 is the first), each (texts, tokens, width); those
    after the last layer are finished, as input of the output layer. Values after the end of a shorter text have no
    meaning."""
    import torch

    places = torch.arange(max(map(len, texts)))
    ids = torch.tensor([[*text, *[0] * (len(places) - len(text))] for text in texts])
    attend = _attending(gemma, places)
    found: dict[int, Tensor] = {}
    current = gemma.words(ids)
    for number, layer in enumerate(gemma.layers, 1):
        current = layer(current, attend[layer.kind])
        if number in layers:
            found[number] = gemma.finish(current) if number == len(gemma.layers) else current
        if number == max(layers):
            break
    return [found[layer] for layer in layers]


def _attending(gemma: Gemma, places: Tensor) -> dict[str, Callable[[Tensor, Tensor], Tensor]]:
    """The attention function of each kind of layer, for tokens that attend to those before them."""
    shape = gemma.shape
    seen = places[:, None] >= places
    found = {}
    for kind, mask in ((FULL, seen), (SLIDING, seen & (places > places[:, None] - shape.window))):
        cosines, sines = (part[None, :, None] for part in rotations(shape.theta[kind], shape.head, len(places)))
        # Query heads that share a head of keys are treated as more queries of that head.
        shared = mask.repeat_interleave(shape.heads // shape.groups, 0)[None, None]
        found[kind] = attending(shape, (cosines, sines), ~shared, lambda new: new)
    return found


def surprise(gemma: Gemma, language: Language, before: Tensor, tokens: Tensor) -> Tensor:
    """For `tokens` (n,) and the finished states `before` them (n, width): ln P of each, ln P of the likeliest token and
    the entropy, nats, shape (n, 3). Normalised over the tokens of `language`; another token is added to them."""
    import torch

    parts = zip(torch.split(before, _STATES_AT_ONCE), torch.split(tokens, _STATES_AT_ONCE), strict=True)
    return torch.cat([_surprise(gemma, language, *part) for part in parts]) if len(tokens) else torch.empty(0, 3)


def _surprise(gemma: Gemma, language: Language, before: Tensor, tokens: Tensor) -> Tensor:
    import torch

    wanted = torch.full((len(tokens),), float("-inf"))
    best, totals, means = [], [], []
    for rows, output in language.parts:
        logits = output(before)
        places = torch.searchsorted(rows, tokens).clamp_(max=len(rows) - 1)
        known = rows[places] == tokens
        wanted[known] = logits[known, places[known]]
        best.append(logits.amax(1))
        totals.append(logits.logsumexp(1))
        means.append((logits - totals[-1][:, None]).exp_().mul_(logits).sum(1))
    by_part = torch.stack(totals)
    total = by_part.logsumexp(0)
    entropy = total - ((by_part - total).exp() * torch.stack(means)).sum(0)
    for place in wanted.isinf().nonzero()[:, 0]:
        wanted[place] = gemma.output(tokens[place, None])(before[place, None])[0, 0]
        total[place] = torch.logaddexp(total[place], wanted[place])
    return torch.stack([wanted - total, torch.stack(best).amax(0) - total, entropy], 1)
