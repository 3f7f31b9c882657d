"""Articles: a draft goes in, the sentences worth checking come out, and are checked."""

from __future__ import annotations

from typing import Any

from flask import jsonify

from factcheck.articles.reading import read_article
from factcheck.store.articles import Article, ArticleSentence, NewArticle
from factcheck.taking import read_share_policy
from factcheck.text.quotes import build_quote
from service.blueprint import ApiBlueprint
from service.context import services, workspace_id
from service.grouping import hand_over_states, present_counts, present_state
from service.headers import LOCATION, RETRY_AFTER
from service.overload import refuse_when_overloaded
from service.paths import ARTICLE_PARAMETER, article_path, known_article_id
from service.problems import not_found
from service.schemas.articles import ArticleBody, ArticleSchema

blp = ApiBlueprint("articles", __name__, description="Drafts, and what of them is worth checking.")
# The longest draft, its every character escaped.
MAX_ARTICLE_BYTES = 3 * 1024 * 1024
RETRY_AFTER_SECONDS = "2"
SURROUNDING_CHARACTERS = 32

blp.limit_body(lambda _settings: MAX_ARTICLE_BYTES)


def answer_again(article_id: str) -> Any:
    """Return the answer to a request that was carried out before: as the article is now."""
    return jsonify(ArticleSchema().dump(present_article(find_article(article_id)))), 202, build_headers(article_id)


@blp.post("/v1/articles")
@blp.leads_to(202, "get_article", article_id="$response.body#/article_id")
@blp.leads_to(202, "delete_article", article_id="$response.body#/article_id")
@blp.needs("claims:write", again=answer_again)
@blp.body(ArticleBody)
@blp.answer(202, ArticleSchema, "Taken; the checks run.", headers=LOCATION | RETRY_AFTER)
@blp.problems(404)
def create_article(body: dict[str, Any]) -> Any:
    """Have the sentences of a draft checked that are worth it most.

    Sent again with its `external_id`, the article gets a new revision: only sentences that it did not have before are
    checked, the others keep their claims. A repeated request is answered with the article as it is now, or with 404 if that
    was deleted.
    """
    new = read_article(body, services().settings.article_checks)
    article = submit_article(new)
    return present_article(article), 202, build_headers(article.article_id)


def submit_article(new: NewArticle) -> Article:
    """Keep a draft, hand over its checks and return it; raises the 503 problem where claims wait too long."""
    refuse_when_overloaded()
    article = services().store.articles.put(workspace_id(), new, read_share_policy(services().settings))
    hand_over_states(sentence.claim for sentence in article.sentences)
    return article


@blp.get("/v1/articles/<article_id>", parameters=[ARTICLE_PARAMETER])
@blp.needs("claims:read")
@blp.answer(200, ArticleSchema, "How far the article is.")
@blp.problems(404)
def get_article(article_id: str) -> Any:
    """Return an article with the status and verdict of each sentence that makes a checkable claim."""
    return present_article(find_article(known_article_id(article_id)))


@blp.delete("/v1/articles/<article_id>", parameters=[ARTICLE_PARAMETER])
@blp.needs("claims:write")
@blp.answer(204, None, "The article and its text are gone.")
@blp.problems(404)
def delete_article(article_id: str) -> None:
    """Delete an article with its text; its claims stay as claims of their own."""
    if not services().store.articles.delete(workspace_id(), known_article_id(article_id)):
        raise not_found("article")


def find_article(article_id: str) -> Article:
    """Return an article; raises the 404 problem if the workspace has no such article."""
    article = services().store.articles.get(workspace_id(), article_id)
    if article is None:
        raise not_found("article")
    return article


def build_headers(article_id: str) -> dict[str, str]:
    """Return where an article that was taken is to be found, and when to look."""
    return {"Location": article_path(article_id), "Retry-After": RETRY_AFTER_SECONDS}


def present_article(article: Article) -> dict[str, Any]:
    """Return the article with its checkable sentences in the order of the text."""
    ranked = sorted(article.sentences, key=lambda sentence: (-sentence.score, sentence.start))
    ranks = {sentence.start: rank for rank, sentence in enumerate(ranked, start=1)}
    counts = present_counts(sentence.claim for sentence in article.sentences)
    return {
        "article_id": article.article_id,
        "external_id": article.external_id,
        "revision": article.revision,
        "status": "running" if article.finished_at is None else "done",
        "title": article.title,
        "kind": article.kind,
        "text": article.text,
        "as_of": article.as_of,
        "language": article.language,
        "exclude_document_ids": article.exclude_document_ids,
        "counts": {**counts, "sentences": article.total, "checkable": len(article.sentences)},
        "sentences": [_present_sentence(article.text, item, ranks[item.start]) for item in article.sentences],
        "created_at": article.created_at,
        "changed_at": article.changed_at,
        "finished_at": article.finished_at,
        "links": {"self": article_path(article.article_id)},
    }


def _present_sentence(text: str, sentence: ArticleSentence, rank: int) -> dict[str, Any]:
    quote = build_quote(text, sentence.start, sentence.end, around=SURROUNDING_CHARACTERS)
    return {
        "start": sentence.start,
        "end": sentence.end,
        "selector": {"type": "TextQuoteSelector", "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix},
        "rank": rank,
        "score": sentence.score,
        "reasons": sentence.reasons,
        "claim": present_state(sentence.claim),
    }
