"""A causal language model that transformers loads, as a `LanguageModel`."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.engines.base import Contest, Identity, Progress, Token, no_progress
from mtqa.engines.causal.contests import WIDE, Reader, Windows
from mtqa.engines.causal.detector import Head, features, find_head
from mtqa.engines.causal.network import Network
from mtqa.text import Span

if TYPE_CHECKING:
    from torch import Tensor

_WINDOW = 1024  # tokens read at once
_OVERLAP = 256  # of them, tokens that were read before: the least context of a token that is not near the start
_CONTEXT = 512  # tokens of context that log_probabilities uses
_BATCH = 16  # variants scored at once


class CausalLanguageModel:
    """Surprisals and contests with the model in `folder`; the weights load at the first question.

    Without `shortlist` every probability is normalised over the whole vocabulary: exact, and several times slower.
    With `rough` it computes in bf16, which is four times faster on processors with bf16 units, and wrong by hundredths
    of a nat. `windows` says how contests read a long text. With `like`, a model of the same folder, it uses the
    weights of that.
    """

    def __init__(
        self,
        folder: Path,
        identity: Identity,
        *,
        shortlist: bool = True,
        rough: bool = False,
        windows: Windows = WIDE,
        like: CausalLanguageModel | None = None,
    ) -> None:
        self.folder = folder
        self._windows = windows
        self._like = like
        self._shortlist = shortlist
        self._rough = rough
        self._identity = identity

    @property
    def identity(self) -> Identity:
        return self._identity

    @cached_property
    def network(self) -> Network:
        if self._like is not None:
            return self._like.network
        return Network(self.folder, shortlist=self._shortlist, rough=self._rough)

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.network, self._windows)

    def surprisals(self, text: str, context: str = "", progress: Progress = no_progress) -> list[Token]:
        ids, offsets = self.network.encode(context + text)
        values = self._surprisals(ids, progress)
        return _tokens(offsets, values, len(context), len(context + text))

    def _surprisals(self, ids: list[int], progress: Progress) -> list[float]:
        """−ln P of each id, in windows that overlap; every window begins with the start token."""
        import torch

        values: list[float] = []
        while len(values) < len(ids):
            begin = max(0, len(values) - _OVERLAP)
            end = min(len(ids), begin + _WINDOW)
            new = len(values) - begin
            before = torch.tensor([self.network.start, *ids[begin : end - 1]])
            hidden = self.network.hidden(before[None])[0, new:]
            scores = self.network.log_probabilities(hidden, torch.tensor(ids[begin + new : end]), before, len(values))
            values.extend((-scores).tolist())
            progress(len(values), len(ids))
        return values

    def log_probabilities(self, variants: Sequence[str], context: str = "") -> list[float]:
        result: list[float] = []
        for start in range(0, len(variants), _BATCH):
            result.extend(self._score(variants[start : start + _BATCH], context))
        return result

    def replaced(self, text: str, words: Sequence[Span], progress: Progress = no_progress) -> list[float]:
        path = find_head(self._identity)
        if path is None or not words:
            return []
        return Head.load(path).log_odds(features(self.network, text, words, progress))

    def next_words(self, text: str, places: Sequence[int], count: int) -> list[list[str]]:
        return self._reader.next_words(text, places, count)

    def first_odds(self, text: str, contests: Sequence[Contest]) -> list[tuple[float, ...]]:
        return self._reader.first_odds(text, contests)

    def log_odds(
        self, text: str, contests: Sequence[Contest], progress: Progress = no_progress
    ) -> list[tuple[float, ...]]:
        return self._reader.log_odds(text, contests, progress)

    def _score(self, variants: Sequence[str], context: str) -> list[float]:
        """ln P of variants that share a context, nats. Their common tokens are read once, and their key–value cache is
        copied for the rest, which is padded on the right, where causal attention does not look."""
        import torch
        from transformers import DynamicCache

        sequences, firsts = self._sequences(variants, context)
        shared = min(_common(sequences), min(map(len, sequences)) - 1)
        cache = DynamicCache(config=self.network.config)
        head = torch.tensor([self.network.start, *sequences[0][:shared]])
        states = self.network.hidden(head[None], cache=cache)[0]
        begun = self._head_scores(states, head, firsts)
        tails = [torch.tensor(sequence[shared:]) for sequence in sequences]
        longest = max(map(len, tails))
        inputs = torch.stack([torch.nn.functional.pad(tail, (0, longest - len(tail))) for tail in tails])
        later = states.new_empty(len(tails), 0, states.shape[-1])
        if longest > 1:
            copies = copy.deepcopy(cache)
            copies.batch_repeat_interleave(len(tails))
            later = self.network.hidden(inputs[:, :-1], cache=copies)
        result = []
        for row, tail in enumerate(tails):
            hidden = torch.cat([states[-1:], later[row, : len(tail) - 1]])
            scores = self.network.log_probabilities(hidden, tail, torch.cat([head, tail[:-1]]), shared)
            inside = max(0, firsts[row] - shared)
            result.append(begun[row] + scores[inside:].sum().item())
        return result

    def _sequences(self, variants: Sequence[str], context: str) -> tuple[list[list[int]], list[int]]:
        """Ids of context + variant, the context cut to its last tokens, and where each variant begins. A token that
        covers characters of both belongs to the variant."""
        ids, offsets = self.network.encode(context)
        context = context[offsets[-_CONTEXT][0] :] if len(ids) > _CONTEXT else context
        sequences, firsts = [], []
        for variant in variants:
            ids, offsets = self.network.encode(context + variant)
            sequences.append(ids or [self.network.start])
            firsts.append(next((i for i, (_, end) in enumerate(offsets) if end > len(context)), len(sequences[-1])))
        return sequences, firsts

    def _head_scores(self, states: Tensor, head: Tensor, firsts: list[int]) -> list[float]:
        """ln P of the shared tokens that belong to each variant."""
        first = min(firsts)
        if first >= len(head) - 1:
            return [0.0] * len(firsts)
        scores = self.network.log_probabilities(states[first:-1], head[first + 1 :], head[:-1], first)
        return [scores[begin - first :].sum().item() for begin in firsts]


def _common(sequences: list[list[int]]) -> int:
    """How many ids all sequences begin with."""
    shared = 0
    for column in zip(*sequences, strict=False):
        if len(set(column)) > 1:
            break
        shared += 1
    return shared


def _tokens(offsets: list[tuple[int, int]], values: list[float], skip: int, length: int) -> list[Token]:
    """Tokens between the characters `skip` and `length`, without gaps. Characters that the tokenizer's offsets leave
    out, such as the space before a word, belong to the next token, at the end to the last. Tokens that share
    characters, such as the bytes of a rare character, become one; a token that covers nothing joins the token
    before."""
    tokens: list[Token] = []
    edge = skip
    for (start, end), value in zip(offsets, values, strict=True):
        if end <= skip:
            continue
        if tokens and (start < edge or end <= edge):
            last = tokens[-1]
            tokens[-1] = Token(Span(last.span.start, max(edge, end) - skip), last.surprisal + value)
        else:
            tokens.append(Token(Span(edge - skip, end - skip), value))
        edge = max(edge, end)
    if tokens and edge < length:
        tokens[-1] = Token(Span(tokens[-1].span.start, length - skip), tokens[-1].surprisal)
    return tokens
