"""Passages of a text: the units that are indexed, judged and quoted.

A passage is one sentence of ordinary length, or up to three short ones that stand together in a paragraph.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from factcheck.text.boilerplate import Block, tag_blocks
from factcheck.text.clauses import cut_clauses
from factcheck.text.lines import LineKind, ends_sentence
from factcheck.text.phrases import match_phrase
from factcheck.text.sentences import split_sentences
from factcheck.text.spans import Span, count_words, has_words

ORDINARY_WORDS = 8
MOST_WORDS = 90
MOST_SENTENCES = 3
CONTEXT_SENTENCES = 2
CONTEXT_WORDS = 60

# What can stand glued to body text in one line. The other kinds need a line of their own to be told from prose.
_STRAY_KINDS = frozenset(
    {
        LineKind.COMMENT_FORM,
        LineKind.NEWSLETTER,
        LineKind.COOKIE_NOTICE,
        LineKind.COPYRIGHT,
        LineKind.AGENCY_CREDIT,
        LineKind.ADVERTISEMENT,
        LineKind.RELATED,
        LineKind.SHARE,
        LineKind.SEE_ALSO,
    }
)


@dataclass(frozen=True, slots=True)
class PassageSpan:
    """Where a passage stands, and the sentence or two before it with whitespace squeezed; ``context`` may be empty."""

    start: int
    end: int
    context: str


def split_passages(text: str) -> list[PassageSpan]:
    """Return the passages of a document version's text, in order.

    Only body text is in them: no headline, no boilerplate. Passages do not overlap, have no whitespace at their ends,
    stay within one paragraph and have at most 90 words (900 characters where words are not separated by spaces).
    ``context`` holds at most 60 words and may come from the paragraph before or from the headline.
    """
    passages: list[PassageSpan] = []
    recent: deque[str] = deque(maxlen=CONTEXT_SENTENCES)
    for block in tag_blocks(text):
        if block.kind is LineKind.HEADLINE:
            recent.append(_close(_squeeze(block.text)))
        if block.kind is None:
            for window in _split_block(text, block):
                passages.append(PassageSpan(window[0].start, window[-1].end, _build_context(recent)))
                recent.extend(_squeeze(text[span.start : span.end]) for span in window)
    return passages


def _split_block(text: str, block: Block) -> Iterator[list[Span]]:
    """Yield the windows of one paragraph. A stray phrase between two sentences keeps them apart."""
    run: list[Span] = []
    for sentence in split_sentences(text, block.paragraph.start, block.paragraph.end):
        if _is_stray(text[sentence.start : sentence.end]):
            yield from _group(text, run)
            run = []
        else:
            run.extend(cut_clauses(text, sentence, MOST_WORDS))
    yield from _group(text, run)


def _is_stray(sentence: str) -> bool:
    return not has_words(sentence) or match_phrase(sentence) in _STRAY_KINDS


def _group(text: str, run: Sequence[Span]) -> list[list[Span]]:
    """Put short sentences into the window before them, or, at the start of a paragraph, into the one behind them."""
    windows: list[list[Span]] = []
    for span in run:
        if windows and _joins(text, windows[-1], span):
            windows[-1].append(span)
        else:
            windows.append([span])
    return windows


def _joins(text: str, window: Sequence[Span], span: Span) -> bool:
    if len(window) == MOST_SENTENCES or count_words(text[window[0].start : span.end]) > MOST_WORDS:
        return False
    return _is_short(text, window) or (_is_short(text, [span]) and not _opens_quotation(text[span.start : span.end]))


def _is_short(text: str, window: Sequence[Span]) -> bool:
    return count_words(text[window[0].start : window[-1].end]) < ORDINARY_WORDS


def _opens_quotation(sentence: str) -> bool:
    """Whether a quotation begins here and goes on in the next sentence: then it belongs there."""
    if sentence[0] == "“":
        return "”" not in sentence
    return sentence[0] == '"' and sentence.count('"') == 1


def _build_context(recent: Iterable[str]) -> str:
    """Join the last sentences; of a sentence that is too long by itself the last words are kept."""
    kept: list[str] = []
    for sentence in reversed(list(recent)):
        words = sentence.split()
        if kept and len(kept) + len(words) > CONTEXT_WORDS:
            break
        kept = words[-CONTEXT_WORDS:] + kept
    return " ".join(kept)


def _close(headline: str) -> str:
    """End a headline, so that it does not run into the sentence behind it."""
    return headline if ends_sentence(headline) else f"{headline}."


def _squeeze(part: str) -> str:
    return " ".join(part.split())
