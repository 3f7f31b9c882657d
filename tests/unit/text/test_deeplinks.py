"""Links to a quote in its page."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from factcheck.text.deeplinks import build_text_fragment
from factcheck.text.quotes import build_quote

URL = "https://news.example/a?b=c&d=e"


def link(text: str, exact: str, url: str | None = URL) -> str | None:
    start = text.index(exact)
    return build_text_fragment(url, build_quote(text, start, start + len(exact)))


def directive(text: str, exact: str) -> str:
    found = link(text, exact)
    assert found is not None
    page, text_directive = found.split("#:~:text=")
    assert page == URL
    return unquote(text_directive)


def test_without_an_address_there_is_no_link() -> None:
    assert link("Some words.", "words", None) is None
    assert link("Some words.", "words", "") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example", "https://a.example#:~:text=seven"),
        ("https://a.example/#", "https://a.example/#:~:text=seven"),
        ("https://a.example/#part-2", "https://a.example/#part-2:~:text=seven"),
        ("https://a.example/#part-2:~:text=other", "https://a.example/#part-2:~:text=seven"),
        ("https://a.example/#:~:text=other", "https://a.example/#:~:text=seven"),
    ],
)
def test_the_fragment_of_an_address_is_kept(url: str, expected: str) -> None:
    assert link("seven", "seven", url) == expected


def test_a_sentence_stands_as_it_is() -> None:
    assert directive(
        "Before. The river rose by two metres overnight. After.", "The river rose by two metres overnight."
    ) == ("The river rose by two metres overnight.")


def test_what_the_syntax_gives_a_meaning_is_encoded() -> None:
    found = link("Well-known: 1,400 at R&D, “50 %” – über alles so", "Well-known: 1,400 at R&D, “50 %” – über")
    assert found is not None
    encoded = found.split("text=")[1]
    assert encoded == "Well%2Dknown%3A%201%2C400%20at%20R%26D%2C%20%E2%80%9C50%20%25%E2%80%9D%20%E2%80%93%20%C3%BCber"


@pytest.mark.parametrize(
    ("text", "exact", "expected"),
    [
        ("It was only then that two men left the house again.", "two men", "only then that-,two men,-left the house"),
        ("two men left early", "two men", "two men,-left"),
        ("First line\ntwo men\nthird line", "two men", "two men"),
        ("He called them “heroes” twice.", "heroes", "called them “-,heroes,-”"),
    ],
)
def test_a_short_quote_gets_the_words_next_to_it_in_its_line(text: str, exact: str, expected: str) -> None:
    assert directive(text, exact) == expected


def test_neighbours_are_whole_words() -> None:
    text = f"{'x' * 70} near two men near {'y' * 70}"
    assert directive(text, "two men") == "near-,two men,-near"


def test_of_a_long_quote_only_the_ends_are_given() -> None:
    words = [f"w{number}" for number in range(30)]
    assert directive(" ".join(words), " ".join(words)) == "w0 w1 w2 w3 w4,w25 w26 w27 w28 w29"


def test_the_last_words_are_lengthened_until_they_are_the_last() -> None:
    quote = "one two three four five " + "a b c d e " + "x " * 12 + "y a b c d e"
    assert directive(quote, quote) == "one two three four five,y a b c d e"


def test_a_quote_over_several_lines_is_given_by_words_of_the_first_and_the_last() -> None:
    assert directive("He left.\n\nNobody  saw it, she said.", "He left.\n\nNobody  saw it, she said.") == (
        "He left.,Nobody saw it, she said."
    )


def test_what_a_page_does_not_show_is_left_out() -> None:
    text = "The\u00a0great ex\u00adam\u200bple of\ttyping in seven words"
    assert directive(text, text) == "The great example of typing in seven words"


@pytest.mark.parametrize(
    ("exact", "expected"),
    [
        ("overnment said on Monday that it would n", "said on Monday that it would"),
        ("overnment said", "said,-on Monday that"),
        ("overnment", None),
        ("   ", None),
    ],
)
def test_broken_words_are_left_out(exact: str, expected: str | None) -> None:
    text = "The government said on Monday that it would not.    So."
    found = link(text, exact)
    assert found is not None
    assert unquote(found) == (URL if expected is None else f"{URL}#:~:text={expected}")
