"""Drafts at the desk: paste or drop one, see which sentences the archive supports and which it contradicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from marshmallow import ValidationError

from factcheck.articles.reading import read_article
from factcheck.schemas.formats import HTML_TYPES, decode_page
from factcheck.schemas.items import UnreadableBodyError
from factcheck.store.articles import Article, ArticleSentence
from factcheck.store.records import ENDED_CHECKS
from service.articles import MAX_ARTICLE_BYTES, find_article, submit_article
from service.context import services, workspace_id
from service.desk.access import has_scope, needs, see_other
from service.desk.blueprint import blp, large_forms, long_texts
from service.desk.forms import describe_errors, read_fields, read_form
from service.desk.rendering import render_page
from service.desk.sentences import tell_problem
from service.paths import known_article_id
from service.problems import not_found
from service.schemas.articles import ArticleBody

ADDRESS = "/articles"
FIELDS = ("title", "text", "as_of", "exclude_document_ids")
PAGE_SIZE = 25

large_forms[ADDRESS] = lambda _settings: MAX_ARTICLE_BYTES
long_texts[ADDRESS] = MAX_ARTICLE_BYTES


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a draft, with the sentence that it is if that makes a checkable claim."""

    text: str
    sentence: ArticleSentence | None = None


@blp.get(ADDRESS)
@needs("claims:read")
def show_articles() -> str:
    """Ask for a draft, and list those that were checked before, newest first."""
    return render_articles({}, {})


@blp.post(ADDRESS)
@needs("claims:write")
def check_article() -> Response | tuple[str, int]:
    """Have the sentences of a draft checked and open its page."""
    sent = read_form(FIELDS)
    try:
        new = read_article(ArticleBody().load({**read_fields(sent), **read_file()}), services().settings.article_checks)
    except ValidationError as error:
        return render_articles(sent, describe_errors(error)), 422
    except UnreadableBodyError as error:
        return render_articles(sent, {"file": tell_problem(str(error))}), 422
    article = submit_article(new)
    return see_other(f"{ADDRESS}/{article.article_id}")


@blp.get(f"{ADDRESS}/<article_id>")
@needs("claims:read")
def show_article(article_id: str) -> str:
    """Show a draft with what the archive says of its sentences."""
    return render_page("article.html", **article_values(article_id))


@blp.get(f"{ADDRESS}/<article_id>/text")
@needs("claims:read")
def show_article_text(article_id: str) -> str:
    """Return the part of the page that changes while the checks run."""
    return render_page("article_text.html", **article_values(article_id))


@blp.post(f"{ADDRESS}/<article_id>/delete")
@needs("claims:write")
def delete_article_page(article_id: str) -> Response:
    """Delete a draft; its claims stay."""
    if not services().store.articles.delete(workspace_id(), known_article_id(article_id)):
        raise not_found("article")
    return see_other(ADDRESS)


def render_articles(sent: dict[str, str], errors: dict[str, str]) -> str:
    """Return the list of articles with the form as it was sent."""
    page = services().store.articles.list(workspace_id(), request.args.get("cursor"), PAGE_SIZE)
    return render_page(
        "articles.html",
        articles=page.items,
        next_cursor=page.next_cursor,
        sent=sent,
        errors=errors,
        may_write=has_scope("claims:write"),
    )


def article_values(article_id: str) -> dict[str, Any]:
    """Return what the templates of a draft's page show; raises the 404 problem."""
    article = find_article(known_article_id(article_id))
    ended = sum(sentence.claim is not None and sentence.claim.status in ENDED_CHECKS for sentence in article.sentences)
    return {
        "article": article,
        "stretches": list(cut_text(article)),
        "checked": [sentence for sentence in article.sentences if sentence.claim is not None],
        "ended": ended,
        "may_write": has_scope("claims:write"),
    }


def cut_text(article: Article) -> Iterator[Stretch]:
    """Yield the draft in stretches that together are the draft."""
    position = 0
    for sentence in sorted(article.sentences, key=lambda sentence: sentence.start):
        if sentence.start > position:
            yield Stretch(article.text[position : sentence.start])
        yield Stretch(article.text[sentence.start : sentence.end], sentence)
        position = sentence.end
    if position < len(article.text):
        yield Stretch(article.text[position:])


def read_file() -> dict[str, str]:
    """Return the draft of a file that was sent, as ``html`` or ``text``; nothing if none was; raises UnreadableBodyError."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return {}
    is_page = file.mimetype in HTML_TYPES or file.filename.lower().endswith((".html", ".htm"))
    return {"html" if is_page else "text": decode_page(file.stream.read(), None)}
