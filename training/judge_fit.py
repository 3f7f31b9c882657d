"""Weights of the judge of a passage, fitted on pairs outside the stance model's training, and the scores that they give.

A logistic regression over the signals of ``factcheck.judgement.weighing``. Every set counts the same however many pairs it
has, but that of the affairs, the only one with passages of news, as much as ``NEWS_SHARE`` of them. Labelled pairs are
mostly on one subject, an archive is mostly not: to each set with few topics in common come passages of its other claims that
share most words with a claim, as neutral.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from factcheck.inference import OnnxStanceModel
from factcheck.inference.stance import softmax
from factcheck.judgement import weighing
from factcheck.judgement.judge import Thresholds
from factcheck.judgement.polarity import read_terms
from training.evaluate import read_features
from training.metrics import average_sets, score_set
from training.pairs import LABELS, Pair, read_pairs
from training.prepare import name_source

WEIGHTS = Path(weighing.__file__).with_name("weights.json")
NEUTRAL = LABELS.index("NEUTRAL")
# Sets whose claims are on one subject: there, what belongs to another claim may bear on this one as well.
ONE_SUBJECT = ("covid", "climate", "healthver")
# The set of passages of news, which is what an archive holds, and how many other sets it counts as.
NEWS = "affairs"
NEWS_SHARE = 2.0
CLAIMS_WITH_NEUTRALS = 150
# Ranks among the passages that share words with a claim: behind the first, which may be the same passage in other words.
NEUTRAL_RANKS = (3, 8)
RIDGE = 1e-3
ROUNDS = 4000


class Examples(NamedTuple):
    """Signals with a column of ones, labels as places in ``LABELS``, whether each pair is a labelled one, and how much the
    set counts."""

    signals: NDArray[np.float64]
    gold: NDArray[np.int64]
    is_labelled: NDArray[np.bool_]
    share: float = 1.0


def fit_judge(model: OnnxStanceModel, data: Path) -> dict[str, Any]:
    """Fit on every set of ``data``, write the weights, and report each set under the weights of the others."""
    sets = {name_source(path): read_examples(model, read_pairs(path), name_source(path)) for path in find_sets(data)}
    guesses = {}
    for name, examples in sets.items():
        weights = fit([other for known, other in sets.items() if known != name])
        guesses[name] = predict(weights, examples.signals[examples.is_labelled])
    gold = {name: examples.gold[examples.is_labelled] for name, examples in sets.items()}
    weights = fit(list(sets.values()))
    names = (*weighing.Signals._fields, "constant")
    rows = {side: name_values(names, row) for side, row in zip(("supporting", "conflicting"), weights, strict=True)}
    rows["confidence"] = name_values(("slope", "constant"), fit_confidence(*find_sides(guesses, gold)))
    WEIGHTS.write_text(json.dumps({"stance_model": model.name, "weights": rows}, indent=2) + "\n", encoding="utf-8")
    weighing.load_weights.cache_clear()
    held_out = {name: score_set(gold[name].tolist(), guesses[name]) for name in sets}
    return {"weights": rows, "held_out": {"mean": average_sets(held_out), "sets": held_out}}


def find_sets(data: Path) -> list[Path]:
    """Return the files of a folder of sets, by name."""
    return sorted(data.glob("*.jsonl.gz"))


def name_values(names: Sequence[str], values: Sequence[float] | NDArray[np.float64]) -> dict[str, float]:
    """Return the values under their names, rounded as they are shipped."""
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


def read_examples(model: OnnxStanceModel, pairs: Sequence[Pair], name: str) -> Examples:
    """Return the signals of the pairs of a set, and of neutral pairs made of it unless it is on one subject."""
    neutrals = [] if any(subject in name for subject in ONE_SUBJECT) else find_neutrals(pairs)
    every = [*pairs, *neutrals]
    features = read_features(model, every)
    signals = np.array([[*found.signals, 1.0] for found in features])
    gold = np.array([LABELS.index(pair.label) for pair in every])
    share = NEWS_SHARE if name.startswith(NEWS) else 1.0
    return Examples(signals, gold, np.arange(len(every)) < len(pairs), share)


def find_neutrals(pairs: Sequence[Pair]) -> list[Pair]:
    """Return passages of other claims that share rare words with a claim, two for each of some claims."""
    words = {text: frozenset(read_terms(text).polarities) for text in {pair.evidence for pair in pairs}}
    holders: dict[str, list[str]] = defaultdict(list)
    for text in sorted(words):
        for word in words[text]:
            holders[word].append(text)
    own: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        own[pair.claim].add(pair.evidence)
    claims = sorted(own)
    step = max(1, len(claims) // CLAIMS_WITH_NEUTRALS)
    found = []
    for claim in claims[::step]:
        shared: Counter[str] = Counter()
        for word in sorted(read_terms(claim).polarities):
            for text in holders.get(word, ()):
                shared[text] += round(1000 * math.log(1 + len(words) / len(holders[word])))
        ranked = [text for text, _count in shared.most_common(NEUTRAL_RANKS[-1] * 2) if text not in own[claim]]
        found += [Pair(claim, ranked[rank], "NEUTRAL") for rank in NEUTRAL_RANKS if rank < len(ranked)]
    return found


def fit(sets: Sequence[Examples]) -> NDArray[np.float64]:
    """Return two rows of weights, for supporting and conflicting against neutral (convex: any start does)."""
    signals = np.concatenate([examples.signals for examples in sets])
    gold = np.eye(len(LABELS))[np.concatenate([examples.gold for examples in sets])]
    share = np.concatenate([_weigh_pairs(examples) for examples in sets])
    share = (share / share.sum())[:, None]
    scale = np.sqrt((signals**2).mean(axis=0)) + 1e-9
    scaled = signals / scale
    weights = np.zeros((2, signals.shape[1]))
    speed = np.zeros_like(weights)
    for _ in range(ROUNDS):
        error = ((predict(weights, scaled) - gold) * share)[:, :2]
        # Nesterov's momentum: the plain gradient takes ten times as many rounds.
        speed = 0.95 * speed - 0.5 * (error.T @ scaled + RIDGE * weights)
        weights += speed
    found: NDArray[np.float64] = weights / scale
    return found


def _weigh_pairs(examples: Examples) -> NDArray[np.float64]:
    """Labelled pairs of a set weigh its share together, and its neutral ones as much."""
    labelled, made = examples.is_labelled.sum(), (~examples.is_labelled).sum()
    return examples.share * np.where(examples.is_labelled, 1 / labelled, 1 / max(1, made))


def predict(weights: NDArray[np.float64], signals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities of ``LABELS`` for rows of signals."""
    logits = np.concatenate([signals @ weights.T, np.zeros((len(signals), 1))], axis=1)
    return softmax(logits.astype(np.float32))


def find_sides(
    guesses: dict[str, NDArray[np.float64]], gold: dict[str, NDArray[np.int64]]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the probability of each guess that takes a side, and whether the side was right."""
    probabilities, right = [], []
    least = min(Thresholds().supporting, Thresholds().conflicting)
    for name, found in guesses.items():
        sides, surest = found[:, :NEUTRAL].argmax(axis=1), found[:, :NEUTRAL].max(axis=1)
        probabilities.append(surest[surest >= least])
        right.append((sides == gold[name])[surest >= least])
    return np.concatenate(probabilities), np.concatenate(right)


def fit_confidence(probabilities: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float, float]:
    """Return slope and constant on the log-odds that make probabilities say how often they are right (Platt 1999)."""
    odds = np.log(probabilities / (1 - probabilities))
    signals = np.stack([odds, np.ones_like(odds)], axis=1)
    weights = np.array([1.0, 0.0])
    for _ in range(ROUNDS):
        guess = 1 / (1 + np.exp(-signals @ weights))
        weights -= 0.5 * ((guess - right) @ signals) / len(odds)
    return float(weights[0]), float(weights[1])
