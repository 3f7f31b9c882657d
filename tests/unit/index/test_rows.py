"""Passages as rows and back, and the keys that make two writers of one document meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from factcheck.domain import Passage
from factcheck.index import milvus_rows
from factcheck.index.rows import KEY, build_rows, build_schema, describe_schema, read_passage

SCHEMA = build_schema(3, "model@1")
VECTOR = np.array([1, 0, 0], np.float32)


def passage(workspace_id: str, document_key: str, number: int) -> Passage:
    return Passage(
        f"{document_key}-{number}", workspace_id, document_key, 1, 0, 4, "text", "before", "Title", "en",
        datetime(2024, 8, 10, tzinfo=UTC),
    )  # fmt: skip


def test_a_passage_goes_there_and_back() -> None:
    there = passage("ws_1", "doc_1", 0)
    (row,) = build_rows(SCHEMA, [("ws_1", "doc_1")], [(there, VECTOR)]).to_pylist()
    assert read_passage(row) == there


def test_a_passage_without_a_date_goes_there_and_back() -> None:
    there = replace(passage("ws_1", "doc_1", 0), published_at=None, text='Ärger 🙂 "quoted"\n', title="")
    (row,) = build_rows(SCHEMA, [("ws_1", "doc_1")], [(there, VECTOR)]).to_pylist()
    assert read_passage(row) == there


def test_what_is_filtered_by_and_searched_has_a_column_of_its_own() -> None:
    there = passage("ws_1", "doc_1", 0)
    (row,) = build_rows(SCHEMA, [("ws_1", "doc_1")], [(there, VECTOR)]).to_pylist()
    columns = ("workspace_id", "document_key", "text", "language", "published_at")
    assert [row[name] for name in columns] == [getattr(there, name) for name in columns]


def test_keys_count_within_a_document_whatever_the_version_and_never_collide() -> None:
    documents = [("a", "b:c"), ("a:b", "c"), ("a", "b"), ("a", "b#0")]
    pairs = [(passage(workspace, document, number), VECTOR) for workspace, document in documents for number in (5, 9)]
    keys = build_rows(SCHEMA, documents, pairs)[KEY].to_pylist()
    assert len(set(keys)) == len(keys)
    assert [key.rpartition("#")[2] for key in keys] == ["0", "1"] * len(documents)


def test_the_schema_remembers_the_model() -> None:
    assert describe_schema(SCHEMA) == ("model@1", 3, True)
    assert describe_schema(SCHEMA.with_metadata({})) == ("", 3, False)


@pytest.mark.parametrize("vector", [np.ones(2, np.float32), np.ones((3, 1), np.float32), np.full(3, np.inf, np.float32)])
def test_a_vector_that_does_not_fit_is_refused(vector: np.ndarray) -> None:
    with pytest.raises(ValueError, match="vector"):
        build_rows(SCHEMA, [("ws_1", "doc_1")], [(passage("ws_1", "doc_1", 0), vector)])


def test_words_are_searched_without_invisible_characters_and_kept_with_them() -> None:
    there = replace(passage("ws_1", "doc_1", 0), text="4,\u00ad200 tick\u00adets")
    (row,) = build_rows(SCHEMA, [("ws_1", "doc_1")], [(there, VECTOR)]).to_pylist()
    assert (row["text"], read_passage(row)) == ("4,200 tickets", there)
    (other,) = (one for rows in milvus_rows.build_rows(3, [("ws_1", "doc_1")], [(there, VECTOR)]).values() for one in rows)
    assert (other["words"], milvus_rows.read_passage(other)) == ("4 200 tickets", there)
    assert milvus_rows.fold_words("tick\u200bets") == "tickets"
