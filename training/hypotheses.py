"""Does the claim alone give the label away? A bag-of-words model that never sees the passage, scored on held-out claims."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from training.pairs import Pair, fold


def score_claim_only(pairs: Sequence[Pair], seed: int = 0) -> tuple[float, float]:
    """Return the accuracy of naive Bayes over words and word pairs of the claim, and the majority label's share.

    Claims that differ in letters only stand on one side of the split.
    """
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[fold(pair.claim)].append(pair)
    keys = sorted(groups)
    random.Random(seed).shuffle(keys)
    cut = len(keys) * 4 // 5
    train = [pair for key in keys[:cut] for pair in groups[key]]
    test = [pair for key in keys[cut:] for pair in groups[key]]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    labels = Counter(pair.label for pair in train)
    for pair in train:
        counts[pair.label].update(list_features(pair.claim))
    vocabulary = len(set().union(*counts.values()))
    totals = {label: sum(counter.values()) for label, counter in counts.items()}

    def guess(claim: str) -> str:
        def score(label: str) -> float:
            seen, total = counts[label], totals[label]
            words = sum(math.log((seen[w] + 0.5) / (total + 0.5 * vocabulary)) for w in list_features(claim))
            return math.log(labels[label]) + words

        return max(sorted(labels), key=score)

    hits = sum(guess(pair.claim) == pair.label for pair in test)
    majority = max(Counter(pair.label for pair in test).values())
    return hits / len(test), majority / len(test)


def list_features(claim: str) -> set[str]:
    """Return the words of a claim and its pairs of neighbouring words."""
    words = fold(claim).split()
    return set(words) | {f"{left} {right}" for left, right in pairwise(words)}
