"""Sentences of a text as spans: nupunkt finds the ends, own rules for news prose correct it.

Method: Kiss and Strunk, "Unsupervised multilingual sentence boundary detection" (2006), with the parameters that
nupunkt ships. They were trained on law reports, whose thousands of abbreviations include words like "depot" and
"bombed"; our own list replaces them.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from factcheck.text import abbreviations
from factcheck.text.spans import Span, strip_span

if TYPE_CHECKING:
    from nupunkt import PunktSentenceTokenizer

# nupunkt takes time that grows with the square of a run without spaces ('?"?"?"…') or of a run of line breaks, so it
# never sees either: no word is longer than this, and whitespace is squeezed by paragraphs.
LONGEST_WORD = 200

_WORD = re.compile(r"\S+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*(?=\n)")
_LAST_WORD = re.compile(r"[\w.'’-]{1,40}$")
# An end that has no space behind it: "…a day later.News of…", and full-width marks, which never have one.
_GLUED_END = re.compile(r"(?<=[^\W\d_]{3}[.!?])(?=[“A-Z][A-Za-z]{2}(?!\w*\.[a-z]))|(?<=[。！？])(?![。！？」』”’)）\s])")  # noqa: RUF001
_OPENERS = "\"'“‘«([ \n"

_lock = threading.Lock()


def split_sentences(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences within ``[start, end)``, in order, none empty, none with whitespace at its ends.

    Everything but whitespace belongs to a sentence. Blank lines end a sentence, single line breaks do not. Safe to call
    from several threads.
    """
    spans: list[Span] = []
    for block in _split_blocks(text, start, end):
        spans.extend(_join(text, [part for span in _propose(text, block) for part in _unglue(text, span)]))
    return spans


def _split_blocks(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield what is to be split at all: paragraphs, and words too long to be words by themselves."""
    position = start
    for stop in [match.start() for match in _BLANK_LINE.finditer(text, start, end)] + [end]:
        yield from _split_off_long_words(text, strip_span(text, position, stop))
        position = stop


def _split_off_long_words(text: str, block: Span) -> Iterator[Span]:
    position = block.start
    for word in _WORD.finditer(text, block.start, block.end):
        if word.end() - word.start() <= LONGEST_WORD:
            continue
        yield strip_span(text, position, word.start())
        yield Span(word.start(), word.end())
        position = word.end()
    yield strip_span(text, position, block.end)


def _propose(text: str, block: Span) -> Iterator[Span]:
    """Yield nupunkt's sentences of a block; a block without spaces is one sentence, however long."""
    part = text[block.start : block.end].replace("\n", " ")
    if len(part.split(maxsplit=1)) < 2:
        yield block
        return
    for first, last in _tokenizer().span_tokenize(part):
        yield strip_span(text, block.start + first, block.start + last)


def _unglue(text: str, span: Span) -> Iterator[Span]:
    position = span.start
    for match in _GLUED_END.finditer(text, span.start, span.end):
        if _last_word(text, Span(position, match.start())) in abbreviations.KNOWN:
            continue
        yield strip_span(text, position, match.start())
        position = match.start()
    yield strip_span(text, position, span.end)


def _join(text: str, proposed: list[Span]) -> list[Span]:
    """Put together again what was taken apart behind an abbreviation."""
    spans: list[Span] = []
    for span in proposed:
        if span.start == span.end:
            continue
        if spans and _belongs_together(text, spans[-1], span):
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return spans


def _belongs_together(text: str, before: Span, after: Span) -> bool:
    if text[before.end - 1] != "." or before.end == after.start:
        return False
    word = _last_word(text, before)
    following = text[after.start : after.end].lstrip(_OPENERS)[:1]
    if word in abbreviations.TITLES:
        return following.isalnum()
    if word in abbreviations.BEFORE_FIGURES:
        return following.isdigit() or (following.islower() and word in abbreviations.KNOWN)
    return word in abbreviations.KNOWN and following.islower()


def _last_word(text: str, span: Span) -> str:
    """Return the last word in small letters without its full stop."""
    match = _LAST_WORD.search(text, max(span.start, span.end - 40), span.end)
    return match.group().rstrip(".").casefold() if match else ""


def _tokenizer() -> PunktSentenceTokenizer:
    with _lock:
        return _load_tokenizer()


@cache
def _load_tokenizer() -> PunktSentenceTokenizer:
    from nupunkt.models import load_default_model

    tokenizer = load_default_model()
    parameters = tokenizer.parameters
    parameters.abbrev_types.clear()
    parameters.abbrev_types.update(abbreviations.KNOWN, {"..."})
    tokenizer.clear_decision_cache()
    return tokenizer
