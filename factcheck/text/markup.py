"""Takes HTML apart without building a tree, in time that grows with its length and nothing else.

It serves two ends: to see whether a page is ordinary enough for a parser and an extractor whose time depends on
nesting, on the number of elements and on the square of the attributes; and to get at the text of one that is not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

# News pages have some thousands of elements, nested to about forty. At these limits extraction takes a few seconds.
MOST_TAGS = 20_000
DEEPEST_NESTING = 200
MOST_ATTRIBUTES = 300

_TAG_START = re.compile(r"<(?=[a-zA-Z/!?])")
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9-]{0,40})")
_SKIPPED = frozenset(["script", "style", "noscript", "template", "svg", "head", "nav", "footer", "figure", "form", "button"])
_SKIPPED_ENDS = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in _SKIPPED}
# Elements that their successor or parent closes: a row of them is not nested.
_SELF_CLOSING = frozenset(
    ["p", "li", "br", "hr", "img", "input", "meta", "link", "td", "th", "tr", "dt", "dd", "option", "source", "col", "wbr"]
)
_INLINE_NAMES = """a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup
time u var wbr"""
_INLINE = frozenset(_INLINE_NAMES.split())


class Tag(NamedTuple):
    """A tag or comment: where it stands, its name in small letters (empty for a comment), and its inside."""

    start: int
    end: int
    name: str
    inside: str


def is_ordinary(markup: str) -> bool:
    """Whether a tree-building extractor can be let loose on the page."""
    depth = 0
    for number, tag in enumerate(_iter_tags(markup)):
        if number >= MOST_TAGS or tag.inside.count("=") > MOST_ATTRIBUTES or len(tag.inside.split()) > MOST_ATTRIBUTES:
            return False
        if tag.name and tag.name not in _SELF_CLOSING and not tag.inside.endswith("/"):
            depth = max(0, depth - 1) if tag.inside.startswith("/") else depth + 1
        if depth > DEEPEST_NESTING:
            return False
    return True


def strip_markup(markup: str) -> str:
    """Return the text of the page, a line for each block element, without scripts, styles, navigation and pictures."""
    parts: list[str] = []
    position = 0
    unclosed: set[str] = set()
    for tag in _iter_tags(markup):
        if tag.start < position:
            continue
        parts.append(_unescape(markup[position : tag.start]))
        if tag.name not in _INLINE:
            parts.append("\n")
        position = _find_end(markup, tag, unclosed)
    parts.append(_unescape(markup[position:]))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def find_title(markup: str) -> str | None:
    """Return what the first ``title`` element says."""
    start = re.search(r"<title\b[^>]{0,200}>", markup, re.IGNORECASE)
    if start is None:
        return None
    title = markup[start.end() : start.end() + 1000].split("<", 1)[0]
    return " ".join(html.unescape(title).split()) or None


def _unescape(part: str) -> str:
    """Resolve entities; line breaks in the source of a page are only spaces."""
    return html.unescape(part.replace("\n", " "))


def _find_end(markup: str, tag: Tag, unclosed: set[str]) -> int:
    """Return where to go on: behind the tag, or at the end of an element to be skipped.

    ``unclosed`` remembers of which elements no further end exists, so that it is looked for once.
    """
    if tag.name not in _SKIPPED or tag.inside.startswith("/") or tag.name in unclosed:
        return tag.end
    end = _SKIPPED_ENDS[tag.name].search(markup, tag.end)
    if end is not None:
        return end.start()
    unclosed.add(tag.name)
    return len(markup) if tag.name in {"script", "style"} else tag.end


def _iter_tags(markup: str) -> Iterator[Tag]:
    position = 0
    while (start := _TAG_START.search(markup, position)) is not None:
        is_comment = markup.startswith("<!--", start.start())
        closing = "-->" if is_comment else ">"
        end = markup.find(closing, start.end())
        if end < 0:
            return
        inside = "" if is_comment else markup[start.end() : end]
        name = _NAME.match(inside)
        yield Tag(start.start(), end + len(closing), name.group(1).lower() if name else "", inside)
        position = end + len(closing)
