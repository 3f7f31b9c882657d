"""Hard neutrals: for a claim, the passage of another claim that shares the most telling words with it."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from training.pairs import Pair, fold


def find_neighbours(rng: random.Random, pairs: Sequence[Pair], count: int, best: int = 4) -> Iterator[Pair]:
    """Yield up to ``count`` claims with one of the ``best`` passages of other claims by summed idf of shared words.

    Passages that stand with the same claim anywhere in ``pairs`` are left out. Works for sources in which a claim is
    about one thing; where many passages bear on a claim, the label would be wrong too often.
    """
    passages = sorted({pair.evidence for pair in pairs})
    words = [set(fold(text).split()) for text in passages]
    frequency = Counter(word for bag in words for word in bag)
    weights = {word: math.log(len(passages) / number) for word, number in frequency.items()}
    holders: dict[str, list[int]] = defaultdict(list)
    for number, bag in enumerate(words):
        for word in bag:
            if frequency[word] <= 200:
                holders[word].append(number)
    own: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        own[fold(pair.claim)].add(fold(pair.evidence))
    claims = sorted({pair.claim for pair in pairs})
    for claim in rng.sample(claims, min(count, len(claims))):
        scores: Counter[int] = Counter()
        for word in set(fold(claim).split()) & holders.keys():
            for number in holders[word]:
                scores[number] += weights[word] / math.sqrt(len(words[number]) + 10)
        near = [n for n, _ in scores.most_common(best + 6) if not is_related(passages[n], own[fold(claim)])]
        if near:
            yield Pair(claim, passages[rng.choice(near[:best])], "NEUTRAL")


def is_related(passage: str, own: set[str]) -> bool:
    """Return whether a passage is one of a claim's own or shares half of its words with one of them."""
    bag = set(fold(passage).split())
    return any(len(bag & set(text.split())) > 0.5 * min(len(bag), len(text.split())) for text in own)
