from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from factcheck.errors import ModelError
from factcheck.inference import OnnxEmbedder, build_embedder

TEXTS = ["A short one.", "The council in Graz approved the plan for a new tram line. " * 8, "", "Snow fell in Bergen."]


def test_rows_have_length_one_and_the_promised_size(embedder: OnnxEmbedder) -> None:
    vectors = embedder.embed_passages(TEXTS)

    assert vectors.shape == (4, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)


def test_rows_keep_the_order_of_the_texts(embedder: OnnxEmbedder) -> None:
    together = embedder.embed_passages(TEXTS)

    for text, row in zip(TEXTS, together, strict=True):
        assert float(row @ embedder.embed_query(text)) > 0.98


def test_no_texts_give_an_empty_matrix(embedder: OnnxEmbedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimensions)


def test_what_belongs_together_lies_nearer(embedder: OnnxEmbedder) -> None:
    near, far = embedder.embed_passages(["Police took the mayor into custody.", "The recipe needs three eggs."])
    claim = embedder.embed_query("The mayor was arrested.")

    assert claim @ near > claim @ far + 0.2


def test_the_name_ends_with_a_hash_of_the_content(embedder: OnnxEmbedder) -> None:
    assert re.fullmatch(r"[\w.-]+@[0-9a-f]{12}", embedder.name)


def test_missing_files_are_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="embedding"):
        build_embedder(tmp_path)
