"""Batches, articles and canceled checks, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from factcheck.store.articles import Article, ArticleSentence, NewArticle, NewSentence
from factcheck.store.batches import BatchItem, ClaimBatch, NewItem
from factcheck.store.checks import CheckResult
from factcheck.store.records import NewClaim
from factcheck.store.sharing import SharePolicy
from tests.store_samples import BRIDGE, at_once, put_text, report_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factcheck.store import Store
    from tests.conftest import FakeClock

PROBLEM = {"type": "check-timeout", "title": "It took too long", "status": 500, "detail": "It took over 60 s."}


def finish(store: Store, check_id: str, verdict: str = "supported") -> bool:
    return store.checks.finish(check_id, 1, CheckResult({**report_on(), "verdict": verdict}, verdict, 0.75, []))


def events(store: Store, kind: str) -> list[dict[str, Any]]:
    return [event.payload for event in store.outbox.pending(100) if event.kind == kind]


def check_ids(made: ClaimBatch | Article) -> list[str]:
    items = made.items if isinstance(made, ClaimBatch) else made.sentences
    return [item.claim.check_id for item in items if item.claim]


def sentence(text: str, score: float = 0.9, place: int = 0) -> NewSentence:
    return NewSentence(place, place + len(text), f"key of {text}", score, ("numbers",), NewClaim(text))


def article(*sentences: NewSentence, **options: Any) -> NewArticle:
    defaults: dict[str, Any] = {"check_at_most": 20, "external_id": "cms-1"}
    return NewArticle("The text.", "text", sentences, len(sentences) + 3, **{**defaults, **options})


def test_a_canceled_check_can_not_be_finished(store: Store, workspace_id: str) -> None:
    claim = store.claims.create(workspace_id, NewClaim("It snowed."))
    store.checks.start(claim.check.check_id, 1)
    canceled = store.checks.cancel(workspace_id, claim.claim_id)
    assert canceled is not None
    assert (canceled.status, canceled.verdict, canceled.finished_at is not None) == ("canceled", None, True)
    assert not finish(store, claim.check.check_id)
    assert not store.checks.fail(claim.check.check_id, 1, PROBLEM)
    assert store.checks.retry(claim.check.check_id, 1, crashed=True) is None
    assert store.checks.start(claim.check.check_id, 1) is None
    assert store.checks.cancel(workspace_id, claim.claim_id) is None
    assert events(store, "claim.canceled") == [
        {"claim_id": claim.claim_id, "check_id": claim.check.check_id, "status": "canceled", "verdict": None}
    ]


def test_nobody_cancels_what_has_ended_or_is_of_others(store: Store, workspace_id: str) -> None:
    claim = store.claims.create(workspace_id, NewClaim("It snowed."))
    assert store.checks.cancel(store.workspaces.ensure("other").workspace_id, claim.claim_id) is None
    assert finish(store, claim.check.check_id)
    assert store.checks.cancel(workspace_id, claim.claim_id) is None
    assert events(store, "claim.canceled") == []


def test_a_batch_keeps_its_order_and_ends_with_its_last_check(store: Store, workspace_id: str) -> None:
    refused = NewItem(errors=(("/claims/1/text", "This is blank."),))
    batch = store.batches.create(workspace_id, [NewItem(NewClaim("One.")), refused, NewItem(NewClaim("Two."))])
    assert [item.claim is not None for item in batch.items] == [True, False, True]
    assert batch.items[1].errors == refused.errors
    first, second = check_ids(batch)
    assert finish(store, second)
    found = store.batches.get(workspace_id, batch.batch_id)
    assert found is not None
    assert [item.claim and item.claim.status for item in found.items] == ["queued", None, "done"]
    assert found.finished_at is None
    assert events(store, "claim_batch.done") == []
    assert store.checks.fail(first, 1, PROBLEM)
    ended = store.batches.get(workspace_id, batch.batch_id)
    assert ended is not None
    assert ended.finished_at is not None
    counts = {"by_status": {"done": 1, "failed": 1}, "by_verdict": {"supported": 1}, "refused": 1}
    assert events(store, "claim_batch.done") == [{"batch_id": batch.batch_id, "counts": counts}]
    assert store.batches.get(store.workspaces.ensure("other").workspace_id, batch.batch_id) is None


def test_checks_that_end_at_the_same_time_end_their_batch_once(store: Store, workspace_id: str) -> None:
    batch = store.batches.create(workspace_id, [NewItem(NewClaim(f"Claim {number}.")) for number in range(6)])
    ids = check_ids(batch)
    assert all(at_once(6, lambda number: finish(store, ids[number])))
    assert len(events(store, "claim_batch.done")) == 1


def test_a_check_that_ends_while_it_is_shared_ends_every_batch(store: Store, workspace_id: str) -> None:
    claim = store.claims.create(workspace_id, NewClaim("One."))
    policy = SharePolicy(600, {})

    def create_or_finish(number: int) -> object:
        if number == 2:
            return finish(store, claim.check.check_id)
        return store.batches.create(workspace_id, [NewItem(NewClaim("One."))], policy)

    at_once(5, create_or_finish)
    assert len(events(store, "claim_batch.done")) == 4
    assert len(store.claims.list(workspace_id).items) == 1


def test_the_best_sentences_of_an_article_are_checked(store: Store, workspace_id: str) -> None:
    sentences = [sentence("Low.", 0.5), sentence("High.", 0.9), sentence("High.", 0.9), sentence("Middle.", 0.7)]
    made = store.articles.put(workspace_id, article(*sentences, check_at_most=2))
    assert [item.claim is not None for item in made.sentences] == [False, True, True, True]
    assert made.sentences[1].claim == made.sentences[2].claim
    for check_id in dict.fromkeys(check_ids(made)):
        assert finish(store, check_id)
    counts = {"by_status": {"done": 2}, "by_verdict": {"supported": 2}, "sentences": 7, "checkable": 4}
    assert events(store, "article.done") == [{"article_id": made.article_id, "status": "done", "counts": counts}]


def test_an_edit_checks_only_what_changed(store: Store, workspace_id: str) -> None:
    first = store.articles.put(workspace_id, article(sentence("One."), sentence("Two.")))
    one, two = check_ids(first)
    assert finish(store, one)
    assert finish(store, two)
    second = store.articles.put(
        workspace_id, article(sentence("New."), sentence("Two.", place=40), sentence("One.", place=90))
    )
    assert (second.article_id, second.revision, second.finished_at) == (first.article_id, 2, None)
    new, *kept = check_ids(second)
    assert kept == [two, one]
    assert [item.start for item in second.sentences] == [0, 40, 90]
    assert finish(store, new)
    assert len(events(store, "article.done")) == 2
    third = store.articles.put(workspace_id, article(sentence("Two."), check_at_most=0))
    assert (check_ids(third), third.finished_at is not None) == ([two], True)


def test_a_check_that_came_to_nothing_another_time_or_a_wish_make_it_fresh(store: Store, workspace_id: str) -> None:
    new = article(sentence("One."))
    (canceled,) = [item.claim for item in store.articles.put(workspace_id, new).sentences]
    assert canceled is not None
    store.checks.cancel(workspace_id, canceled.claim_id)
    ids = [canceled.check_id]
    later = replace(new, as_of=datetime(2025, 1, 1, tzinfo=UTC))
    for revision in (new, new, later, later, replace(later, fresh=True)):
        ids += check_ids(store.articles.put(workspace_id, revision))
    assert [ids.index(check_id) for check_id in ids] == [0, 1, 1, 3, 3, 5]


def test_verdicts_follow_the_end_of_an_embargo(store: Store, workspace_id: str, clock: FakeClock) -> None:
    document = put_text(store, workspace_id, "bridge").document
    batch = store.batches.create(workspace_id, [NewItem(NewClaim("One."))])
    made = store.articles.put(workspace_id, article(sentence("Two.")))
    for check_id in (*check_ids(batch), *check_ids(made)):
        report = report_on(document)
        assert store.checks.finish(check_id, 1, CheckResult(report, "supported", 0.9, [document.document_key]))

    def verdicts() -> set[str | None]:
        items = [store.batches.get(workspace_id, batch.batch_id), store.articles.get(workspace_id, made.article_id)]
        (claim,), (other,) = ([item.claim for item in _parts(found)] for found in items)
        return {state.verdict if state else None for state in (claim, other)}

    assert verdicts() == {"supported"}
    embargo = clock.now + timedelta(hours=1)
    store.documents.put(workspace_id, "bridge", BRIDGE, embargoed_until=embargo)
    assert verdicts() == {"not_enough_evidence"}
    clock.advance(3601)
    assert verdicts() == {"supported"}


def _parts(found: ClaimBatch | Article | None) -> Sequence[BatchItem | ArticleSentence]:
    assert found is not None
    return found.items if isinstance(found, ClaimBatch) else found.sentences


def test_an_article_is_of_one_workspace_and_can_be_deleted(store: Store, workspace_id: str) -> None:
    other = store.workspaces.ensure("other").workspace_id
    mine = store.articles.put(workspace_id, article(sentence("One.")))
    theirs = store.articles.put(other, article(sentence("One.")))
    unnamed = [store.articles.put(workspace_id, article(external_id=None)).article_id for _ in range(2)]
    assert len({mine.article_id, theirs.article_id, *unnamed}) == 4
    assert store.articles.get(other, mine.article_id) is None
    assert not store.articles.delete(other, mine.article_id)
    assert store.articles.delete(workspace_id, mine.article_id)
    assert store.articles.get(workspace_id, mine.article_id) is None
    assert finish(store, check_ids(mine)[0]), "its claims stay, and end without it"
    assert store.articles.get(other, theirs.article_id) == theirs


def test_an_article_sent_several_times_at_once_is_one(store: Store, workspace_id: str) -> None:
    made = at_once(4, lambda _: store.articles.put(workspace_id, article(sentence("One."))))
    assert len({item.article_id for item in made}) == 1
    assert sorted(item.revision for item in made) == [1, 2, 3, 4]
    assert len({check_id for item in made for check_id in check_ids(item)}) == 1
