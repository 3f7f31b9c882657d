"""Tags the lines of a page that are not the article: nothing is cut out, so all offsets stay true.

Rules look at a line's own words first (``factcheck.text.phrases``), then at what stands around it: repeated lines, lists
of links under "Related content", readers' comments, headlines. What no rule knows is body text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from factcheck.text.lines import LineKind, Paragraph, ends_sentence, split_lines, split_paragraphs
from factcheck.text.phrases import match_phrase
from factcheck.text.spans import has_words

LONGEST_HEADLINE = 250
LONGEST_LINK = 30
LEADING_HEADLINES = 4
# Lines without an end of sentence are headings only where most of the prose (by words) has such ends.
TERMINATED_SHARE = 0.7
# "Leave a comment" above the article is a link to the form; below some paragraphs, readers' comments follow.
BODY_BEFORE_COMMENTS = 3
# The words before a full stop have four letters or more here, so that "Gov. Lee" is no end of a sentence.
_INNER_END = re.compile(r"[^\W\d_]{4}[.!?][\"”’)]{0,2}\s+[\"“(]?[A-Z]")
SHORTEST_REPETITION = 4
SHORTEST_DISTANT_REPETITION = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A line without line break and surrounding whitespace; ``kind`` is None for body text."""

    start: int
    end: int
    kind: LineKind | None


@dataclass(slots=True)
class Block:
    """A paragraph (one or more lines) with its kind, while the rules work on it."""

    paragraph: Paragraph
    text: str
    kind: LineKind | None

    @property
    def is_open(self) -> bool:
        """Whether it is untagged and stops without the end of a sentence."""
        return self.kind is None and not ends_sentence(self.text)

    @property
    def is_title_like(self) -> bool:
        """Whether it is open and no sentence ends inside either."""
        return self.is_open and _INNER_END.search(self.text[:LONGEST_HEADLINE]) is None

    @property
    def word_count(self) -> int:
        return len(self.text.split())


def tag_lines(text: str) -> list[Line]:
    """Return every line of the text with its kind: None for body text, a ``LineKind`` for anything else."""
    lines = split_lines(text)
    kinds: list[LineKind | None] = [LineKind.BLANK] * len(lines)
    for block in tag_blocks(text):
        for number in range(block.paragraph.first, block.paragraph.last + 1):
            kinds[number] = block.kind
    return [Line(line.start, line.end, kind) for line, kind in zip(lines, kinds, strict=True)]


def tag_blocks(text: str) -> list[Block]:
    """Return the paragraphs of the text with their kinds, in order. Every rule gets what the ones before it left."""
    blocks = _build_blocks(text)
    rules: list[Callable[[list[Block]], None]] = [
        _tag_title_tails,
        _tag_repetitions,
        _tag_captions,
        _tag_related_links,
        _tag_comments,
        _tag_headlines,
        _tag_headings,
    ]
    for rule in rules:
        rule(blocks)
    if not any(block.kind is None for block in blocks):
        _release_flash(blocks)
    return blocks


def _build_blocks(text: str) -> list[Block]:
    lines = split_lines(text)
    kinds = [_match(text[start:end]) if start < end else None for start, end in lines]
    fixed = frozenset(number for number, kind in enumerate(kinds) if kind is not None)
    blocks: list[Block] = []
    for paragraph in split_paragraphs(text, lines, fixed):
        part = text[paragraph.start : paragraph.end]
        kind = kinds[paragraph.first] if paragraph.first == paragraph.last else _match(part)
        blocks.append(Block(paragraph, part, kind))
    return blocks


def _match(line: str) -> LineKind | None:
    if not has_words(line):
        return LineKind.SEPARATOR
    return match_phrase(line)


def _tag_title_tails(blocks: list[Block]) -> None:
    """The title of a page with the names of its sections and site behind bars, and trails of links to them."""
    for block in blocks:
        if not block.is_open or len(block.text) > LONGEST_HEADLINE:
            continue
        for bar in (" | ", " » ", " \u203a ", " > "):
            parts = block.text.split(bar)
            if len(parts) > 1 and len(parts[-1].split()) <= 5 and (bar == " | " or len(parts) > 2):
                block.kind = LineKind.TITLE_TAIL


def _tag_repetitions(blocks: list[Block]) -> None:
    """A headline or caption printed twice, also with the name of a section glued to one of the two."""
    seen: set[str] = set()
    previous = ""
    for block in blocks:
        folded = "".join(filter(str.isalnum, block.text.casefold()))
        words = block.word_count
        near = words >= SHORTEST_REPETITION and _is_ending(folded, previous, block.is_open)
        if block.kind is None and (near or (words >= SHORTEST_DISTANT_REPETITION and folded in seen)):
            block.kind = LineKind.DUPLICATE
        seen.add(folded)
        previous = folded if folded else previous


def _is_ending(folded: str, previous: str, is_open: bool) -> bool:
    if folded == previous:
        return True
    longer, shorter = (previous, folded) if len(previous) > len(folded) else (folded, previous)
    return is_open and bool(shorter) and len(longer) - len(shorter) <= 20 and longer.endswith(shorter)


def _tag_captions(blocks: list[Block]) -> None:
    """A line in mid-air right above the credit of a picture says what the picture shows."""
    for block, following in pairwise(blocks):
        touches = following.paragraph.first == block.paragraph.last + 1
        if touches and following.kind is LineKind.IMAGE_CREDIT and block.is_open and block.word_count <= 40:
            block.kind = LineKind.CAPTION


def _tag_related_links(blocks: list[Block]) -> None:
    """Titles of other articles, listed under "Related content" or "See also"."""
    listing = False
    for block in blocks:
        if block.kind is LineKind.RELATED or (block.kind is LineKind.SEE_ALSO and block.word_count <= 3):
            listing = True
        elif listing and block.is_title_like and block.word_count <= LONGEST_LINK:
            block.kind = LineKind.RELATED
        elif block.kind is None:
            listing = False


def _tag_comments(blocks: list[Block]) -> None:
    """What readers wrote under the article."""
    body = 0
    for block in blocks:
        if block.kind is LineKind.COMMENT_FORM and body >= BODY_BEFORE_COMMENTS:
            body = -len(blocks)
        elif block.kind is None and body < 0:
            block.kind = LineKind.COMMENT
        elif block.kind is None and not block.is_open:
            body += 1


def _tag_headlines(blocks: list[Block]) -> None:
    """The first lines, as long as none of them ends a sentence; a question counts as a headline there too."""
    untagged = [block for block in blocks if block.kind is None]
    leading: list[Block] = []
    for block in untagged:
        if not _may_be_headline(block):
            break
        leading.append(block)
    if len(leading) == len(untagged):
        # No sentence anywhere: a list, or a language that writes no full stops. Only a short first line stands out.
        leading = leading[:1] if len(untagged) > 1 and len(untagged[1].text) > 2 * len(untagged[0].text) else []
    for block in leading[:LEADING_HEADLINES]:
        block.kind = LineKind.HEADLINE


def _may_be_headline(block: Block) -> bool:
    short = len(block.text) <= LONGEST_HEADLINE
    return short and (block.is_title_like or (block.text[-1] in "?!" and block.word_count <= 15)) and not _leads_on(block)


def _leads_on(block: Block) -> bool:
    return block.text[-1] in ":;,–—-"


def _tag_headings(blocks: list[Block]) -> None:
    """Lines between the paragraphs that end no sentence, in a text whose paragraphs do."""
    untagged = [block for block in blocks if block.kind is None]
    total = sum(block.word_count for block in untagged)
    terminated = sum(block.word_count for block in untagged if not block.is_title_like)
    if not total or terminated < TERMINATED_SHARE * total:
        return
    in_list = False
    for block in untagged:
        if not block.is_title_like or _leads_on(block):
            in_list = _leads_on(block)
        elif not in_list and not _is_item(block) and block.word_count <= LONGEST_LINK:
            block.kind = LineKind.HEADING


def _is_item(block: Block) -> bool:
    """Whether the line is an item of a list: those carry facts and often have no full stop."""
    mark, _, rest = block.text.partition(" ")
    return bool(rest) and (mark in {"-", "–", "—", "•", "*", "·", "▪"} or mark.rstrip(".)").isdigit())


def _release_flash(blocks: list[Block]) -> None:
    """An agency's flash is one line without a full stop, and all there is: then it is the body."""
    for block in blocks:
        if block.kind in {LineKind.HEADLINE, LineKind.HEADING}:
            block.kind = None
