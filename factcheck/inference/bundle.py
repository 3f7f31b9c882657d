"""A model folder as one loaded thing: its settings, its tokenizer, its ONNX session and its content hash."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from factcheck.errors import ModelError
from factcheck.inference.batches import split_by_length
from factcheck.model_names import name_model

# onnxruntime's Linux builds collect usage data unless told otherwise before they are loaded; nothing leaves this machine.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime as ort

# The operator that onnxruntime 1.31 makes of a sum and a normalisation takes seven times as long as the two.
SLOW_FUSIONS = ["SkipLayerNormFusion"]


@dataclass(frozen=True, slots=True)
class ModelBundle:
    """A loaded model folder; ``name`` ends with the first 12 hex digits of the SHA-256 over its files."""

    name: str
    settings: dict[str, Any]
    tokenizer: Tokenizer
    session: ort.InferenceSession

    def run(self, encodings: Sequence[Encoding]) -> NDArray[np.float32]:
        """Return the first output of the graph, one row for each encoding, in order."""
        rows: list[NDArray[np.float32] | None] = [None] * len(encodings)
        for group in split_by_length([len(encoding.ids) for encoding in encodings]):
            for position, row in zip(group, self._run([encodings[i] for i in group]), strict=True):
                rows[position] = row
        return np.stack([row for row in rows if row is not None]).astype(np.float32)

    def run_alone(self, encoding: Encoding) -> NDArray[np.float32]:
        """Return the row of one encoding, which is the same whatever else is run.

        In a batch it is not: activations are quantised with one scale for all of them. Safe to call from several threads.
        """
        row: NDArray[np.float32] = self._run([encoding])[0].astype(np.float32)
        return row

    def _run(self, encodings: Sequence[Encoding]) -> NDArray[np.float32]:
        output: NDArray[np.float32] = self.session.run(None, self._feed(encodings))[0]
        return output

    def _feed(self, encodings: Sequence[Encoding]) -> dict[str, NDArray[np.int64]]:
        shape = (len(encodings), max(len(encoding.ids) for encoding in encodings))
        arrays = {item.name: np.zeros(shape, dtype=np.int64) for item in self.session.get_inputs()}
        if "input_ids" in arrays:
            arrays["input_ids"] += int(self.settings.get("pad_id", 0))
        fields = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
        for row, encoding in enumerate(encodings):
            for name, array in arrays.items():
                values = getattr(encoding, fields[name])
                array[row, : len(values)] = values
        return arrays


def load_bundle(folder: Path, threads: int) -> ModelBundle:
    """Load the model in ``folder`` for ``threads`` CPU threads.

    Raises ``ModelError`` when a file is missing or can't be read as what it should be.
    """
    try:
        settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        session = ort.InferenceSession(
            str(folder / "model.onnx"),
            build_options(threads),
            providers=["CPUExecutionProvider"],
            disabled_optimizers=SLOW_FUSIONS,
        )
        name = name_model(folder)
    except Exception as error:  # tokenizers and onnxruntime raise bare Exception subclasses of their own
        raise ModelError(f"The model in {folder} can't be loaded: {error}") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return ModelBundle(name=name, settings=settings, tokenizer=tokenizer, session=session)


def build_options(threads: int) -> ort.SessionOptions:
    """Return the options of a session that computes on ``threads`` threads and sleeps between calls."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # A waiting thread that spins takes a core from the process next to it.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
