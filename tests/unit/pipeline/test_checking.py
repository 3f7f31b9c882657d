"""The way of a claim through the pipeline, with a real store and fakes for index and models."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest

from factcheck.domain import ClaimQuery, Stance, StanceScores, Time, VerdictLabel
from factcheck.pipeline.importing import BATCH, ImportRunner, read_line
from factcheck.pipeline.indexing import DocumentIndexer, FindCurrent
from factcheck.progress import Teller
from factcheck.store.imports import NOTHING_TO_TAKE_BACK
from factcheck.store.records import Document, ImportChunk
from tests.fakes import FakeProgressLog
from tests.unit.pipeline.conftest import Newsroom

YES, NO = StanceScores(0.9, 0.05, 0.05), StanceScores(0.05, 0.9, 0.05)
OPENED = "The Aller bridge opened to traffic on Monday after four years of work."
CLOSED = "The Aller bridge stays closed to traffic because of cracks in a pillar."
TUNNEL = "The Aller tunnel was flooded during the heavy rain of last week."


def test_a_report_quotes_to_the_letter_and_names_its_source(newsroom: Newsroom) -> None:
    newsroom.script[OPENED] = YES
    text = f"First a line that is long enough to be a sentence of its own. {OPENED}"
    newsroom.publish("bridge", text, publisher="Aller Courier", url="https://courier.example/bridge")
    outcome = newsroom.check("The Aller bridge opened to traffic.")
    assert outcome.report.verdict.label is VerdictLabel.SUPPORTED
    (piece,) = outcome.report.evidence
    assert text[piece.quote.start : piece.quote.end] == piece.quote.exact == OPENED
    assert (piece.document.document_id, piece.document.publisher) == ("bridge", "Aller Courier")
    assert piece.document.link is not None
    assert piece.document.link.startswith("https://courier.example/bridge#:~:text=")
    assert len(outcome.cited_document_keys) == 1
    assert outcome.serialised["independent_origins"] == {"supporting": 1, "conflicting": 0}


def test_progress_is_told_stage_by_stage(newsroom: Newsroom) -> None:
    newsroom.publish("alder", "Norden captured Alder after a week of fighting in the hills.")
    newsroom.publish("birch", "It is not so that Norden lost Birch, as its flag still flies there.")
    log = FakeProgressLog()
    newsroom.checker.run(ClaimQuery(newsroom.workspace_id, "Norden captured Alder and lost Birch."), Teller(log, "chk_1"))
    told = [(note.kind, note.data) for note in log.read("chk_1", "0-0", 0)]
    assert told == [
        ("retrieved", {"candidates": 4}),
        ("judged", {"judged": 2, "total": 4}),
        ("judged", {"judged": 4, "total": 4}),
    ]


def test_both_sides_make_a_dispute(newsroom: Newsroom) -> None:
    newsroom.script.update({OPENED: YES, CLOSED: NO})
    newsroom.publish("yes", OPENED)
    newsroom.publish("no", CLOSED)
    report = newsroom.check("The Aller bridge opened to traffic.").report
    assert report.verdict.label is VerdictLabel.DISPUTED
    assert {piece.stance for piece in report.evidence} == {Stance.SUPPORTING, Stance.CONFLICTING}


def test_without_evidence_the_nearest_passage_and_the_gaps_are_told(newsroom: Newsroom) -> None:
    newsroom.publish("tunnel", TUNNEL)
    outcome = newsroom.check("The Aller bridge was painted in Marenia.")
    assert outcome.report.verdict.label is VerdictLabel.NOT_ENOUGH_EVIDENCE
    assert outcome.report.nearest is not None
    assert outcome.report.nearest.quote.exact == TUNNEL
    assert "Marenia" in [gap.text for gap in outcome.report.gaps]
    assert len(outcome.cited_document_keys) == 1, "a deletion has to find the report that shows the nearest passage"


def test_an_empty_archive_is_no_error(newsroom: Newsroom) -> None:
    report = newsroom.check("The Aller bridge opened to traffic.").report
    assert (report.verdict.label, report.nearest) == (VerdictLabel.NOT_ENOUGH_EVIDENCE, None)


def test_what_may_not_be_shown_is_not_found(newsroom: Newsroom) -> None:
    newsroom.script[OPENED] = YES
    newsroom.publish("withheld", OPENED, status="withheld")
    newsroom.publish("embargoed", OPENED, embargoed_until=newsroom.clock() + timedelta(hours=1))
    claim = "The Aller bridge opened to traffic."
    assert newsroom.check(claim).report.evidence == ()
    newsroom.clock.advance(3601)
    assert [piece.document.document_id for piece in newsroom.check(claim).report.evidence] == ["embargoed"]
    newsroom.store.documents.delete(newsroom.workspace_id, "embargoed")
    assert newsroom.check(claim).report.evidence == (), "at once, while the index still has its passages"


def test_what_a_claim_leaves_out_is_as_if_it_were_not_there(newsroom: Newsroom) -> None:
    newsroom.script[OPENED] = YES
    claim, day = "The Aller bridge opened to traffic in Marenia.", timedelta(days=1)
    checked = {"kind": "fact_check", "claim_reviewed": claim, "rating": "True"}
    newsroom.publish("own", f"{OPENED} It was painted in Marenia.", published_at=newsroom.clock() - 9 * day)
    newsroom.publish("own-check", f"{claim} That is right.", **checked)
    newsroom.publish("tunnel", TUNNEL, published_at=newsroom.clock() - day)
    found = newsroom.check(claim).report
    assert (len(found.evidence), len(found.prior_checks), found.gaps) == (1, 1, ())
    outcome = newsroom.check(claim, exclude_document_ids=("own", "own-check", "unknown"))
    report = outcome.report
    assert (report.evidence, report.prior_checks) == ((), ())
    assert "Marenia" in [gap.text for gap in report.gaps]
    assert report.nearest is not None
    assert report.nearest.document.document_id == "tunnel"
    assert len(outcome.cited_document_keys) == 1
    assert (report.searched["documents"], report.searched["earliest"]) == (1, "2025-02-28T12:00:00Z")
    assert report.searched["filters"] == {"status": "usable", "embargo": "lifted", "excluded_documents": "3"}


def test_another_workspace_is_not_searched(newsroom: Newsroom) -> None:
    newsroom.script[OPENED] = YES
    newsroom.publish("bridge", OPENED)
    other = newsroom.store.workspaces.ensure("other").workspace_id
    report = newsroom.checker.run(ClaimQuery(other, "The Aller bridge opened to traffic.")).report
    assert (report.evidence, report.searched["passages"]) == ((), 0)


def test_what_another_says_is_named_where_the_claimed_speaker_is_not_found(newsroom: Newsroom) -> None:
    newsroom.script["had opened"] = YES
    newsroom.publish("bridge", "The mayor of Aller said that the Aller bridge had opened to traffic on Monday.")
    report = newsroom.check("The governor of Aller said that the Aller bridge had opened to traffic.").report
    assert report.verdict.label is VerdictLabel.NOT_ENOUGH_EVIDENCE
    assert report.verdict.reasons[-1] == "1 document has it from somebody else, or in its own name."
    assert len(newsroom.check("The mayor of Aller said that the Aller bridge had opened.").report.evidence) == 1


def test_the_text_around_a_claim_tells_what_it_means_and_is_no_evidence(newsroom: Newsroom) -> None:
    newsroom.script["was evacuated"] = YES
    newsroom.publish("lonar", "The city of Lonar was evacuated on Friday because of the fire.")
    newsroom.publish("birch", "The city of Birch was evacuated on Friday because of the flood.")
    claim, context = "The city was evacuated.", "Smoke reached the city of Lonar. The city was evacuated."
    report = newsroom.check(claim, context=context).report
    assert [piece.document.document_id for piece in report.evidence] == ["lonar"]
    (part,) = report.parts
    assert (part.text, claim[part.start : part.end]) == ("The city of Lonar was evacuated.", claim)
    assert len(newsroom.check(claim).report.evidence) == 2


def test_a_report_says_what_was_searched(newsroom: Newsroom) -> None:
    now = newsroom.clock()
    newsroom.publish("old", OPENED, published_at=now - timedelta(days=90))
    newsroom.publish("new", TUNNEL, published_at=now - timedelta(days=1))
    newsroom.publish("withheld", CLOSED, published_at=now - timedelta(days=365), status="withheld")
    newsroom.publish("undated", "The Aller ferry runs every hour, also on Sundays and at night.")
    searched = newsroom.check("The Aller bridge opened to traffic.").report.searched
    assert {name: searched[name] for name in ("documents", "earliest", "latest", "passages")} == {
        "documents": 3,
        "earliest": "2024-12-01T12:00:00Z",
        "latest": "2025-02-28T12:00:00Z",
        "passages": 4,
    }
    assert newsroom.check("The Aller bridge opened to traffic.", language="de").report.searched["documents"] == 0


def test_later_evidence_is_shown_but_does_not_decide(newsroom: Newsroom) -> None:
    newsroom.script.update({OPENED: YES, CLOSED: NO})
    now = newsroom.clock()
    newsroom.publish("early", OPENED, published_at=now - timedelta(days=9))
    newsroom.publish("late", CLOSED, published_at=now)
    report = newsroom.check("The Aller bridge opened to traffic.", as_of=now - timedelta(days=5)).report
    assert report.verdict.label is VerdictLabel.SUPPORTED
    assert {piece.document.document_id: piece.time for piece in report.evidence} == {
        "early": Time.BEFORE,
        "late": Time.AFTER,
    }


def test_each_part_of_a_compound_claim_has_its_verdict(newsroom: Newsroom) -> None:
    newsroom.script.update({"captured Alder": YES, "lost Birch": NO})
    newsroom.publish("alder", "Norden captured Alder after a week of fighting in the hills.")
    newsroom.publish("birch", "It is not so that Norden lost Birch, as its flag still flies there.")
    report = newsroom.check("Norden captured Alder and lost Birch.").report
    assert [part.verdict for part in report.parts] == [VerdictLabel.SUPPORTED, VerdictLabel.REFUTED]
    assert report.verdict.label is VerdictLabel.REFUTED


def test_a_fact_check_is_shown_first_and_is_never_evidence(newsroom: Newsroom) -> None:
    newsroom.script["opened to traffic"] = YES
    text = "The Aller bridge opened to traffic.\nWe looked at it and found that the opening was on a Monday in May."
    newsroom.publish("checked", text, kind="fact_check", claim_reviewed="The Aller bridge opened to traffic.", rating="True")
    outcome = newsroom.check("The Aller bridge opened to traffic.")
    assert outcome.report.evidence == ()
    assert [(prior.fact_check.document_id, prior.relation) for prior in outcome.report.prior_checks] == [("checked", "same")]
    assert len(outcome.cited_document_keys) == 1


def test_an_import_stores_good_lines_and_names_bad_ones(newsroom: Newsroom) -> None:
    runner = ImportRunner(newsroom.store, newsroom.indexer)
    lines = [
        (1, '{"document_id": "a", "text": "The Aller bridge opened to traffic on Monday."}'),
        (2, "not json"),
        (4, '{"document_id": "b", "text": ""}'),
        (5, '{"document_id": "a", "text": "The Aller bridge opened to traffic on Tuesday."}'),
    ]
    (outcome,) = runner.run_items(newsroom.workspace_id, [(number, read_line(line)) for number, line in lines])
    assert (outcome.done, {error.line for error in outcome.errors}) == (2, {2, 4})
    document = newsroom.store.documents.get(newsroom.workspace_id, "a")
    assert document is not None
    assert (document.version, document.index_status) == (2, "indexed")


def start_import(newsroom: Newsroom, lines: list[str]) -> ImportChunk:
    imports = newsroom.store.imports
    import_id = imports.begin(newsroom.workspace_id).import_id
    chunk_id = imports.add_chunk(import_id, 0, list(enumerate(lines, 1)), [])
    imports.commit(import_id, len(lines))
    chunk = imports.start_chunk(chunk_id, 1)
    assert chunk is not None
    return chunk


class DyingIndexer(DocumentIndexer):
    """Dies when it is to index for the given time, counted from 1."""

    def __init__(self, inner: DocumentIndexer, dies_at: int) -> None:
        self._inner = inner
        self._left = dies_at

    def index_documents(self, documents: Sequence[Document], find_current: FindCurrent | None = None) -> Sequence[Document]:
        self._left -= 1
        if self._left == 0:
            raise KeyboardInterrupt
        return self._inner.index_documents(documents, find_current)


@pytest.mark.parametrize("dies_at", [1, 2])
def test_a_chunk_whose_worker_died_is_stored_once(newsroom: Newsroom, dies_at: int) -> None:
    versions = [f'{{"document_id": "a", "text": "Line {number} of the story."}}' for number in range(2 * BATCH)]
    chunk = start_import(newsroom, [*versions, "no json"])
    with pytest.raises(KeyboardInterrupt):
        ImportRunner(newsroom.store, DyingIndexer(newsroom.indexer, dies_at)).run_chunk(chunk)
    retried = newsroom.store.imports.retry_chunk(chunk.chunk_id, 1, crashed=True)
    assert retried is not None
    assert ImportRunner(newsroom.store, newsroom.indexer).run_chunk(chunk) is False, "its attempt is superseded"
    again = newsroom.store.imports.start_chunk(chunk.chunk_id, 2)
    assert again is not None
    assert again.position == dies_at * BATCH
    assert ImportRunner(newsroom.store, newsroom.indexer).run_chunk(again) is True

    document = newsroom.store.documents.get(newsroom.workspace_id, "a")
    assert document is not None
    assert (document.version, document.index_status) == (2 * BATCH, "indexed")
    ended = newsroom.store.imports.get(newsroom.workspace_id, chunk.import_id)
    assert ended is not None
    assert (ended.status, ended.done, ended.failed) == ("done", 2 * BATCH, 1)


def test_lines_on_one_document_make_no_more_versions_when_they_are_imported_again(newsroom: Newsroom) -> None:
    story = [f'{{"document_id": "a", "text": "Line {number} of the story."}}' for number in (1, 2, 1, 3)]
    others = [f'{{"uri": "urn:x:{number}", "body_text": "Another story."}}' for number in range(BATCH)]
    lines = [*story[:2], "5", '{"document_id": 5}', *others, story[2], "no json", story[3]]
    for _ in range(2):
        assert ImportRunner(newsroom.store, newsroom.indexer).run_chunk(start_import(newsroom, lines)) is True
        versions = newsroom.store.documents.versions(newsroom.workspace_id, "a").items
        assert [version.version for version in versions] == [4, 3, 2, 1]

    assert ImportRunner(newsroom.store, newsroom.indexer).run_chunk(start_import(newsroom, [story[0]])) is True
    taken_back = newsroom.store.documents.get(newsroom.workspace_id, "a")
    assert taken_back is not None
    assert (taken_back.version, taken_back.content.text) == (5, "Line 1 of the story.")


def test_what_was_stored_before_a_worker_died_is_indexed(newsroom: Newsroom) -> None:
    chunk = start_import(newsroom, ['{"document_id": "a", "text": "The Aller bridge opened."}'])
    with pytest.raises(KeyboardInterrupt):
        ImportRunner(newsroom.store, DyingIndexer(newsroom.indexer, 1)).run_chunk(chunk)
    newsroom.store.imports.retry_chunk(chunk.chunk_id, 1, crashed=True)
    again = newsroom.store.imports.start_chunk(chunk.chunk_id, 2)
    assert again is not None
    ImportRunner(newsroom.store, newsroom.indexer).run_chunk(again)
    assert newsroom.store.documents.index_lag() == 0


def test_an_item_is_taken_back_within_an_import(newsroom: Newsroom) -> None:
    item = {"uri": "urn:x:1", "body_text": "The Aller bridge opened to traffic on Monday."}
    lines = [item, {"uri": "urn:x:1", "pubstatus": "canceled"}, {"uri": "urn:x:2", "pubstatus": "canceled"}]
    chunk = start_import(newsroom, [json.dumps(line) for line in lines])
    assert ImportRunner(newsroom.store, newsroom.indexer).run_chunk(chunk) is True
    ended = newsroom.store.imports.get(newsroom.workspace_id, chunk.import_id)
    assert ended is not None
    assert (ended.done, [(error.line, error.detail) for error in ended.errors]) == (2, [(3, NOTHING_TO_TAKE_BACK)])
    document = newsroom.store.documents.get(newsroom.workspace_id, "urn:x:1")
    assert document is not None
    assert (document.version, document.status, document.content.text) == (1, "canceled", item["body_text"])
    assert newsroom.store.documents.get(newsroom.workspace_id, "urn:x:2") is None
