"""Texts without what nobody sees, and the way back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.text.invisible import BareText, drop_invisible, has_invisible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4,\u00ad200 tick\u00adets", "4,200 tickets"),
        ("\ufeffbri\u200bdge\u200b", "bridge"),
        ("\u200e310\u200e met\u2060res", "310 metres"),
        ("Ко\u200dпе\u200cр Thế\u200b giới", "Копер Thế giới"),  # noqa: RUF001
    ],
)
def test_what_nobody_sees_is_dropped(text: str, expected: str) -> None:
    assert has_invisible(text)
    assert drop_invisible(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",  # noqa: RUF001
        "क्\u200dष न्\u200cत",
        "👩\u200d🚒",
        "❤\ufe0f\u200d🔥",
        "ភាសា\u200bខ្មែរ",
        "plain",
        "naïve “plain”\u00a0text\n",
    ],
)
def test_what_belongs_to_a_script_stays(text: str) -> None:
    assert drop_invisible(text) == text


@given(st.text(st.sampled_from("ab1 \u00ad\u200b\u200d\u2060क\n"), max_size=40))
def test_every_span_of_the_bare_text_has_its_place_in_the_source(source: str) -> None:
    bare = BareText(source)
    assert bare.text == drop_invisible(source)
    for place, character in enumerate(bare.text):
        start, end = bare.to_source(place, place + 1)
        assert source[start:end] == character
        assert bare.to_bare(start) == place
    for start in range(len(bare.text)):
        for end in range(start + 1, len(bare.text) + 1):
            low, high = bare.to_source(start, end)
            assert drop_invisible(source[low:high]).strip("\u200b\u200d") == bare.text[start:end].strip("\u200b\u200d")


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    began = time.process_time()
    bare = BareText("a\u00ad" * 200_000)
    assert bare.to_source(199_999, 200_000) == (399_998, 399_999)
    assert time.process_time() - began < 5
