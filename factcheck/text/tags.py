"""Where the tags of HTML stand, in time that grows with its length and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TAG_START = re.compile(r"<(?=[a-zA-Z/!?])")
# Of a name with a prefix, that of XHTML says nothing.
_NAME = re.compile(r"/?(?:x?html:)?([a-zA-Z][a-zA-Z0-9:-]{0,40})", re.IGNORECASE)
# What matters within a tag: where it ends, where a value begins that may hold a ">", and a "<", which is of another tag.
_MARK = re.compile(r"""=\s{0,9}["']|[<>]""")
_BEHIND_VALUE = frozenset(" \t\n\r\f/>")


class Tag(NamedTuple):
    """A tag or comment: where it stands, its name in small letters (empty for a comment), and its inside."""

    start: int
    end: int
    name: str
    inside: str

    @property
    def is_end(self) -> bool:
        """Whether it ends an element."""
        return self.inside.startswith("/")


def iter_tags(markup: str) -> Iterator[Tag]:
    """Yield all that a parser may take for a tag, whatever stands in quotation marks."""
    position = 0
    while (start := _TAG_START.search(markup, position)) is not None:
        is_comment = markup.startswith("<!--", start.start())
        closing = "-->" if is_comment else ">"
        end = markup.find(closing, start.end())
        if end < 0:
            return
        yield _build_tag(start.start(), end + len(closing), "" if is_comment else markup[start.end() : end])
        position = end + len(closing)


class TagFinder:
    """Finds tags as a reader would take them: a value may hold ">", and "<" begins no tag if another comes before ">".

    Hostile markup could make each search for an end as long as the text. Once so much was searched in vain, a tag simply
    ends at the next ">".
    """

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._patience = 2 * len(markup)
        self._last_end = markup.rfind(">")

    def find(self, position: int) -> Tag | None:
        """Return the first tag or comment from here on. A comment that nobody has closed goes on to the end."""
        markup = self._markup
        while (found := _TAG_START.search(markup, position)) is not None:
            start = found.start()
            if markup.startswith("<!--", start):
                closed = markup.find("-->", start + 2)
                return Tag(start, len(markup) if closed < 0 else closed + 3, "", "")
            if markup.startswith("<![CDATA[", start):
                return Tag(start, start + len("<![CDATA["), "", "")
            end = self._find_end(start + 1)
            if end is not None:
                return _build_tag(start, end + 1, markup[start + 1 : end])
            position = start + 1
        return None

    def _find_end(self, position: int) -> int | None:
        """Return where the ">" of a tag stands, None where it is none."""
        if position > self._last_end:
            return None
        if self._patience < 0:
            return self._markup.find(">", position)
        place = position
        while (mark := _MARK.search(self._markup, place)) is not None:
            if mark.group() == ">":
                return mark.start()
            if mark.group() == "<":
                self._patience -= mark.end() - position
                return None
            place = self._find_end_of_value(mark.end(), mark.group()[-1])
        self._patience -= len(self._markup) - position
        return None

    def _find_end_of_value(self, start: int, quote: str) -> int:
        """Return where to go on behind a value. What holds a ">" and has no space behind it was never closed."""
        end = self._markup.find(quote, start)
        if end < 0:
            self._patience -= len(self._markup) - start
            return start
        is_doubtful = self._markup[end + 1 : end + 2] not in _BEHIND_VALUE and ">" in self._markup[start:end]
        if is_doubtful:
            self._patience -= end - start
        return start if is_doubtful else end + 1


def _build_tag(start: int, end: int, inside: str) -> Tag:
    name = _NAME.match(inside)
    return Tag(start, end, name.group(1).lower() if name else "", inside)
