"""The claims beside the demo corpus are well-formed and speak of items that may be cited."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from factcheck.domain import VerdictLabel


def test_demo_claims_stand_in_the_order_of_the_demo(demo_claims):
    assert [claim["expected"] for claim in demo_claims] == ["supported", "refuted", "disputed", "not_enough_evidence"]
    assert all(set(claim) <= {"text", "as_of", "expected"} for claim in demo_claims)


def test_claims_are_short_sentences_and_none_is_given_twice(demo_claims, more_claims):
    claims = demo_claims + more_claims
    for claim in claims:
        assert 20 <= len(claim["text"]) <= 160
        assert claim["text"].endswith(".")
    assert len({(claim["text"], claim.get("as_of")) for claim in claims}) == len(claims)
    assert len({claim["claim_id"] for claim in more_claims}) == len(more_claims)


def test_dates_of_claims_have_a_zone(demo_claims, more_claims):
    dated = [claim for claim in demo_claims + more_claims if "as_of" in claim]
    assert dated
    assert all(datetime.fromisoformat(claim["as_of"]).tzinfo is not None for claim in dated)


def test_every_verdict_is_tried_at_least_five_times(more_claims):
    counts = Counter(VerdictLabel(claim["expected"]) for claim in more_claims)
    assert len(more_claims) >= 40
    assert {label for label in VerdictLabel if counts[label] < 5} == set()


def test_named_documents_exist_and_are_not_held_back(more_claims, by_id):
    for claim in more_claims:
        for document_id in claim["supporting"] + claim["conflicting"]:
            document = by_id[document_id]
            assert document.get("status", "usable") == "usable", (claim["claim_id"], document_id)
            assert "embargoed_until" not in document, (claim["claim_id"], document_id)


def test_verdict_follows_from_the_named_documents(more_claims):
    sides_of = {
        "supported": [(True, False), (True, True)],
        "refuted": [(False, True)],
        "disputed": [(True, True)],
        "outdated": [(True, True)],
        "not_enough_evidence": [(False, False)],
    }
    for claim in more_claims:
        sides = (bool(claim["supporting"]), bool(claim["conflicting"]))
        assert sides in sides_of[claim["expected"]], claim["claim_id"]


def test_nothing_named_is_newer_than_the_date_of_the_claim(more_claims, by_id):
    for claim in more_claims:
        if "as_of" not in claim:
            continue
        for document_id in claim["supporting"] + claim["conflicting"]:
            published_at = datetime.fromisoformat(by_id[document_id]["published_at"])
            assert published_at <= datetime.fromisoformat(claim["as_of"]), (claim["claim_id"], document_id)


def test_supported_and_overtaken_claims_have_the_newest_word_on_the_right_side(more_claims, by_id):
    def newest(document_ids):
        return max(datetime.fromisoformat(by_id[key]["published_at"]) for key in document_ids)

    for claim in more_claims:
        if not (claim["supporting"] and claim["conflicting"]):
            continue
        supporting, conflicting = newest(claim["supporting"]), newest(claim["conflicting"])
        if claim["expected"] == "supported":
            assert supporting > conflicting, claim["claim_id"]
        if claim["expected"] == "outdated":
            assert conflicting > supporting, claim["claim_id"]


def test_claims_reach_every_theme_of_the_corpus(more_claims, corpus_folder):
    named = {key.rpartition("-")[0] for claim in more_claims for key in claim["supporting"] + claim["conflicting"]}
    assert len(named) == len(list(corpus_folder.glob("*.jsonl")))
