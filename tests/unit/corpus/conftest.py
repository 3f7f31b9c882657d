"""The demo corpus, read once for the tests beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).parents[3] / "corpus"


def _read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def corpus_folder() -> Path:
    return CORPUS


@pytest.fixture(scope="session")
def documents() -> list[dict[str, Any]]:
    return [document for path in sorted(CORPUS.glob("*.jsonl")) for document in _read_lines(path)]


@pytest.fixture(scope="session")
def by_id(documents: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {document["document_id"]: document for document in documents}


@pytest.fixture(scope="session")
def demo_claims() -> list[dict[str, Any]]:
    return _read_lines(CORPUS / "claims" / "demo.jsonl")


@pytest.fixture(scope="session")
def more_claims() -> list[dict[str, Any]]:
    return _read_lines(CORPUS / "claims" / "more.jsonl")
