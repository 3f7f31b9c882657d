"""Takes HTML apart without building a tree, in time that grows with its length and nothing else.

It serves two ends: to see whether a page is ordinary enough for a parser and an extractor whose time depends on
nesting, on the number of elements and on the square of the attributes; and to get at the text of one that is not.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator

from factcheck.text.elements import UNSEEN, is_hidden, is_inline, raise_digits
from factcheck.text.tags import Tag, TagFinder, iter_tags

# News pages have some thousands of elements, nested to about forty. At these limits extraction takes a few seconds.
MOST_TAGS = 20_000
DEEPEST_NESTING = 200
MOST_ATTRIBUTES = 300

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905
# Elements that their successor or parent closes: a row of them is not nested.
_SELF_CLOSING = frozenset(
    ["p", "li", "br", "hr", "img", "input", "meta", "link", "td", "th", "tr", "dt", "dd", "option", "source", "col", "wbr"]
)
# Besides what is not seen: what is not of the article. An ``rt`` often ends without an end tag.
_ASIDES = frozenset(["nav", "footer", "figure", "form"])
_SKIPPED = (UNSEEN | _ASIDES) - _VOID - {"rt", "rp"}
_SKIPPED_ENDS = {name: re.compile(rf"<(/?){name}(?![\w:-])", re.IGNORECASE) for name in _SKIPPED}
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s{0,9}=\s{0,9}("[^"]*+"|'[^']*+'|[^\s"'>]++))?+""")
_MAY_HIDE = re.compile(r"hidden|display", re.IGNORECASE)


def is_ordinary(markup: str) -> bool:
    """Whether a tree-building extractor can be let loose on the page."""
    depth = 0
    for number, tag in enumerate(iter_tags(markup)):
        if number >= MOST_TAGS or tag.inside.count("=") > MOST_ATTRIBUTES or len(tag.inside.split()) > MOST_ATTRIBUTES:
            return False
        if tag.name and tag.name not in _SELF_CLOSING and not tag.inside.endswith("/"):
            depth = max(0, depth - 1) if tag.is_end else depth + 1
        if depth > DEEPEST_NESTING:
            return False
    return True


def strip_markup(markup: str) -> str:
    """Return the text of the page, a line for each block element.

    Left out are scripts, styles, navigation and pictures, and what a browser hides or an editor has struck out.
    """
    lines = (" ".join(line.split()) for line in "".join(_Stripper(markup).iter_parts()).split("\n"))
    return "\n".join(line for line in lines if line)


def find_title(markup: str) -> str | None:
    """Return what the first ``title`` element says."""
    start = re.search(r"<title\b[^>]{0,200}>", markup, re.IGNORECASE)
    if start is None:
        return None
    title = markup[start.end() : start.end() + 1000].split("<", 1)[0]
    return " ".join(html.unescape(title).split()) or None


class _Stripper:
    """Goes through a page once. ``_unclosed`` remembers of which elements no further end exists."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._tags = TagFinder(markup)
        self._unclosed: set[str] = set()

    def iter_parts(self) -> Iterator[str]:
        """Yield the pieces of text, and a line break for each tag that breaks a line."""
        position, is_raised = 0, False
        while (tag := self._tags.find(position)) is not None:
            text = _unescape(self._markup[position : tag.start])
            yield raise_digits(text) if is_raised else text
            is_raised = tag.name == "sup" and not tag.is_end
            if not is_inline(tag.name):
                yield "\n"
            position = self._find_end(tag)
        yield _unescape(self._markup[position:])

    def _find_end(self, tag: Tag) -> int:
        """Return where to go on: behind the tag, or at the end of an element that is not shown."""
        if tag.is_end or tag.name in _VOID:
            return tag.end
        if tag.name in _SKIPPED:
            return self._skip(tag)
        is_unseen = tag.name in UNSEEN or _is_hidden(tag)
        return self._skip_nested(tag) if is_unseen and not tag.inside.endswith("/") else tag.end

    def _skip(self, tag: Tag) -> int:
        """Go to the end tag of an element that seldom stands in its like; without one only the tag is left out.

        Closed in itself, as XHTML may write it, an element is empty, unless an end tag comes before the next of its kind.
        """
        if tag.name in self._unclosed:
            return tag.end
        is_closed = tag.inside.endswith("/")
        for found in _SKIPPED_ENDS[tag.name].finditer(self._markup, tag.end):
            if found.group(1):
                return found.start()
            if is_closed:
                return tag.end
        self._unclosed.add(tag.name)
        return len(self._markup) if tag.name in {"script", "style"} and not is_closed else tag.end

    def _skip_nested(self, tag: Tag) -> int:
        """Go to where a hidden element ends: at its end tag, at its successor's, or where one around it ends."""
        names, counts = [tag.name], Counter([tag.name])
        position = tag.end
        while (inner := self._tags.find(position)) is not None:
            if inner.is_end and inner.name not in {"p", "br"} and not counts[inner.name]:
                return inner.start
            if _closes(inner, names[-1]):
                counts[names.pop()] -= 1
                if not names:
                    return inner.start
            if inner.is_end:
                while counts[inner.name] and names:
                    counts[name := names.pop()] -= 1
                    if name == inner.name:
                        break
                if not names:
                    return inner.end
            elif inner.name and inner.name not in _VOID and not inner.inside.endswith("/"):
                names.append(inner.name)
                counts[inner.name] += 1
            position = self._skip(inner) if inner.name in {"script", "style"} and not inner.is_end else inner.end
        return len(self._markup)


def _closes(tag: Tag, name: str) -> bool:
    """Whether the element of this name ends where this tag begins, without an end tag of its own."""
    if tag.is_end or name not in _SELF_CLOSING | {"rt", "rp"}:
        return False
    return (
        tag.name == name or (name == "p" and bool(tag.name) and not is_inline(tag.name)) or {tag.name, name} == {"rt", "rp"}
    )


def _is_hidden(tag: Tag) -> bool:
    if not _MAY_HIDE.search(tag.inside):
        return False
    attributes = {name.lower(): value.strip("\"'") for name, value in _ATTRIBUTE.findall(tag.inside, len(tag.name))}
    return is_hidden(tag.name, "hidden" in attributes, html.unescape(attributes.get("style", "")))


def _unescape(part: str) -> str:
    """Resolve entities; line breaks in the source of a page are only spaces."""
    return html.unescape(part.replace("\n", " "))
