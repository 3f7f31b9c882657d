"""Affairs in the news, written by hand: passages from several reports, claims, and what each passage does to each claim.

Published pairs are mostly captions, encyclopedias and abstracts. What an archive holds is different: long sentences with
asides and several figures, actors who are only "the company" or "she", first counts and later ones, denials. One claim
stands beside passages that support it, refute it and say nothing of it, so that the claim alone tells little.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.pairs import Pair

FOLDER = Path(__file__).with_name("affairs")
LETTERS = {"S": "SUPPORTS", "R": "REFUTES", "N": "NEUTRAL"}
# One affair of so many is kept out of training.
HELD = 12


@dataclass(frozen=True)
class Affair:
    """Passages, claims, and of each claim a letter of ``LETTERS`` for each passage."""

    passages: tuple[str, ...]
    claims: tuple[str, ...]
    labels: tuple[str, ...]

    def iter_pairs(self) -> Iterator[Pair]:
        """Yield each claim with each passage."""
        for claim, letters in zip(self.claims, self.labels, strict=True):
            for passage, letter in zip(self.passages, letters, strict=True):
                yield Pair(claim, passage, LETTERS[letter])


def read_affairs(folder: Path = FOLDER) -> list[Affair]:
    """Return the affairs of all ``*.jsonl`` files, in the order of their names."""
    lines = (line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines())
    rows = map(json.loads, filter(None, lines))
    return [Affair(tuple(row["passages"]), tuple(row["claims"]), tuple(row["labels"])) for row in rows]


def split_affairs(affairs: Sequence[Affair]) -> tuple[list[Affair], list[Affair]]:
    """Return those to train on, and those that are held out: every twelfth."""
    held = list(affairs[HELD - 1 :: HELD])
    return [affair for number, affair in enumerate(affairs, 1) if number % HELD], held
