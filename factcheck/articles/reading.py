"""From a draft to the sentences that make a checkable claim, each with the claim that an editor would have sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from factcheck.articles.checkworthiness import judge_sentence
from factcheck.articles.drafts import BlockKind, Draft, read_html_draft, read_plain_draft
from factcheck.articles.revisions import build_key
from factcheck.store.articles import NewArticle, NewSentence
from factcheck.store.records import NewClaim
from factcheck.text.sentences import split_sentences
from factcheck.text.spans import Span, has_words

# What a claim may have, see the API's rules for one.
SHORTEST_CLAIM = 2
LONGEST_CLAIM = 2000
LONGEST_CONTEXT = 2000
_REFERRING = re.compile(r"(?:He|She|It|They|We|This|That) [^A-Z\d]{0,400}")


class ClaimLimits(NamedTuple):
    """What all claims of an article share."""

    title: str | None
    as_of: Any
    language: str | None
    exclude_document_ids: tuple[str, ...]


def read_article(sent: Mapping[str, Any], check_at_most: int) -> NewArticle:
    """Return what is to be stored of validated fields: ``text`` or ``html``, and what goes with them.

    Offsets count in the text as it was sent, or in the visible text of the HTML. ``check_at_most`` is for those who do not
    say how many sentences they want checked.
    """
    kind = "html" if sent.get("html") is not None else "text"
    draft = read_html_draft(sent["html"]) if kind == "html" else read_plain_draft(sent["text"])
    excluded = tuple(dict.fromkeys(sent.get("exclude_document_ids", ())))
    shared = ClaimLimits(sent.get("title"), sent.get("as_of"), sent.get("language"), excluded)
    sentences = find_sentences(draft)
    wanted = sent.get("check_at_most")
    return NewArticle(
        text=draft.text if kind == "html" else sent["text"],
        kind=kind,
        sentences=tuple(find_claims(draft.text, sentences, shared)),
        total=len(sentences),
        check_at_most=check_at_most if wanted is None else wanted,
        external_id=sent.get("external_id"),
        title=shared.title,
        as_of=shared.as_of,
        language=shared.language,
        exclude_document_ids=shared.exclude_document_ids,
        fresh=bool(sent.get("fresh")),
    )


def find_sentences(draft: Draft) -> list[Span]:
    """Return the sentences of the draft's body, in order; headings, captions and boilerplate have none."""
    return [
        sentence
        for block in draft.blocks
        if block.kind is BlockKind.BODY
        for sentence in split_sentences(draft.text, block.start, block.end)
        if has_words(draft.text[sentence.start : sentence.end])
    ]


def find_claims(text: str, sentences: list[Span], shared: ClaimLimits) -> list[NewSentence]:
    """Return the sentences that make a checkable claim, in order, with what stands around them as the claim's context."""
    found = []
    for place, span in enumerate(sentences):
        exact = text[span.start : span.end]
        words = " ".join(exact.split())
        if not SHORTEST_CLAIM <= len(words) <= LONGEST_CLAIM:
            continue
        judged = judge_sentence(words)
        if judged.is_claim:
            claim = NewClaim(
                words,
                shared.as_of,
                shared.language,
                _build_context(text, sentences, place, shared.title),
                exclude_document_ids=shared.exclude_document_ids,
            )
            found.append(NewSentence(span.start, span.end, build_key(exact), judged.score, judged.reasons, claim))
    return found


def _build_context(text: str, sentences: list[Span], place: int, title: str | None) -> str | None:
    """Return the title and the sentences before and behind, as far as they fit; None where there is nothing.

    The claim stands in its place between them, so that what follows it is not taken for what came before it. Where the
    sentence behind only refers back, there is nothing that could be taken from it.
    """
    near = [" ".join(text[span.start : span.end].split()) for span in sentences[max(0, place - 1) : place + 2]]
    here = min(place, 1)
    before, behind = _join_lines([title or "", *near[:here]]), "".join(near[here + 1 :])
    claim = near[here] if not _only_refers_back(behind) else ""
    has_room = len(before) + len(claim) < LONGEST_CONTEXT
    return (_join_lines([before, claim, behind]) if has_room else before)[:LONGEST_CONTEXT].strip() or None


def _join_lines(lines: list[str]) -> str:
    return "\n".join(line for line in lines if line)


def _only_refers_back(sentence: str) -> bool:
    """Say whether a sentence opens with a pronoun and has neither names nor figures; so has one that is not there."""
    return not sentence or _REFERRING.fullmatch(sentence) is not None
