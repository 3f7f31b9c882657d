"""Pairs of claim and evidence: read from JSON lines, checked against the development sets, stored as token ids."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

# The order of the model's outputs.
LABELS = ("SUPPORTS", "REFUTES", "NEUTRAL")
STANCES = ("supporting", "conflicting", "neutral")


@dataclass(frozen=True)
class Pair:
    """One claim, one passage, and what the passage does to the claim."""

    claim: str
    evidence: str
    label: str


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a ``.jsonl`` or ``.jsonl.gz`` file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_pairs(path: Path) -> list[Pair]:
    """Return the pairs of a file of ``{"claim", "evidence", "label"}``."""
    return [Pair(row["claim"], row["evidence"], row["label"]) for row in read_rows(path)]


def write_pairs(pairs: Iterable[Pair], path: Path) -> None:
    """Write what ``read_pairs`` reads, gzipped."""
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(asdict(pair), ensure_ascii=False) + "\n" for pair in pairs)


def fold(text: str) -> str:
    """Return what is left of a text when case, punctuation and spacing don't count."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def join_tokens(text: str) -> str:
    """Undo the spaces and bracket codes that some data sets put around tokens."""
    text = text.replace("-LRB-", "(").replace("-RRB-", ")").replace("-LSB-", "[").replace("-RSB-", "]")
    text = re.sub(r" (n't|'s|'re|'ve|'ll|'d|'m)\b", r"\1", text)
    text = re.sub(r"\s+([.,;:!?%)\]])", r"\1", text.replace("``", '"').replace("''", '"'))
    return re.sub(r"([(\[])\s+", r"\1", text).strip()


def drop_overlap(pairs: Iterable[Pair], claims: set[str], texts: set[str]) -> tuple[list[Pair], int]:
    """Return the pairs whose folded claim is not in ``claims`` and whose texts are not in ``texts``, and how many fell."""
    kept, dropped = [], 0
    seen: set[tuple[str, str]] = set()
    for pair in pairs:
        claim, evidence = fold(pair.claim), fold(pair.evidence)
        if claim in claims or claim in texts or evidence in texts or (claim, evidence) in seen:
            dropped += 1
            continue
        seen.add((claim, evidence))
        kept.append(Pair(join_tokens(pair.claim), join_tokens(pair.evidence), pair.label))
    return kept, dropped


class TokenStore:
    """Tokenised pairs of one source as flat arrays: cheap to load, cheap to slice.

    ``soft`` holds a teacher's logits, (pairs, labels), where there is one.
    """

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        self.labels = arrays["labels"]
        self.soft: NDArray[np.float32] | None = None
        self._ids = arrays["ids"]
        self._starts = arrays["starts"]
        self._middles = arrays["middles"]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens of each pair, special tokens included."""
        return np.diff(self._starts)

    def get_row(self, position: int) -> tuple[NDArray[np.uint16], int]:
        """Return the ids of a pair and the place where the claim's segment begins."""
        start, end = self._starts[position], self._starts[position + 1]
        return self._ids[start:end], int(self._middles[position])

    @staticmethod
    def load(path: Path) -> TokenStore:
        """Read what ``write_store`` wrote."""
        with np.load(path) as arrays:
            return TokenStore(dict(arrays))


def load_stores(folder: Path) -> dict[str, TokenStore]:
    """Return all stores in ``folder`` by the names of their sources."""
    return {path.stem: TokenStore.load(path) for path in sorted(folder.glob("*.npz"))}


def write_store(pairs: list[Pair], path: Path, tokenizer: Tokenizer, max_tokens: int, max_claim: int) -> None:
    """Tokenise as (passage, claim), cut the passage to fit and write the arrays to ``path``."""
    tokenizer.no_padding()
    tokenizer.no_truncation()
    ids: list[int] = []
    starts, middles = [0], []
    claims = tokenizer.encode_batch([pair.claim for pair in pairs], add_special_tokens=False)
    passages = tokenizer.encode_batch([pair.evidence for pair in pairs], add_special_tokens=False)
    special = tokenizer.num_special_tokens_to_add(True)
    for claim, passage in zip(claims, passages, strict=True):
        claim.truncate(max_claim)
        passage.truncate(max_tokens - special - len(claim.ids))
        merged = tokenizer.post_process(passage, claim, True)
        ids.extend(merged.ids)
        starts.append(len(ids))
        middles.append(len(merged.ids) - len(claim.ids) - 1)
    labels = np.array([LABELS.index(pair.label) for pair in pairs], dtype=np.int64)
    np.savez(
        path,
        ids=np.array(ids, dtype=np.uint16),
        starts=np.array(starts, dtype=np.int64),
        middles=np.array(middles, dtype=np.int64),
        labels=labels,
    )
