"""Tokens with offsets, in one pass over the text whatever it holds.

A token is a number literal, a word or a single other character. Every repetition is possessive or bounded, so
that no input makes the scan go back.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from factcheck.quantities.lexicon import word_set

_TOKEN = re.compile(
    r"(?P<n>[0-9]++(?:[.,][0-9]++)*+)"
    r"|(?P<w>(?:[A-Za-z]\.){2,}+|[^\W\d_]++(?:['’][^\W\d_]++)*+)"
    r"|(?P<p>\S)"
)
_ABBREVIATIONS = word_set(
    """
    jan feb mar apr jun jul aug sep sept oct nov dec mr mrs ms dr gen col lt sgt sq approx no vs st
    rs ca
    """
)
_SAME_AS = {"\u2011": "-", "\u2012": "–", "\u2212": "-", "\u2044": "/"}
_CLOSING = frozenset("\"'”’)]»")


class Token(NamedTuple):
    """A piece of text with its place; ``kind`` is ``n`` (number literal), ``w`` (word) or ``p`` (any other character)."""

    text: str
    lower: str
    kind: str
    start: int
    end: int


NOTHING = Token("", "", "p", -9, -9)


def scan_tokens(text: str) -> list[Token]:
    """Split a text into tokens in order; white space is dropped."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "p"
        piece = match.group() if kind != "p" else _SAME_AS.get(match.group(), match.group())
        found.append(Token(piece, piece.lower() if kind == "w" else piece, kind, match.start(), match.end()))
    return found


def token_at(tokens: list[Token], index: int) -> Token:
    """The token at an index, or an empty token that touches nothing where the index is outside."""
    return tokens[index] if 0 <= index < len(tokens) else NOTHING


def is_glued(tokens: list[Token], index: int) -> bool:
    """Whether nothing stands between the token at this index and the one before it."""
    return 0 < index < len(tokens) and tokens[index - 1].end == tokens[index].start


def is_capitalised(token: Token) -> bool:
    """Whether a word begins with a capital letter."""
    return token.kind == "w" and token.text[0].isupper()


def skip_hyphen(tokens: list[Token], index: int) -> int:
    """The index after a hyphen that joins two tokens ("ten-kilometre"), else the same index."""
    joined = token_at(tokens, index).text in ("-", "–") and is_glued(tokens, index)
    return index + 1 if joined and is_glued(tokens, index + 1) else index


def find_sentence_starts(text: str, tokens: list[Token]) -> list[int]:
    """Indices of the tokens that begin a sentence, the first always 0; a line break ends a sentence too."""
    starts = [0]
    for index in range(1, len(tokens)):
        before, here = tokens[index - 1], tokens[index]
        if before.end == here.start:
            continue
        if _ends_sentence(tokens, index - 1, here) or "\n" in text[before.end : here.start]:
            starts.append(index)
    return starts


def _ends_sentence(tokens: list[Token], last: int, following: Token) -> bool:
    if following.kind == "w" and following.text[0].islower():
        return False
    if tokens[last].text in _CLOSING and last:
        last -= 1
    mark = tokens[last].text
    if mark in ("!", "?"):
        return True
    return mark == "." and token_at(tokens, last - 1).lower not in _ABBREVIATIONS
