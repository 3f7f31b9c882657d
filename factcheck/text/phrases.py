"""Says by the words of one line alone whether it is boilerplate.

Rules are about whole lines: the same words inside a sentence of the article must not match. They see at most
``LONGEST_NOTICE`` characters, so that their time is bounded whatever the line.
"""

from __future__ import annotations

import re

from factcheck.text import phrase_rules
from factcheck.text.lines import LineKind, ends_sentence

LONGEST_LINE = 400
LONGEST_NOTICE = 4000
LONGEST_TIMESTAMP = 18
LONGEST_SHARE_BAR = 14

_DECORATION = re.compile(r"[^\w\"“”'‘«„©(@*]+")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b\d{4}-\d{2}-\d{2}|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")


def match_phrase(line: str) -> LineKind | None:
    """Return what kind of boilerplate the line is by its words alone, None if they give nothing away."""
    if len(line) > LONGEST_LINE:
        return LineKind.COPYRIGHT if is_legal_notice(line[:LONGEST_NOTICE]) else None
    words = _strip_decoration(" ".join(line.split()))
    rules = phrase_rules.WHOLE + phrase_rules.START
    if not ends_sentence(words):
        rules = rules + phrase_rules.OPEN_START
    for kind, pattern in rules:
        if pattern.match(words):
            return kind
    return _match_shape(words)


def is_legal_notice(words: str) -> bool:
    """Whether a publisher speaks of the use of its own pages."""
    if phrase_rules.REPORTED.search(words):
        return False
    notice = (phrase_rules.NOTICE_OF_USE, phrase_rules.NOTICE_OF_LEAVE, phrase_rules.NOTICE_OF_SELF)
    return all(rule.search(words) for rule in notice)


def _match_shape(words: str) -> LineKind | None:
    if phrase_rules.CAPTION_END.search(words):
        return LineKind.CAPTION
    if phrase_rules.DATELINE.match(words):
        return LineKind.DATELINE
    if _is_byline(words):
        return LineKind.BYLINE
    return _match_tokens(words) or (LineKind.COPYRIGHT if is_legal_notice(words) else None)


def _is_byline(words: str) -> bool:
    if phrase_rules.SIGN_OFF.match(words):
        return True
    pattern_matches = phrase_rules.BYLINE.match(words) or phrase_rules.SIGN_OFF_OPEN.match(words)
    return bool(pattern_matches) and not ends_sentence(words)


def _match_tokens(words: str) -> LineKind | None:
    """Lines that are made of nothing but the words of a date, or of the names of networks to share on."""
    tokens = _TOKEN.findall(words.casefold())
    if len(tokens) <= LONGEST_TIMESTAMP and _is_timestamp(words, tokens):
        return LineKind.TIMESTAMP
    if (
        0 < len(tokens) <= LONGEST_SHARE_BAR
        and phrase_rules.SHARE_WORDS.issuperset(tokens)
        and not phrase_rules.NETWORKS.isdisjoint(tokens)
    ):
        return LineKind.SHARE
    return None


def _is_timestamp(words: str, tokens: list[str]) -> bool:
    if not all(token.isdigit() or token in phrase_rules.TIME_WORDS for token in tokens):
        return False
    dated = any(map(str.isdigit, tokens)) and not phrase_rules.DAY_WORDS.isdisjoint(tokens)
    return dated or _CLOCK.search(words) is not None


def _strip_decoration(words: str) -> str:
    """Drop arrows, bullets and pictures before the first word. Quotation marks stay: what is quoted is body text."""
    match = _DECORATION.match(words)
    return words[match.end() :] if match else words
