"""Texts that Gemma is made to say ("teacher forcing"): read at once from end to end, and how likely each token was.

Nothing is kept for going on, unlike in `sequences`. What comes of a text does not depend on the others in its batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mtqa.engines.decoding.constraints import Language
from mtqa.engines.int8.attention import attending, turns
from mtqa.engines.int8.gemma import FULL, SLIDING, Gemma

if TYPE_CHECKING:
    from torch import Tensor

_AT_ONCE = 256  # states whose logits are held at once, for 8,192 rows of the output layer: 8 MB


def states(gemma: Gemma, texts: Sequence[Sequence[int]], layers: Sequence[int]) -> list[Tensor]:
    """Of texts as tokens the states after `layers` (1 is the first), each (texts, tokens, width); those after the last
    one are finished, as the output layer takes them. What stands behind the end of a shorter text means nothing."""
    import torch

    places = torch.arange(max(map(len, texts)))
    ids = torch.tensor([[*text, *[0] * (len(places) - len(text))] for text in texts])
    attend = _attending(gemma, places)
    found: dict[int, Tensor] = {}
    now = gemma.words(ids)
    for number, layer in enumerate(gemma.layers, 1):
        now = layer(now, attend[layer.kind])
        if number in layers:
            found[number] = gemma.finish(now) if number == len(gemma.layers) else now
        if number == max(layers):
            break
    return [found[layer] for layer in layers]


def _attending(gemma: Gemma, places: Tensor) -> dict[str, Callable[[Tensor, Tensor], Tensor]]:
    """For each kind of layer what its tokens find in those before them."""
    shape = gemma.shape
    seen = places[:, None] >= places
    found = {}
    for kind, mask in ((FULL, seen), (SLIDING, seen & (places > places[:, None] - shape.window))):
        cosines, sines = (part[None, :, None] for part in turns(shape.theta[kind], shape.head, len(places)))
        # A query head is a query more of the head of keys it shares.
        shared = mask.repeat_interleave(shape.heads // shape.groups, 0)[None, None]
        found[kind] = attending(shape, (cosines, sines), ~shared, lambda new: new)
    return found


def surprise(gemma: Gemma, language: Language, before: Tensor, tokens: Tensor) -> Tensor:
    """Of `tokens` (n,) and the finished states `before` them (n, width): ln P of each, ln P of the likeliest token and
    the entropy (nats), (n, 3). Normalised over what may be said in a language; a token beside that counts on top."""
    import torch

    parts = zip(torch.split(before, _AT_ONCE), torch.split(tokens, _AT_ONCE), strict=True)
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
    apart = torch.stack(totals)
    total = apart.logsumexp(0)
    entropy = total - ((apart - total).exp() * torch.stack(means)).sum(0)
    for place in wanted.isinf().nonzero()[:, 0]:
        wanted[place] = gemma.output(tokens[place, None])(before[place, None])[0, 0]
        total[place] = torch.logaddexp(total[place], wanted[place])
    return torch.stack([wanted - total, torch.stack(best).amax(0) - total, entropy], 1)
