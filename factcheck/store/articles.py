"""Articles: drafts with the sentences that make a checkable claim, kept from one revision to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from factcheck.articles.revisions import choose_checked
from factcheck.store.article_list import ArticleSummary, list_articles
from factcheck.store.columns import to_utc
from factcheck.store.engine import Database
from factcheck.store.ids import new_id
from factcheck.store.inserting import insert_or_lock
from factcheck.store.progress import ClaimState, end_article_if_done, read_states
from factcheck.store.records import NewClaim, Page
from factcheck.store.redeciding import redecide_due
from factcheck.store.sharing import SharePolicy, take_of_group
from factcheck.store.tables import ArticleRow, ArticleSentenceRow
from factcheck.store.writes import name_made

# A check that ended so has found nothing out; its sentence is checked again with the next revision.
VOID = ("failed", "canceled")


@dataclass(frozen=True, slots=True)
class NewSentence:
    """A sentence that makes a checkable claim: where it stands, what it is known by, how much it is worth checking."""

    start: int
    end: int
    key: str
    score: float
    reasons: tuple[str, ...]
    claim: NewClaim


@dataclass(frozen=True, slots=True)
class NewArticle:
    """A draft as it came, with its checkable sentences in their order.

    ``kind`` is ``text`` or ``html``, ``text`` what the offsets count in, ``total`` the number of all its sentences.
    ``fresh`` has sentences checked again that an earlier revision had.
    """

    text: str
    kind: str
    sentences: tuple[NewSentence, ...]
    total: int
    check_at_most: int
    external_id: str | None = None
    title: str | None = None
    as_of: datetime | None = None
    language: str | None = None
    exclude_document_ids: tuple[str, ...] = ()
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class ArticleSentence:
    """A sentence that makes a checkable claim; ``claim`` is None if it is not checked."""

    start: int
    end: int
    score: float
    reasons: tuple[str, ...]
    claim: ClaimState | None


@dataclass(frozen=True, slots=True)
class Article:
    """A draft in its latest revision; ``finished_at`` is None while one of its sentences is being checked."""

    article_id: str
    workspace_id: str
    external_id: str | None
    revision: int
    title: str | None
    kind: str
    text: str
    as_of: datetime | None
    language: str | None
    total: int
    created_at: datetime
    changed_at: datetime
    finished_at: datetime | None
    sentences: tuple[ArticleSentence, ...]
    exclude_document_ids: tuple[str, ...] = ()


class Articles:
    """The articles of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, workspace_id: str, new: NewArticle, policy: SharePolicy | None = None) -> Article:
        """Store a draft, in place of the one of the same ``external_id``, with claims for its best sentences.

        A sentence that the earlier revision had keeps its claim, wherever it stands now; unless ``fresh`` is set, the
        claim's check came to nothing, or the article is for another time, language or part of the archive now. With a
        policy, and not ``fresh``, sentences get the claims that asked the same a moment ago.
        """
        now = self._database.now()

        def work(session: Session) -> Article:
            row = _locked_row(session, now, workspace_id, new)
            name_made(session, "article_id", row.article_id)
            known = {} if new.fresh or not _is_comparable(row, new) else _read_known(session, row.article_id)
            session.execute(delete(ArticleSentenceRow).where(ArticleSentenceRow.article_id == row.article_id))
            _update(row, now, new)
            _add_sentences(session, row, new, known, None if new.fresh else policy)
            end_article_if_done(session, now, row)
            return _read(session, row)

        return self._database.write(work)

    def get(self, workspace_id: str, article_id: str) -> Article | None:
        """Return an article with how far each of its claims is; None if the workspace has no such article."""
        redecide_due(self._database, workspace_id)
        query = select(ArticleRow).where(ArticleRow.workspace_id == workspace_id, ArticleRow.article_id == article_id)

        def work(session: Session) -> Article | None:
            row = session.scalar(query)
            return _read(session, row) if row else None

        return self._database.read(work)

    def list(self, workspace_id: str, cursor: str | None = None, limit: int = 50) -> Page[ArticleSummary]:
        """Return the workspace's articles without their texts, newest first."""
        return list_articles(self._database, workspace_id, cursor, limit)

    def delete(self, workspace_id: str, article_id: str) -> bool:
        """Delete an article with its text; its claims stay. False if the workspace has no such article."""
        statement = (
            delete(ArticleRow)
            .where(ArticleRow.workspace_id == workspace_id, ArticleRow.article_id == article_id)
            .returning(ArticleRow.article_id)
        )
        return self._database.write(lambda session: session.scalar(statement) is not None)


def _locked_row(session: Session, now: datetime, workspace_id: str, new: NewArticle) -> ArticleRow:
    fresh = {
        "article_id": new_id("art"),
        "workspace_id": workspace_id,
        "external_id": new.external_id,
        "revision": 0,
        "kind": new.kind,
        "text": "",
        "sentences": 0,
        "created_at": now,
        "changed_at": now,
    }
    # Whoever sends the same article at the same time waits here for the row that is there first.
    insert_or_lock(session, ArticleRow, [fresh], ("workspace_id", "external_id"))
    mine = ArticleRow.article_id == fresh["article_id"]
    of_sender = ArticleRow.external_id == new.external_id
    query = select(ArticleRow).where(ArticleRow.workspace_id == workspace_id, mine if new.external_id is None else of_sender)
    return session.scalars(query).one()


def _is_comparable(row: ArticleRow, new: NewArticle) -> bool:
    excluded = set(row.exclude_document_ids or ())
    wanted = (new.as_of and to_utc(new.as_of), new.language, set(new.exclude_document_ids))
    return (row.as_of, row.language, excluded) == wanted


def _read_known(session: Session, article_id: str) -> dict[str, str]:
    """Return the claims of the article's sentences by key, as far as their checks are worth keeping."""
    query = select(ArticleSentenceRow.key, ArticleSentenceRow.claim_id).where(
        ArticleSentenceRow.article_id == article_id, ArticleSentenceRow.claim_id.is_not(None)
    )
    claims = {key: claim_id for key, claim_id in session.execute(query) if claim_id}
    states = read_states(session, claims.values())
    return {key: claim_id for key, claim_id in claims.items() if states[claim_id].status not in VOID}


def _update(row: ArticleRow, now: datetime, new: NewArticle) -> None:
    row.revision += 1
    row.title, row.kind, row.text = new.title, new.kind, new.text
    row.as_of, row.language = new.as_of and to_utc(new.as_of), new.language
    row.exclude_document_ids = list(new.exclude_document_ids) or None
    row.sentences, row.changed_at, row.finished_at = new.total, now, None


def _add_sentences(
    session: Session, row: ArticleRow, new: NewArticle, known: Mapping[str, str], policy: SharePolicy | None
) -> None:
    claims = dict(known)
    chosen = choose_checked([(sentence.key, sentence.score) for sentence in new.sentences], known, new.check_at_most)
    for sentence in new.sentences:
        if sentence.key in chosen and sentence.key not in claims:
            added = take_of_group(session, row.changed_at, row.workspace_id, sentence.claim, policy)
            claims[sentence.key] = added.claim_id
    # A long draft has thousands: as plain rows they take half the time that they take as objects of the session.
    if rows := [
        {
            "article_id": row.article_id,
            "place": place,
            "start": sentence.start,
            "end": sentence.end,
            "key": sentence.key,
            "score": sentence.score,
            "reasons": list(sentence.reasons),
            "claim_id": claims.get(sentence.key),
        }
        for place, sentence in enumerate(new.sentences)
    ]:
        session.execute(insert(ArticleSentenceRow), rows)


def _read(session: Session, row: ArticleRow) -> Article:
    query = select(ArticleSentenceRow).where(ArticleSentenceRow.article_id == row.article_id)
    rows = session.scalars(query.order_by(ArticleSentenceRow.place)).all()
    states = read_states(session, [sentence.claim_id for sentence in rows if sentence.claim_id])
    return Article(
        article_id=row.article_id,
        workspace_id=row.workspace_id,
        external_id=row.external_id,
        revision=row.revision,
        title=row.title,
        kind=row.kind,
        text=row.text,
        as_of=row.as_of,
        language=row.language,
        total=row.sentences,
        created_at=row.created_at,
        changed_at=row.changed_at,
        finished_at=row.finished_at,
        sentences=tuple(
            ArticleSentence(item.start, item.end, item.score, tuple(item.reasons), states.get(item.claim_id or ""))
            for item in rows
        ),
        exclude_document_ids=tuple(row.exclude_document_ids or ()),
    )
