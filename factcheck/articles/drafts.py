"""The text of a draft as a reader would see it, in blocks, so that every offset holds.

Of plain text nothing is taken away or put in: offsets count in what was sent. Of HTML the visible text is taken, all of
it: a draft has no page around it that would have to be told from the article, and an editor wants checked what is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from factcheck.text.boilerplate import tag_blocks
from factcheck.text.documents import UNSTORABLE
from factcheck.text.elements import UNSEEN, is_hidden, is_inline, raise_digits
from factcheck.text.lines import LineKind
from factcheck.text.markup import is_ordinary, strip_markup
from factcheck.text.phrases import match_phrase

if TYPE_CHECKING:
    from lxml.etree import _Element

# Line breaks of other kinds become "\n" one for one, so that offsets stay those of what was sent.
_OTHER_BREAKS = re.compile(r"\r(?!\n)|[\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile(r"[ \t\n\r\f]+")

_CAPTIONS = frozenset(["figcaption", "caption"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "legend", "summary"])


class BlockKind(StrEnum):
    """What a block of a draft is."""

    BODY = "body"
    HEADING = "heading"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"


_KINDS = {
    None: BlockKind.BODY,
    LineKind.HEADLINE: BlockKind.HEADING,
    LineKind.HEADING: BlockKind.HEADING,
    LineKind.CAPTION: BlockKind.CAPTION,
    LineKind.IMAGE_CREDIT: BlockKind.CAPTION,
}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, a caption or a line that is not of the article: ``text[start:end]``."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft's text with its blocks, in order, none empty."""

    text: str
    blocks: tuple[Block, ...]


def read_plain_draft(text: str) -> Draft:
    """Return a draft of plain text; its ``text`` is as long as what came, character by character."""
    return _read_lines(_OTHER_BREAKS.sub("\n", text))


def read_html_draft(markup: str) -> Draft:
    """Return a draft of HTML, a page or a piece of one: its visible text, a line for each block.

    White space is collapsed as a browser does it, entities are resolved. Markup that is nested too deep for a parser is
    only freed of its tags.
    """
    if not markup.strip() or not is_ordinary(markup):
        return _read_lines(UNSTORABLE.sub("", strip_markup(markup)))
    root = _parse(markup)
    if root is None:
        return Draft("", ())
    writer = _Writer()
    _write_element(writer, root)
    return writer.finish()


def _read_lines(text: str) -> Draft:
    blocks = tag_blocks(text)
    return Draft(
        text,
        tuple(
            Block(block.paragraph.start, block.paragraph.end, _KINDS.get(block.kind, BlockKind.BOILERPLATE))
            for block in blocks
            if block.kind is not LineKind.BLANK
        ),
    )


def _parse(markup: str) -> _Element | None:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    root: _Element | None = etree.fromstring(markup.encode(), parser)
    return root


@dataclass(slots=True)
class _Writer:
    """Collects text in blocks: a new one begins wherever a browser would begin a new line."""

    ended: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    open_parts: list[str] = field(default_factory=list)
    kinds: list[BlockKind] = field(default_factory=lambda: [BlockKind.BODY])
    is_spaced: bool = True

    def write(self, text: str, is_verbatim: bool = False) -> None:
        """Add text to the open block; of white space a single space is left, none at the beginning of a line."""
        text = UNSTORABLE.sub("", text)
        if not is_verbatim:
            text = _SPACE.sub(" ", text)
            text = text.lstrip(" ") if self.is_spaced else text
        if text:
            self.open_parts.append(text)
            self.is_spaced = text[-1] in " \n"

    def break_line(self) -> None:
        """Go to the next line within the block."""
        if self.open_parts:
            self.open_parts.append("\n")
            self.is_spaced = True

    def end_block(self) -> None:
        """End the open block; what is nothing but white space vanishes."""
        text = "".join(self.open_parts).strip()
        if text:
            self.blocks.append(Block(self.length, self.length + len(text), self._judge(text)))
            self.ended.append(f"{text}\n")
            self.length += len(text) + 1
        self.open_parts, self.is_spaced = [], True

    def finish(self) -> Draft:
        """Return what was written."""
        self.end_block()
        return Draft("".join(self.ended), tuple(self.blocks))

    def _judge(self, text: str) -> BlockKind:
        kind = self.kinds[-1]
        line = match_phrase(text) if kind is BlockKind.BODY else None
        return kind if line is None else _KINDS.get(line, BlockKind.BOILERPLATE)


def _write_element(writer: _Writer, element: _Element, is_verbatim: bool = False) -> None:
    name = element.tag if isinstance(element.tag, str) else ""
    if not name or _is_unseen(element, name):
        return
    is_verbatim = is_verbatim or name == "pre"
    if name == "br":
        writer.break_line()
        return
    breaks_line = not is_inline(name)
    if breaks_line:
        writer.end_block()
        writer.kinds.append(_kind_of(name, writer.kinds[-1]))
    for text in _iter_inside(writer, element, is_verbatim):
        writer.write(raise_digits(text) if name == "sup" else text, is_verbatim)
    if breaks_line:
        writer.end_block()
        writer.kinds.pop()


def _iter_inside(writer: _Writer, element: _Element, is_verbatim: bool) -> Iterator[str]:
    """Yield the texts that stand right inside an element; elements between them are written meanwhile."""
    yield element.text or ""
    for child in element:
        _write_element(writer, child, is_verbatim)
        yield child.tail or ""


def _kind_of(name: str, around: BlockKind) -> BlockKind:
    if name in _CAPTIONS:
        return BlockKind.CAPTION
    return BlockKind.HEADING if name in _HEADINGS else around


def _is_unseen(element: _Element, name: str) -> bool:
    return name in UNSEEN or is_hidden(name, "hidden" in element.attrib, element.get("style") or "")
