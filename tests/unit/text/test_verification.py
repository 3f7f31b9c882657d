"""Quotes looked up in a text: word for word, typed otherwise, or not there."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.text.folding import FoldedText
from factcheck.text.verification import QuoteResult, verify_quote

TEXT = "The mayor said: “We don’t know yet…”\nSome 1,400 people — a third\u00a0of the town — left their homes.\n"
TYPES = "aAeé\u0301\u0323\u00ad\u200b ﬁfi½\u00a0\n\t-—“\"'’….¨\u1100\u1161각ä²漢\U0001f469\u200d\ufe0f"


def test_a_quote_that_stands_there_word_for_word() -> None:
    found = verify_quote(TEXT, "Some 1,400 people")
    assert found == (QuoteResult.VERBATIM, 37, 54, "Some 1,400 people")
    assert TEXT[37:54] == "Some 1,400 people"


def test_the_first_occurrence_counts_unless_a_start_is_given() -> None:
    assert verify_quote("one two one", "one")[1:3] == (0, 3)
    assert verify_quote("one two one", "one", start=8)[1:3] == (8, 11)
    assert verify_quote("one two one", "one", start=4).result is QuoteResult.MISSING
    assert verify_quote("ONE one", "one", start=0).result is QuoteResult.MISSING


@pytest.mark.parametrize(
    ("exact", "found"),
    [
        ('"We don\'t know yet..."', "“We don’t know yet…”"),
        ("people - a third of the town", "people — a third\u00a0of the town"),
        ("people -- a third of", "people — a third\u00a0of"),
        ("yet…” Some 1,400", "yet…”\nSome 1,400"),
        ("  The mayor  ", "The mayor"),
        ("their ho\u00admes.", "their homes."),
        ("\uff11,\uff14\uff10\uff10 people", "1,400 people"),
        ("The Mayor said", None),
        ("Some 1400 people", None),
        ("Some people", None),
        ("\u200b", None),
        (" \n ", None),
        ("", None),
    ],
)
def test_a_quote_that_is_typed_otherwise(exact: str, found: str | None) -> None:
    result, start, end, exact_found = verify_quote(TEXT, exact)
    assert exact_found == found
    assert result is (QuoteResult.MISSING if found is None else QuoteResult.NORMALIZED)
    if found is not None:
        assert TEXT[start:end] == found


@pytest.mark.parametrize(
    ("text", "exact", "found"),
    [
        ("a cafe\u0301 here", "café", "cafe\u0301"),
        ("a café here", "cafe\u0301", "café"),
        ("a café here", "cafe", None),
        ("e\u0323\u0301", "e\u0301\u0323", "e\u0323\u0301"),
        ("the ﬁle", "file", "ﬁle"),
        ("the ﬁle", "ile", None),
        ("ﬁi“", 'i"', "i“"),
        ("12 km²", "12 km2", "12 km²"),
        ("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
        ("soft\u00adly, softly", "softly,", "soft\u00adly,"),
        ("a \u200b b", "a b", "a \u200b b"),
        ("one  \r\n two", "one two", "one  \r\n two"),
        ("‘No’, he said", "'No', he", "‘No’, he"),
        ("«Non»", '"Non"', "«Non»"),
        ("5 − 3", "5 – 3", "5 − 3"),
        ("wait …", "wait ...", "wait …"),
    ],
)
def test_what_is_folded_and_where_letters_end(text: str, exact: str, found: str | None) -> None:
    check = verify_quote(text, exact)
    assert check.exact_found == found
    if found is not None:
        assert check.result is QuoteResult.NORMALIZED
        assert text[check.start : check.end] == found


def test_a_start_holds_for_quotes_that_are_typed_otherwise_too() -> None:
    text = "x “no” and “no”"
    assert verify_quote(text, '"no"', start=11)[1:] == (11, 15, "“no”")
    assert verify_quote(text, '"no"', start=10)[1:] == (11, 15, "“no”")
    assert verify_quote(text, '"no"', start=3).result is QuoteResult.MISSING
    for outside in (-1, len(text), 10**9):
        assert verify_quote(text, "x", start=outside).result is QuoteResult.MISSING


@given(st.text(TYPES, max_size=30), st.data())
def test_every_span_of_a_text_is_found_verbatim_and_offsets_are_true(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    exact = text[start : data.draw(st.integers(start, len(text)))]
    check = verify_quote(text, exact)
    assert (check.result is QuoteResult.VERBATIM) == bool(exact)
    if exact:
        assert (check.start, text[check.start : check.end]) == (text.find(exact), exact)


@given(st.text(TYPES, max_size=30), st.text(TYPES, max_size=4))
def test_what_is_found_folds_to_what_was_asked_for(text: str, exact: str) -> None:
    check = verify_quote(text, exact)
    if check.result is QuoteResult.NORMALIZED:
        assert check.exact_found == text[check.start : check.end]
        assert FoldedText(check.exact_found or "").text.strip() == FoldedText(exact).text.strip()


@given(st.text(max_size=30))
def test_normal_forms_fold_alike(text: str) -> None:
    folded = FoldedText(text).text
    for form in ("NFC", "NFD"):
        assert FoldedText(unicodedata.normalize(form, text)).text == folded


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("ﬁ" * 100_000, "i" + "fi" * 50_000 + "f"),
        ("e\u0301" * 100_000 + "x", "é" * 50_000 + "e"),
        ("\u200b" * 300_000, "x y"),
        (" " * 300_000 + "-" * 300_000, "a  b"),
        ("a\u0301" + "\u0301\u0323" * 100_000, "a b"),
        ("é a " * 100_000, "é  b"),
    ],
)
def test_nasty_texts_take_no_more_than_linear_time(text: str, exact: str) -> None:
    """Quadratic time would be minutes here."""
    assert verify_quote(text, exact).result is QuoteResult.MISSING
