"""Opposites and wider words from the dictionary files of WordNet (Miller 1995; Debian's ``wordnet-base`` has them).

Only the most frequent sense of a word counts, and only single words: rarer senses turn most sentences into nonsense.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.generate.antonyms import BLOCKED
from training.pairs import Pair

PARTS = ("noun", "verb", "adj", "adv")
ANTONYM, HYPERNYM = "!", "@"
PLAIN = re.compile(r"[a-z]{3,}")
# A wider word makes a statement weaker only where nothing counts or bounds it.
BOUNDED = re.compile(r"\b(all|every|each|any|only|few|fewer|less|most|first|last)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Synset:
    """Words of one sense, and its pointers: symbol, place of the other sense, numbers of the two words (0: all)."""

    words: tuple[str, ...]
    pointers: tuple[tuple[str, str, int, int], ...]


def read_synsets(folder: Path, part: str) -> dict[str, Synset]:
    """Return the senses of one part of speech by their place in ``data.<part>`` (format: wndb(5WN))."""
    synsets = {}
    for line in (folder / f"data.{part}").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            continue
        fields = line.split(" | ")[0].split()
        count = int(fields[3], 16)
        words = tuple(re.sub(r"\(\w+\)$", "", word) for word in fields[4 : 4 + 2 * count : 2])
        first = 5 + 2 * count
        quads = [fields[i : i + 4] for i in range(first, first + 4 * int(fields[first - 1]), 4)]
        same = [(symbol, place, int(ends[:2], 16), int(ends[2:], 16)) for symbol, place, _part, ends in quads]
        synsets[fields[0]] = Synset(words, tuple(same))
    return synsets


def read_first_senses(folder: Path, part: str) -> dict[str, str]:
    """Return for each plain word the place of its most frequent sense."""
    senses = {}
    for line in (folder / f"index.{part}").read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if not line.startswith("  ") and PLAIN.fullmatch(fields[0]):
            senses[fields[0]] = fields[-int(fields[2])]
    return senses


def read_opposites(folder: Path) -> dict[str, list[str]]:
    """Return the opposites of words in their most frequent sense."""
    opposites: dict[str, list[str]] = defaultdict(list)
    for part in PARTS:
        synsets = read_synsets(folder, part)
        for word, place in read_first_senses(folder, part).items():
            own = synsets[place]
            for symbol, other, source, target in own.pointers:
                if symbol == ANTONYM and own.words[source - 1] == word and PLAIN.fullmatch(synsets[other].words[target - 1]):
                    opposites[word].append(synsets[other].words[target - 1])
    return dict(opposites)


def read_wider(folder: Path) -> dict[str, str]:
    """Return for nouns, in their most frequent sense, the word for what they are a kind of."""
    synsets = read_synsets(folder, "noun")
    wider = {}
    for word, place in read_first_senses(folder, "noun").items():
        above = [synsets[other].words[0] for symbol, other, _, _ in synsets[place].pointers if symbol == HYPERNYM]
        if above and PLAIN.fullmatch(above[0]) and above[0] != word:
            wider[word] = above[0]
    return wider


def widen_claims(rng: random.Random, pairs: Sequence[Pair], wider: dict[str, str], most: int) -> Iterator[Pair]:
    """Yield up to ``most`` groups of four: claim and passage with a noun of both, and each with the wider word.

    What holds of a tulip holds of a flower; what is said of a flower leaves open whether it was a tulip.
    """
    made = 0
    for pair in rng.sample(list(pairs), len(pairs)):
        if made >= most:
            return
        if pair.label != "SUPPORTS" or BLOCKED.search(pair.claim) or BOUNDED.search(pair.claim):
            continue
        shared = sorted({word for word in re.findall(r"\b[a-z]{3,}\b", pair.claim) if word in wider})
        words = [w for w in shared if len(re.findall(rf"\b{w}\b", pair.evidence)) == 1 and wider[w] not in pair.claim]
        if not words:
            continue
        made += 1
        word = rng.choice(words)
        claim, evidence = (re.sub(rf"\b{word}\b", wider[word], text) for text in (pair.claim, pair.evidence))
        yield pair
        yield Pair(claim, pair.evidence, "SUPPORTS")
        yield Pair(claim, evidence, "SUPPORTS")
        yield Pair(pair.claim, evidence, "NEUTRAL")
