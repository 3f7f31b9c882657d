from __future__ import annotations

from pathlib import Path

import pytest

from factcheck.inference import OnnxEmbedder, OnnxStanceModel, build_embedder, build_stance_model

MODELS = Path(__file__).parents[3] / "models"


@pytest.fixture(scope="session")
def stance_model() -> OnnxStanceModel:
    return build_stance_model(MODELS)


@pytest.fixture(scope="session")
def embedder() -> OnnxEmbedder:
    return build_embedder(MODELS)
