"""A stance model that remembers what it said: rechecks and revised drafts ask mostly what was asked before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from threading import Lock

from factcheck.domain import StanceScores
from factcheck.ports import StanceModel

# Some 400 bytes each; a claim asks about twenty times.
REMEMBERED = 20_000


class RememberingStanceModel:
    """A ``StanceModel`` that asks another one only what it has not been asked lately. It keeps hashes, no text.

    Copies of a passage are asked for once. The answers are the other's, which must not depend on what is asked beside.
    """

    def __init__(self, model: StanceModel, remembered: int = REMEMBERED) -> None:
        self._model = model
        self._remembered = remembered
        self._answers: OrderedDict[bytes, StanceScores] = OrderedDict()
        self._lock = Lock()

    @property
    def name(self) -> str:
        """Model name and content hash of the other."""
        return self._model.name

    def judge(self, claim: str, passages: Sequence[str]) -> list[StanceScores]:
        """Return calibrated probabilities for each passage, in order."""
        keys = [_hash(claim, passage) for passage in passages]
        known = self._recall(keys)
        new = {key: passage for key, passage in zip(keys, passages, strict=True) if key not in known}
        if new:
            known |= dict(zip(new, self._model.judge(claim, list(new.values())), strict=True))
        self._remember(known)
        return [known[key] for key in keys]

    def _recall(self, keys: Sequence[bytes]) -> dict[bytes, StanceScores]:
        with self._lock:
            return {key: self._answers[key] for key in keys if key in self._answers}

    def _remember(self, answers: dict[bytes, StanceScores]) -> None:
        with self._lock:
            for key, scores in answers.items():
                self._answers[key] = scores
                self._answers.move_to_end(key)
            while len(self._answers) > self._remembered:
                self._answers.popitem(last=False)


def _hash(claim: str, passage: str) -> bytes:
    # The length keeps a claim that ends as another's passage begins from being taken for it.
    return blake2b(f"{len(claim)}:{claim}{passage}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
