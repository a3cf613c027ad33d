"""Which of the wordings that a document has for one thing is better at each place, by the language model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean

from mtqa.evidence.contrast import Contrast, Judge
from mtqa.evidence.rivals import Cluster, Rival, Variant, centres, fitted, is_same
from mtqa.lexicon import Dictionary

_LEAST_COMPETING = 3  # competing wordings: more than a writer's variation
_MOST_CENTRES = 6  # wordings of the dictionary that are tried
_LEAST_LOG_ODDS = 1.0  # nats by which the sentence has to become likelier
_LEAST_GAIN = 3.0  # nats of these that the document has to add


def better_wordings(judge: Judge, cluster: Cluster, dictionary: Dictionary) -> list[Contrast]:
    """The better wording at every place of a cluster that needs one."""
    compete = has_many(cluster)
    if not compete and not (any(cluster.links.values()) and _is_uneven(cluster)):
        return []
    contrasts = _weigh(judge, cluster, cluster.variants, cluster.leader.text)
    convincing = [
        contrast for contrast in contrasts if contrast.log_odds >= _LEAST_LOG_ODDS and contrast.gain >= _LEAST_GAIN
    ]
    if not compete or not convincing:
        return convincing
    wording = _dictionary_wording(judge, cluster, dictionary)
    if wording:
        contrasts = _weigh(judge, cluster, cluster.variants, wording)
    kin = _weigh(judge, cluster, cluster.kin, wording or cluster.leader.text)
    joining = [contrast for contrast in kin if contrast.log_odds >= _LEAST_GAIN and contrast.gain >= _LEAST_GAIN]
    return [contrast for contrast in contrasts if contrast.log_odds > -_LEAST_GAIN] + joining


def _weigh(judge: Judge, cluster: Cluster, variants: Sequence[Variant], wording: str) -> list[Contrast]:
    """Compare a wording with these variants at all their places."""
    return judge.weigh([rival for variant in variants for rival in _rivals(cluster, variant, wording)])


def has_many(cluster: Cluster) -> bool:
    """Do enough wordings compete, not counting those that only add a suffix?"""
    kept: list[Variant] = []
    for variant in cluster.variants:
        if not any(all(map(is_same, variant.words, earlier.words)) for earlier in kept):
            kept.append(variant)
    return len(kept) >= _LEAST_COMPETING


def _is_uneven(cluster: Cluster) -> bool:
    """Is one wording more common than all others?"""
    first, second = (len(variant.places) for variant in cluster.variants[:2])
    return first > second


def _rivals(cluster: Cluster, variant: Variant, wording: str) -> Iterator[Rival]:
    """A wording at every place of a variant, unless the variant only adds a suffix to it."""
    leader = cluster.leader
    if wording == leader.text and all(map(is_same, variant.words, leader.words)):
        return
    english = next((word for pair, word in cluster.links.items() if variant in (cluster.variants[i] for i in pair)), "")
    counts = Counter({form.text: len(form.places) for form in cluster.variants})
    for segment, span in variant.places:
        fit = fitted(wording, variant, leader)
        yield Rival(segment, span, fit, "variants", english, seen=(len(variant.places), counts[wording]))


def _dictionary_wording(judge: Judge, cluster: Cluster, dictionary: Dictionary) -> str:
    """A wording of the dictionary that beats the most common wording at its own places and, on the whole, all
    others; or an empty string."""
    wordings = centres(cluster, dictionary, _MOST_CENTRES)
    contrasts = judge.weigh(
        [rival for wording in wordings for variant in cluster.variants for rival in _rivals(cluster, variant, wording)]
    )
    best, most = "", _LEAST_LOG_ODDS
    places = len(contrasts) // max(1, len(wordings))
    for index, wording in enumerate(wordings):
        own = contrasts[index * places : (index + 1) * places]
        at_leader = fmean(contrast.log_odds for contrast in own if contrast.rival.stands == cluster.leader.text)
        overall = fmean(contrast.log_odds for contrast in own)
        if at_leader >= _LEAST_LOG_ODDS and overall >= most:
            best, most = wording, overall
    return best
