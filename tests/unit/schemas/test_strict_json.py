"""JSON that is taken, and JSON that is not."""

import pytest

from factcheck.schemas.strict_json import StrictJsonError, parse_json


def test_json_is_read_from_bytes_and_text() -> None:
    assert parse_json('{"a": [1, 2.5, null, true, "ä"]}'.encode()) == {"a": [1, 2.5, None, True, "ä"]}
    assert parse_json('\ufeff"x"') == "x"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"{} {}", "not valid JSON"),
        (b'"\x00"', "not valid JSON"),
        (b"NaN", "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"b": {"a": 1, "a": 1}}', "twice"),
        (b"\xff", "UTF-8"),
        (b'"\xed\xa0\x80"', "UTF-8"),
        (b"[" * 100_000, "deep"),
        (b'{"a":' * 50_000, "deep"),
        (b"9" * 5_000, "digits"),
    ],
)
def test_what_is_refused_is_said(data: bytes, word: str) -> None:
    with pytest.raises(StrictJsonError, match=word):
        parse_json(data)
