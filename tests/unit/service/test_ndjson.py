"""Cutting a stream of bytes into lines and lines into chunks."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from factcheck.store.records import LineError
from service import ndjson
from service.ndjson import Chunk, gather_chunks, read_pieces, split_lines
from service.problems import ProblemError


def cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[place : place + size] for place in range(0, len(data), size))


def gather(data: bytes, longest: int = 100) -> list[Chunk]:
    return list(gather_chunks(split_lines([data], longest), longest))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_lines_do_not_depend_on_how_the_bytes_come(size: int) -> None:
    data = b"one\n\ntwo\r\nthree \xe2\x80\xa8 still three\nlast"
    assert list(split_lines(cut(data, size), 100)) == [
        (1, b"one"),
        (2, b""),
        (3, b"two\r"),
        (4, b"three \xe2\x80\xa8 still three"),
        (5, b"last"),
    ]


@pytest.mark.parametrize("size", [1, 4, 5, 6, 100])
@pytest.mark.parametrize("ending", [b"", b"\n"])
def test_a_line_that_is_too_long_is_given_up_and_the_next_ones_are_read(size: int, ending: bytes) -> None:
    data = b"12345\n123456\nabc\n1234567890123" + ending
    assert list(split_lines(cut(data, size), 5)) == [(1, b"12345"), (2, None), (3, b"abc"), (4, None)]


def test_an_endless_line_is_not_kept() -> None:
    pieces = (b"x" * 1000 for _ in range(1000))
    assert list(split_lines(pieces, 5000)) == [(1, None)]


def test_blank_lines_are_left_out_and_still_counted() -> None:
    assert gather(b"\n  \n{}\r\n\t\n[]\n")[0].lines == [(3, "{}"), (5, "[]")]
    assert gather(b"\n \n") == []


def test_what_cannot_be_read_is_an_error_of_its_line_only() -> None:
    (chunk,) = gather(b'{"a": 1}\n\xff\n\x00\n' + b"y" * 101 + b"\n{}\n")
    assert chunk.lines == [(1, '{"a": 1}'), (5, "{}")]
    assert chunk.errors == [
        LineError(2, "This is not UTF-8: byte 1 can't be decoded."),
        LineError(3, "This line holds a NUL character."),
        LineError(4, "This line is longer than 100 bytes."),
    ]


def test_a_byte_order_mark_is_skipped_in_front_only() -> None:
    assert gather(b"\xef\xbb\xbf{}\n")[0].lines == [(1, "{}")]
    assert gather(b"\xef\xbb\xbf\n") == []


def test_chunks_end_at_two_hundred_lines() -> None:
    chunks = gather(b"{}\n" * 401 + b"\xff\n" * 200)
    assert [len(chunk) for chunk in chunks] == [200, 200, 200, 1]
    assert chunks[2].lines == [(401, "{}")]


def test_chunks_end_when_they_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ndjson, "CHUNK_BYTES", 10)
    assert [len(chunk) for chunk in gather(b"12345\n12345\n1234567890\n1\n")] == [2, 1, 1]


def test_a_body_that_ends_early_is_a_problem() -> None:
    assert list(read_pieces(io.BytesIO(b"abc"), 3)) == [b"abc"]
    assert list(read_pieces(io.BytesIO(b"abc"), None)) == [b"abc"]
    with pytest.raises(ProblemError) as caught:
        list(read_pieces(io.BytesIO(b"abc"), 4))
    assert caught.value.status == 400


def test_a_server_that_fails_on_a_broken_chunk_is_a_problem_of_the_client() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise RuntimeError(f"invalid chunk size in {size} bytes")

    with pytest.raises(ProblemError) as caught:
        list(read_pieces(Broken(), None))
    assert caught.value.status == 400
