"""``factcheck explain``: every stage of a report, whatever state the check and its documents are in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from factcheck.cli import main
from factcheck.domain import (
    Candidate,
    CitedDocument,
    Evidence,
    Passage,
    QuantityComparison,
    Quote,
    Stance,
    StanceScores,
    Time,
)
from factcheck.judgement.attribution import Attribution
from factcheck.judgement.features import Features
from factcheck.judgement.judge import Thresholds, judge_passage
from factcheck.judgement.origins import Origin, OriginKind
from factcheck.judgement.verdict import decide
from factcheck.pipeline.judging import trace_judgement
from factcheck.report import Report
from factcheck.report_json import report_to_json
from factcheck.store import Store, open_store
from factcheck.store.checks import CheckResult
from factcheck.store.records import Claim, Document, DocumentContent, NewClaim

TEXT = "The pier was closed. About 900 people left, an official told Reuters. [bold]Nobody[/bold] was \x1b[31mhurt."
CLAIM = "Some [red]500[/red] people left the island."
DIFFERS = QuantityComparison("500 people", "About 900 people", "people", 500, 900, 1.8, "differs")


@pytest.fixture
def shelf(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store that the command opens."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    store = open_store(sqlite_url)
    yield store
    store.close()


def explain(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["explain", *arguments], env={"COLUMNS": "400"})


def put_document(store: Store, text: str = TEXT, status: str = "usable") -> Document:
    content = DocumentContent(text, "text", text, title="Pier closed", publisher="Isle Courier")
    return store.documents.put(workspace(store), "pier", content, status).document


def workspace(store: Store) -> str:
    return store.workspaces.ensure("newsroom").workspace_id


SEARCHED = {
    "documents": 2,
    "earliest": "2024-11-24T06:00:00Z",
    "latest": "2025-01-07T09:00:00Z",
    "passages": 7,
    "candidates": 3,
    "judged": 1,
    "filters": {"status": "usable"},
}


def build_report(document: Document) -> dict[str, Any]:
    """Return what a check finds in one passage: another figure, and so a conflict."""
    start, end = TEXT.index("About"), len(TEXT)
    passage = Passage("p", document.workspace_id, document.document_key, 1, start, end, TEXT[start:end])
    features = Features(StanceScores(0.2, 0.3, 0.5), (DIFFERS,), differs=True)
    judgement = judge_passage(Candidate(passage, 0.0328, 1, None), features, Thresholds())
    cited = CitedDocument(document.document_id, 1, "Pier closed", "Isle Courier", None, None, None)
    said = Attribution("an official", "official", True, "Reuters", None, 0, 11)
    quote = Quote(passage.text, "", "", start, end)
    piece = Evidence(judgement.stance, judgement.confidence, quote, cited, Time.BEFORE, (DIFFERS,), said)
    origins = (Origin("o1", OriginKind.SHARED_SOURCE, "an official quoted by Reuters", (0,), ("Isle Courier",)),)
    return report_to_json(
        Report(
            verdict=decide([piece], origins),
            evidence=(piece,),
            origins=origins,
            searched=SEARCHED,
            versions={"stance_model": "tiny@0123"},
            timings_ms={"total": 12.34},
            trace=(trace_judgement(judgement, features, document),),
        )
    )


def finish_claim(store: Store, document: Document, report: dict[str, Any] | None = None, text: str = CLAIM) -> Claim:
    claim = store.claims.create(workspace(store), NewClaim(text))
    check = claim.check
    store.checks.start(check.check_id, check.attempt)
    report = report or build_report(document)
    assert store.checks.finish(check.check_id, 1, CheckResult(report, report["verdict"], 0.5, [document.document_key]))
    return claim


def test_each_stage_is_told_and_no_text_is_taken_for_markup_or_commands(shelf: Store) -> None:
    claim = finish_claim(shelf, put_document(shelf))
    output = explain(claim.claim_id).output
    stages = ["Search", "Judged passages", "Evidence", "Origins", "Verdict", "Time"]
    places = [output.index(f"\n{stage}") for stage in stages]
    assert places == sorted(places)
    for line in (
        CLAIM,
        "2 documents from 2024-11-24 to 2025-01-07; 7 passages, 3 candidates, 1 judged",
        "filters: status usable",
        "versions: stance_model tiny@0123",
        "1. pier, Pier closed",
        "ranks: words 1, vectors none; score of both 0.0328",
        "model: supporting 0.20, conflicting 0.30, neutral 0.50",
        "differs: yes",
        "rule other_figure: The quantity that the claim is about has another value in the passage, and neither "
        "side negates what the other affirms.",
        "[bold]Nobody[/bold] was \N{REPLACEMENT CHARACTER}[31mhurt.",
        "500 people | About 900 people: differs (500 and 900 people)",
        "said by: an official, through Reuters",
        "o1 shared_source: an official quoted by Reuters; evidence [0], published by Isle Courier",
        "REFUTED",
        "rule: There is conflicting evidence only.",
        "total 12.3 ms",
    ):
        assert line in output
    assert "\x1b" not in output


def test_every_feature_of_the_trace_is_shown(shelf: Store) -> None:
    report = build_report(document := put_document(shelf))
    report["trace"][0] |= {"missing": ["Bergen", "Oslo"], "is_new": True}
    output = explain(finish_claim(shelf, document, report).claim_id).output
    assert "missing: Bergen, Oslo" in output
    assert "is_new: yes" in output
    in_words = {"document_id", "start", "end", "stance", "bm25_rank", "vector_rank", "similarity", "scores"}
    for name in set(report["trace"][0]) - in_words:
        assert name in output


def test_the_figures_of_a_passage_are_aligned_with_those_of_the_claim(shelf: Store) -> None:
    claim = finish_claim(shelf, put_document(shelf), text="500 people left the pier.")
    told = json.loads(explain(claim.claim_id, "--json").output)["passages"][0]["figures"]
    assert [(pair["claim"], pair["passage"], pair["relation"], pair["is_central"]) for pair in told] == [
        ("500 people", "About 900 people", "differs", True)
    ]
    line = "figures: 500 people | About 900 people: differs (500 and 900 people), what the claim is about"
    assert line in explain(claim.claim_id).output
    put_document(shelf, status="withheld")
    assert "About 900 people" not in explain(claim.claim_id, "--json").output


def test_parts_gaps_and_published_fact_checks_have_their_stages(shelf: Store) -> None:
    report = build_report(document := put_document(shelf))
    report["parts"] = [
        {"text": "500 left.", "start": 0, "end": 9, "evidence": [0], "verdict": "refuted", "confidence": 0.5},
        {"text": "Cod came.", "start": 9, "end": 18, "evidence": [], "verdict": "not_enough_evidence", "confidence": 0.0},
    ]
    report["gaps"] = [{"kind": "term", "text": "Cod", "start": 9, "end": 12}]
    report["prior_checks"] = [
        {
            "document_id": "pier", "version": 1, "claim_reviewed": "The [i]pier[/i] sank.", "rating": "False",
            "relation": "related", "score": 0.5, "differs_in": ["words"],
        }
    ]  # fmt: skip
    output = explain(finish_claim(shelf, document, report).claim_id).output
    for line in (
        "“500 left.”: refuted, confidence 0.50; evidence [0]",
        "“Cod came.”: not_enough_evidence, confidence 0.00; evidence none",
        "rule: There is no evidence on either side.",
        "rule: A part of the claim is refuted.",
        "term: Cod",
        "pier: “The [i]pier[/i] sank.”, rated False",
        "related, 0.50 of the words in common; differs in words",
    ):
        assert line in output


def test_the_nearest_passage_is_shown_where_there_is_no_evidence(shelf: Store) -> None:
    report = build_report(document := put_document(shelf))
    nearest = {"quote": report["evidence"][0]["quote"], "document": report["evidence"][0]["document"]}
    report |= {"evidence": [], "origins": [], "nearest": nearest, "verdict": "not_enough_evidence", "confidence": 0.0}
    claim = finish_claim(shelf, document, report)
    assert "nearest: pier, “About 900 people left" in explain(claim.claim_id).output
    put_document(shelf, status="withheld")
    assert "nearest" not in explain(claim.claim_id).output


def test_json_holds_the_same(shelf: Store) -> None:
    claim = finish_claim(shelf, put_document(shelf))
    told = json.loads(explain(claim.claim_id, "--json").output)
    assert told["text"] == CLAIM
    assert told["check"]["status"] == "done"
    assert told["passages"][0]["text"] == TEXT[TEXT.index("About") :]
    assert told["report"]["verdict"] == "refuted"
    assert told["report"]["evidence"][0]["quantities"] == [asdict(DIFFERS)]


def test_an_earlier_version_is_quoted_after_the_document_has_changed(shelf: Store) -> None:
    claim = finish_claim(shelf, put_document(shelf))
    put_document(shelf, "Something else altogether.")
    assert "About 900 people left" in explain(claim.claim_id).output


def test_what_may_no_longer_be_shown_lends_neither_text_nor_title(shelf: Store) -> None:
    claim = finish_claim(shelf, put_document(shelf))
    put_document(shelf, status="withheld")
    output = explain(claim.claim_id).output
    assert "no longer available" in output
    assert "900 people" not in output
    assert "Pier closed" not in output
    assert "NOT ENOUGH EVIDENCE" in output


def test_a_deleted_document_that_was_not_cited_leaves_its_place_in_the_trace(shelf: Store) -> None:
    report = build_report(document := put_document(shelf))
    report |= {"evidence": [], "origins": []}
    claim = finish_claim(shelf, document, report)
    shelf.documents.delete(workspace(shelf), "pier")
    assert json.loads(explain(claim.claim_id, "--json").output)["passages"][0]["text"] is None


def test_a_rule_of_another_version_is_named_as_it_is(shelf: Store) -> None:
    report = build_report(document := put_document(shelf))
    report["trace"][0]["rule"] = "by_moonlight"
    assert "rule by_moonlight: by_moonlight" in explain(finish_claim(shelf, document, report).claim_id).output


def test_a_check_that_has_not_ended_says_so(shelf: Store) -> None:
    claim = shelf.claims.create(workspace(shelf), NewClaim(CLAIM))
    assert "waiting for a worker" in explain(claim.claim_id).output
    shelf.checks.start(claim.check.check_id, 1)
    assert "running" in explain(claim.claim_id).output


def test_a_failed_check_tells_why(shelf: Store) -> None:
    claim = shelf.claims.create(workspace(shelf), NewClaim(CLAIM))
    shelf.checks.fail(claim.check.check_id, 1, {"title": "No index", "status": 503, "detail": "The folder is gone."})
    result = explain(claim.claim_id)
    assert result.exit_code == 0
    assert "The check failed" in result.output
    assert "The folder is gone." in result.output
    assert json.loads(explain(claim.claim_id, "--json").output)["report"] is None


def test_a_claim_of_another_workspace_is_unknown(shelf: Store) -> None:
    claim = shelf.claims.create(workspace(shelf), NewClaim(CLAIM))
    for arguments in (["clm_unknown"], [claim.claim_id, "--workspace", "elsewhere"]):
        result = explain(*arguments)
        assert result.exit_code == 1
        assert result.output.startswith("Error: The workspace")
        assert "Traceback" not in result.output


def test_a_neutral_passage_has_its_stance_in_the_trace(shelf: Store) -> None:
    report = build_report(document := put_document(shelf))
    report["trace"][0] |= {"stance": Stance.NEUTRAL.value, "rule": "unsure"}
    assert "neutral, confidence" in explain(finish_claim(shelf, document, report).claim_id).output


def test_a_claim_with_a_date_shows_it(shelf: Store) -> None:
    document = put_document(shelf)
    claim = shelf.claims.create(workspace(shelf), replace(NewClaim(CLAIM), as_of=document.created_at, language="en"))
    output = explain(claim.claim_id).output
    assert "as_of: 20" in output
    assert "language: en" in output
