"""Cursors come back as they were given out, or not at all."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.store.cursors import CursorError, decode_cursor, decode_number, encode_cursor

POSITIONS = st.one_of(st.from_regex(r"(doc|clm|imp|ws)_[0-9a-f]{32}", fullmatch=True), st.integers(0, 999_999_999).map(str))


@given(st.sampled_from(["documents", "claims", "versions"]), POSITIONS)
def test_a_cursor_gives_its_position_back(kind: str, position: str) -> None:
    cursor = encode_cursor(kind, position)
    assert decode_cursor(kind, cursor) == position
    assert cursor.isascii()
    assert not set(cursor) & set("+/=&?# ")


@given(POSITIONS)
def test_a_cursor_of_another_list_is_refused(position: str) -> None:
    with pytest.raises(CursorError):
        decode_cursor("claims", encode_cursor("documents", position))


@given(st.text())
def test_any_text_is_a_position_or_an_error(text: str) -> None:
    try:
        position = decode_cursor("claims", text)
    except CursorError:
        return
    assert encode_cursor("claims", position) == text.rstrip("=")


@pytest.mark.parametrize(
    "position", ["", "\x00", "clm_1", "clm_" + "g" * 32, "-1", "1.5", "9999999999", "clm_'; --", "\u0661"]
)
def test_what_the_store_never_gave_out_is_refused(position: str) -> None:
    forged = base64.urlsafe_b64encode(f"claims:{position}".encode()).decode()
    with pytest.raises(CursorError):
        decode_cursor("claims", forged)


def test_a_number_is_given_back_and_an_id_is_none() -> None:
    assert decode_number("versions", encode_cursor("versions", "17")) == 17
    with pytest.raises(CursorError):
        decode_number("versions", encode_cursor("versions", "doc_" + 32 * "0"))
