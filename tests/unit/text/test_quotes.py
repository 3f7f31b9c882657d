"""Quotes are verbatim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.text.quotes import build_quote

TEXT = "The quay is closed.\nGen. Lee said so. “It is 🙂 over,” he added.\n"


def test_quote_with_what_stands_around_it() -> None:
    start = TEXT.index("Gen.")
    quote = build_quote(TEXT, start, start + 17, around=8)
    assert (quote.prefix, quote.exact, quote.suffix) == ("closed.\n", "Gen. Lee said so.", " “It is ")


def test_nothing_stands_before_the_beginning() -> None:
    quote = build_quote("All of it", 0, 9)
    assert (quote.prefix, quote.suffix) == ("", "")


@given(st.text(min_size=1), st.data())
def test_quote_is_verbatim(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = build_quote(text, start, end)
    assert text[quote.start : quote.end] == quote.exact
    assert quote.prefix + quote.exact + quote.suffix in text


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 4), (-1, 3), (0, 999)])
def test_span_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="outside the text"):
        build_quote(TEXT, start, end)
