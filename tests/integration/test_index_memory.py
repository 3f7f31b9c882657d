"""What an open index keeps in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from factcheck.index import build_index, catalog
from factcheck.index.lance import LancePassageIndex
from tests.integration.index_samples import DIMENSIONS, MODEL, document_of, find, put


def test_what_is_kept_of_past_versions_in_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = 128 * 1024
    for name in ("INDEX_CACHE_BYTES", "METADATA_CACHE_BYTES"):
        monkeypatch.setattr(catalog, name, limit)
    index = build_index(str(tmp_path / "index"), DIMENSIONS, MODEL)
    assert isinstance(index, LancePassageIndex)
    for number in range(12):
        put(index, document_of("a", f"The bridge was closed {number} times."))
        assert find(index, "bridge")
    # Without a limit it would be 700 KB by now, and 60 more with every commit.
    assert index._catalog._session.size_bytes <= 2 * limit
