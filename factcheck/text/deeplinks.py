"""Links that make a browser scroll to a quote and mark it: text fragments.

Source: the WICG's draft "URL Fragment Text Directives", ``#:~:text=[prefix-,]start[,end][,-suffix]``. A browser looks for
the words in the visible page, whatever its case and white space; each part must lie within one block of the page and
begin and end with whole words. A browser that knows nothing of it opens the page as usual.
"""

from __future__ import annotations

import re
from urllib.parse import quote as percent_encode

from factcheck.domain import Quote

DIRECTIVE = ":~:"
# Pages and archives differ in details; the fewer words have to match, the more surely the place is found.
MOST_WORDS = 20
WORDS_AT_END = 5
# Fewer words may stand more than once on a page, so they are told apart by their neighbours.
UNIQUE_WORDS = 6
NEIGHBOURS = 3

# What is in the archive's text but not, or not so, in what a browser compares.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def build_text_fragment(url: str | None, quote: Quote) -> str | None:
    """Return the address with a text fragment for the quote; None without an address.

    A fragment that the address has is kept, a text directive in it replaced. Of a quote of more than 20 words or one
    that goes over several lines, the first and last five words are given; a short one gets its neighbours in the line.
    """
    if not url:
        return None
    page, _, fragment = url.partition("#")
    fragment = fragment.partition(DIRECTIVE)[0]
    directive = _build_directive(quote)
    if directive is None:
        return f"{page}#{fragment}" if fragment else page
    return f"{page}#{fragment}{DIRECTIVE}text={directive}"


def _build_directive(quote: Quote) -> str | None:
    lines = [words for line in _trim_to_words(quote).splitlines() if (words := _split(line))]
    if not lines:
        return None
    words = [word for line in lines for word in line]
    if len(lines) > 1 or len(words) > MOST_WORDS:
        return ",".join(_encode(part) for part in _pick_ends(lines, words))
    parts = [_encode(words)]
    if len(words) < UNIQUE_WORDS:
        before = _split(_line_before(quote))[-NEIGHBOURS:]
        after = _split(_line_behind(quote))[:NEIGHBOURS]
        parts = [*([f"{_encode(before)}-"] if before else []), *parts, *([f"-{_encode(after)}"] if after else [])]
    return ",".join(parts)


def _pick_ends(lines: list[list[str]], words: list[str]) -> tuple[list[str], list[str]]:
    """Return the first and the last words. The browser stops at the first place of the last ones behind the first ones,
    so they are lengthened until that is the right one or their line is at its end."""
    start, last = lines[0][:WORDS_AT_END], lines[-1]
    if len(lines) == 1:
        last = last[len(start) :]
    between = words[len(start) :]
    size = min(WORDS_AT_END, len(last))
    while size < len(last) and _find(between, last[-size:]) < len(between) - size:
        size += 1
    return start, last[-size:]


def _find(words: list[str], part: list[str]) -> int:
    folded, wanted = [word.casefold() for word in words], [word.casefold() for word in part]
    return next(place for place in range(len(words)) if folded[place : place + len(part)] == wanted)


def _trim_to_words(quote: Quote) -> str:
    """Leave out words that the quote cuts through: a browser would not find half of one."""
    exact = quote.exact
    if _is_within_word(quote.prefix[-1:], exact[:1]):
        exact = re.sub(r"^\w+", "", exact)
    if _is_within_word(exact[-1:], quote.suffix[:1]):
        exact = re.sub(r"\w+$", "", exact)
    return exact


def _line_before(quote: Quote) -> str:
    """Return what stands before the quote in its line, from the first whole word on; nothing if a word is cut."""
    line = quote.prefix.rpartition("\n")[2]
    if _is_within_word(line[-1:], quote.exact[:1]):
        return ""
    return re.sub(r"^\S+", "", line) if line == quote.prefix else line


def _line_behind(quote: Quote) -> str:
    line = quote.suffix.partition("\n")[0]
    if _is_within_word(quote.exact[-1:], line[:1]):
        return ""
    return re.sub(r"\S+$", "", line) if line == quote.suffix else line


def _is_within_word(before: str, behind: str) -> bool:
    return before.isalnum() and behind.isalnum()


def _split(line: str) -> list[str]:
    return _UNSEEN.sub("", line).split()


def _encode(words: list[str]) -> str:
    # The syntax gives a meaning to "-", "," and "&"; Python leaves the first of them as it is.
    return percent_encode(" ".join(words), safe="").replace("-", "%2D")
