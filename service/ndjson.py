"""JSON lines from a socket: read in pieces, cut into lines, gathered into chunks, never held as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

from werkzeug.exceptions import RequestEntityTooLarge

from factcheck.schemas.strict_json import StrictJsonError, decode_utf8
from factcheck.store.records import LineError
from service.parsing import incomplete_body

PIECE_BYTES = 64 * 1024
CHUNK_LINES = 200
CHUNK_BYTES = 1024 * 1024
# A line holds a document's JSON with its id; the API's limit is on the body without one.
LINE_SLACK_BYTES = 4096
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Chunk:
    """Lines that go into the store together, with the errors of those that can't."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)
    size: int = 0

    def is_full(self) -> bool:
        """Say whether another line should go into the next chunk."""
        return len(self.lines) + len(self.errors) >= CHUNK_LINES or self.size >= CHUNK_BYTES

    def __len__(self) -> int:
        return len(self.lines) + len(self.errors)


def read_pieces(stream: IO[bytes], announced: int | None) -> Iterator[bytes]:
    """Yield what comes; raise the problem of an incomplete body if less than ``announced`` bytes came or chunks broke."""
    received = 0
    while piece := _read_piece(stream):
        received += len(piece)
        yield piece
    if announced is not None and received < announced:
        raise incomplete_body()


def split_lines(pieces: Iterable[bytes], longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line with its number, counted from 1; None stands for a line of more than ``longest`` bytes."""
    number, held, too_long = 1, bytearray(), False
    for piece in pieces:
        *ended, rest = piece.split(b"\n")
        for part in ended:
            held += part
            yield number, None if too_long or len(held) > longest else bytes(held)
            number, held, too_long = number + 1, bytearray(), False
        held += rest
        if len(held) > longest:
            held, too_long = bytearray(), True
    if held or too_long:
        yield number, None if too_long else bytes(held)


def gather_chunks(lines: Iterable[tuple[int, bytes | None]], longest: int) -> Iterator[Chunk]:
    """Yield chunks of at most 200 lines that end at 1 MiB; blank lines are left out, lines that can't be read are errors."""
    chunk = Chunk()
    for number, raw in lines:
        line = _read_line(number, raw, longest)
        if line is None:
            continue
        if isinstance(line, LineError):
            chunk.errors.append(line)
        else:
            chunk.lines.append((number, line))
            chunk.size += len(raw or b"")
        if chunk.is_full():
            yield chunk
            chunk = Chunk()
    if len(chunk):
        yield chunk


def _read_piece(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(PIECE_BYTES)
    except RequestEntityTooLarge:
        raise
    except Exception as error:
        # Servers raise what they like on a broken body: gunicorn has seven classes for it without a common base.
        raise incomplete_body() from error


def _read_line(number: int, raw: bytes | None, longest: int) -> str | LineError | None:
    if raw is None:
        return LineError(number, f"This line is longer than {longest:,} bytes.")
    stripped = raw.removeprefix(BYTE_ORDER_MARK).strip() if number == 1 else raw.strip()
    if b"\x00" in stripped:
        return LineError(number, "This line holds a NUL character.")
    try:
        return decode_utf8(stripped) or None
    except StrictJsonError as error:
        return LineError(number, str(error))
