"""What is different between two checks of a claim."""

from __future__ import annotations

from typing import Any

from factcheck.watching.changes import compare_evidence, summarize_evidence


def report(*pieces: tuple[str, int, str, str]) -> dict[str, Any]:
    """Return a report with evidence: document, version, words, stance."""
    return {
        "evidence": [
            {
                "stance": stance,
                "quote": {"exact": words, "start": 5 * version, "end": 5 * version + len(words)},
                "document": {"document_id": document_id, "version": version},
            }
            for document_id, version, words, stance in pieces
        ]
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, int]]:
    changes = compare_evidence(summarize_evidence(before), summarize_evidence(after))
    return [(change["change"], change["document_id"], change["version"]) for change in changes]


def test_the_same_words_in_a_later_version_are_no_change() -> None:
    assert differences(report(("a", 1, "It rose.", "supporting")), report(("a", 2, "It rose.", "supporting"))) == []


def test_the_same_words_in_another_document_are_new() -> None:
    before, after = report(("a", 1, "It rose.", "supporting")), report(("b", 1, "It rose.", "supporting"))
    assert differences(before, after) == [("added", "b", 1), ("removed", "a", 1)]


def test_other_words_are_new_and_another_stance_is_told_with_the_one_before() -> None:
    before = report(("a", 1, "It rose.", "supporting"), ("b", 1, "It fell.", "conflicting"))
    after = report(("a", 2, "It fell.", "conflicting"), ("b", 1, "It fell.", "supporting"))
    changes = compare_evidence(summarize_evidence(before), summarize_evidence(after))
    assert [(change["change"], change["stance"], change["previous_stance"]) for change in changes] == [
        ("added", "conflicting", None),
        ("stance", "supporting", "conflicting"),
        ("removed", "supporting", None),
    ]


def test_a_summary_holds_no_words() -> None:
    assert "rose" not in str(summarize_evidence(report(("a", 1, "It rose.", "supporting"))))
