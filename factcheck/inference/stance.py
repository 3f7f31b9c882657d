"""The stance model in ONNX: a cross-encoder over (passage, claim) whose logits are calibrated here."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from factcheck.domain import Stance, StanceScores
from factcheck.errors import ModelError
from factcheck.inference.bundle import ModelBundle, load_bundle


class OnnxStanceModel:
    """A ``StanceModel`` on onnxruntime.

    The claim is kept whole up to half of the room; what is too long after that is cut from the passage's end. Each pair is
    run by itself, so that what is said of it does not depend on what is judged beside it; ``threads`` run at a time.
    """

    def __init__(self, bundle: ModelBundle, threads: int = 1) -> None:
        self._bundle = bundle
        self._pool = ThreadPoolExecutor(threads, "stance") if threads > 1 else None
        settings = bundle.settings
        self._max_tokens = int(settings["max_tokens"])
        self._temperature = float(settings.get("temperature", 1.0))
        self._bias = np.asarray(settings.get("bias", [0.0, 0.0, 0.0]), dtype=np.float32)
        labels = [str(label) for label in settings["labels"]]
        if sorted(labels) != sorted(Stance):
            raise ModelError(f"The stance model {bundle.name} has the labels {labels}, not those of Stance.")
        self._columns = {Stance(label): column for column, label in enumerate(labels)}

    @property
    def name(self) -> str:
        """Model name and content hash: ``name@0123456789ab``."""
        return self._bundle.name

    def judge(self, claim: str, passages: Sequence[str]) -> list[StanceScores]:
        """Return calibrated probabilities for each passage, in order."""
        return self.judge_pairs([(claim, passage) for passage in passages])

    def judge_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[StanceScores]:
        """Return calibrated probabilities for each (claim, passage), in order: batches over many claims."""
        columns = self._columns
        return [
            StanceScores(
                supporting=float(row[columns[Stance.SUPPORTING]]),
                conflicting=float(row[columns[Stance.CONFLICTING]]),
                neutral=float(row[columns[Stance.NEUTRAL]]),
            )
            for row in softmax(self.compute_logits(pairs) / self._temperature + self._bias)
        ]

    def compute_logits(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Return the logits before calibration, one row for each (claim, passage), columns as in the settings."""
        if not pairs:
            return np.zeros((0, len(self._columns)), dtype=np.float32)
        hypotheses = {claim: self._encode_claim(claim) for claim, _passage in pairs}
        encodings = [self._join(hypotheses[claim], passage) for claim, passage in pairs]
        return np.stack(list((self._pool.map if self._pool else map)(self._bundle.run_alone, encodings)))

    @property
    def _room(self) -> int:
        return self._max_tokens - int(self._bundle.tokenizer.num_special_tokens_to_add(True))

    def _encode_claim(self, claim: str) -> Encoding:
        hypothesis = self._bundle.tokenizer.encode(claim, add_special_tokens=False)
        hypothesis.truncate(self._room // 2)
        return hypothesis

    def _join(self, hypothesis: Encoding, passage: str) -> Encoding:
        tokenizer = self._bundle.tokenizer
        premise = tokenizer.encode(passage, add_special_tokens=False)
        premise.truncate(self._room - len(hypothesis.ids))
        return tokenizer.post_process(premise, hypothesis, True)


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return probabilities along the last axis, in double precision so that each row sums to 1."""
    shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
    powers: NDArray[np.float64] = np.exp(shifted)
    total: NDArray[np.float64] = powers.sum(axis=-1, keepdims=True)
    return powers / total


def build_stance_model(models_dir: Path, threads: int = 1) -> OnnxStanceModel:
    """Load ``models_dir/stance`` to judge ``threads`` pairs at a time. Raises ``ModelError`` when it can't be loaded."""
    return OnnxStanceModel(load_bundle(models_dir / "stance", threads=1), threads)
