"""The embedding model in ONNX: text in, unit vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from factcheck.inference.bundle import ModelBundle, load_bundle


class OnnxEmbedder:
    """An ``Embedder`` on onnxruntime. Text beyond ``max_tokens`` of the model's settings is left out."""

    def __init__(self, bundle: ModelBundle) -> None:
        self._bundle = bundle
        self._max_tokens = int(bundle.settings["max_tokens"])

    @property
    def name(self) -> str:
        """Model name and content hash: ``name@0123456789ab``."""
        return self._bundle.name

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return int(self._bundle.settings["dimensions"])

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one L2-normalised row for each text, in order; shape ``(len(texts), dimensions)``."""
        return self._embed(texts, self._bundle.settings.get("passage_prefix", ""))

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the L2-normalised vector of a claim or search query; shape ``(dimensions,)``."""
        vector: NDArray[np.float32] = self._embed([text], self._bundle.settings.get("query_prefix", ""))[0]
        return vector

    def _embed(self, texts: Sequence[str], prefix: str) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        tokenizer = self._bundle.tokenizer
        room = self._max_tokens - tokenizer.num_special_tokens_to_add(False)
        encodings = []
        for text in texts:
            encoding = tokenizer.encode(prefix + text, add_special_tokens=False)
            encoding.truncate(room)
            encodings.append(tokenizer.post_process(encoding, None, True))
        vectors = self._bundle.run(encodings)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        normalised: NDArray[np.float32] = vectors / np.maximum(norms, 1e-12)
        return normalised


def build_embedder(models_dir: Path, threads: int = 1) -> OnnxEmbedder:
    """Load ``models_dir/embedding``. Raises ``ModelError`` when it can't be loaded."""
    return OnnxEmbedder(load_bundle(models_dir / "embedding", threads))
