"""From a draft to claims; and which of them are checked in a new revision."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.articles.reading import LONGEST_CONTEXT, read_article
from factcheck.articles.revisions import build_key, choose_checked
from factcheck.judgement.references import resolve_references

CLAIM = "The council closed two of its five kindergartens in 2022."
LONG = f"The council closed {'very ' * 500}many kindergartens in 2022."


def test_a_claim_has_the_sentences_around_it_as_context() -> None:
    article = read_article({"text": f"What now? {CLAIM} It was cold.\n\nThe end of it all?", "title": "Kindergartens"}, 5)
    (sentence,) = article.sentences
    assert sentence.claim.text == CLAIM
    assert sentence.claim.context == "Kindergartens\nWhat now?\nIt was cold."
    assert (article.check_at_most, article.total) == (5, 4)


@pytest.mark.parametrize("title", [None, "The Alm valley"])
def test_what_stands_behind_a_claim_is_told_from_what_stands_before(title: str | None) -> None:
    before, claim = "Minister Ada Brandt faced parliament.", "She resigned over 500 flooded homes in the spring."
    behind = "Mayor Ivo Lund praised the decision on Tuesday."
    found = read_article({"text": f"{before} {claim} {behind}", "title": title}, 5).sentences
    (context,) = [sentence.claim.context for sentence in found if sentence.claim.text == claim]
    assert (context or "").split("\n")[-3:] == [before, claim, behind]
    assert resolve_references(claim, context) == "Ada Brandt resigned over 500 flooded homes in the spring."
    first = read_article({"text": f"{claim} {behind}", "title": title}, 5).sentences[0].claim
    assert resolve_references(first.text, first.context) == claim


def test_what_stands_behind_goes_where_the_claim_has_no_room() -> None:
    before = f"The dam was {'very ' * 390}old."
    text = f"{before} {CLAIM} Mayor Ivo Lund praised it on Tuesday."
    (context,) = [found.claim.context for found in read_article({"text": text}, 5).sentences if found.claim.text == CLAIM]
    assert context == before


def test_a_wrapped_sentence_is_one_claim() -> None:
    wrapped = CLAIM.replace(" five", "\nfive")
    text = f"{wrapped} And {'so ' * 30}on."
    (sentence,) = read_article({"text": text}, 5).sentences
    assert sentence.claim.text == CLAIM
    assert text[sentence.start : sentence.end] == wrapped


def test_a_sentence_that_no_claim_may_be_is_left_out_and_context_is_cut() -> None:
    article = read_article({"text": f"{LONG} {CLAIM}"}, 5)
    (sentence,) = article.sentences
    assert sentence.claim.text == CLAIM
    assert len(sentence.claim.context or "") <= LONGEST_CONTEXT


def test_zero_is_a_number_of_checks() -> None:
    assert read_article({"text": CLAIM, "check_at_most": 0}, 5).check_at_most == 0


def test_a_key_does_not_depend_on_how_a_sentence_is_typed() -> None:
    typed = {build_key(text) for text in ("He said “no” – twice.", 'He said  "no" - twice.', "He\u00a0said\n„no“ — twice.")}
    assert len(typed) == 1
    assert build_key("He said no.") != build_key("he said no.")


def test_the_best_and_the_known_are_checked() -> None:
    sentences = [("a", 0.5), ("b", 0.9), ("c", 0.9), ("b", 0.9)]
    assert choose_checked(sentences, (), 1) == {"b"}
    assert choose_checked(sentences, (), 2) == {"b", "c"}
    assert choose_checked(sentences, {"a", "gone"}, 1) == {"a", "b"}
    assert choose_checked(sentences, {"a"}, 0) == {"a"}


@given(st.text(max_size=300), st.booleans())
def test_offsets_always_hold(text: str, is_html: bool) -> None:
    article = read_article({"html" if is_html else "text": f"{text} {CLAIM}".replace("\x00", "")}, 5)
    for sentence in article.sentences:
        part = article.text[sentence.start : sentence.end]
        assert sentence.claim.text == " ".join(part.split())
        assert part == part.strip()
