"""Where a document introduces the people whom it later calls "the source", "the ministry" or by the surname alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.judgement.names import fold
from factcheck.judgement.speaker_comparison import are_compatible
from factcheck.judgement.speakers import TOKEN, Speaker, describe_speaker
from factcheck.judgement.subjects import VERBS
from factcheck.text.spans import Span


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Without their first letter and their end, so that a plain search finds all forms; it is fifty times faster than a pattern.
_STEMS = ("ource", "fficial", "fficer", "nformant", "nsider", "familiar with", "close to the")
_HEAD = re.compile(
    r"\b(?:sources?|officials?|officers?|informants?|insiders?|(?:persons?|people)(?= (?:familiar|close|with)\b))", re.I
)
_BEFORE = re.compile(
    r"\A(?:.*\s)?(?P<phrase>(?:an?|the|one|two|three|another|several|some)\s+(?:[\w’'‘.,-]+\s+){0,6}?)$", re.I | re.S
)
_CAPITALS = re.compile(
    r"(?:(?:[A-Z][\w’'.-]{0,70}|unnamed|military|senior|security|intelligence|defence|defense|government)\s+){1,4}$"
)
_STOPS = rf"(?:told|who|that|cited|quoted|has|had|have|is|are|was|were|on|as|and|in|to|also|then|later|gave|spoke|{VERBS})\b"
_TAIL = re.compile(
    r"\s{1,120}(?:in|at|from|within|inside|of|close to|familiar with|with knowledge of)\s+"
    rf"(?:(?:the|an?)\s+)?(?:(?!{_STOPS})[\w’'‘-]+(?:\s+(?=[\w‘’'])|(?=\W)|$)){{1,6}}"
    r"|,\s+who\s+(?:is|was|works?|serves|sits|are)\s+[^,.;\n]{3,80}"
)
# What an official, an officer or a source may be followed by; "official data" and "source code" are something else.
_FOLLOWED = re.compile(
    rf"\s{{0,12}}(?:[,.;”\"’)]|$)|\s{{1,12}}(?:{_STOPS}|(?:in|at|from|within|with|inside|of|close|familiar|also)\b)"
)
_THINGS = re.compile(
    r"\b(?:images?|photo|energy|water|power|light|food|heat|income|open|data|primary|main|fuel|funding|other)\s+$", re.I
)


@dataclass(frozen=True, slots=True)
class Introduction:
    """An anonymous speaker where the text describes one: ``text[span.start:span.end]`` is the description."""

    span: Span
    speaker: Speaker


def find_introductions(text: str, end: int) -> list[Introduction]:
    """Return the anonymous speakers described before ``end`` by where they work, in order."""
    found = {}
    for position in _hits(text, end):
        introduction = _read_introduction(text, position, end)
        if introduction is not None:
            found[introduction.span.start] = introduction
    return [found[key] for key in sorted(found)]


def resolve_reference(text: str, span: Span, speaker: Speaker) -> tuple[Span, Speaker]:
    """Return the nearest earlier description of whom a reference such as "the source" means, else what was given."""
    if speaker.is_anonymous:
        earlier = [item for item in find_introductions(text, span.start) if _may_be(item.speaker, speaker)]
        return (earlier[-1].span, earlier[-1].speaker) if earlier else (span, speaker)
    if not speaker.key or " " in speaker.key:
        return span, speaker
    return _resolve_word(text, span, speaker) or (span, speaker)


def _hits(text: str, end: int) -> Iterator[int]:
    for stem in _STEMS:
        position = text.find(stem, 0, end)
        while position >= 0:
            yield position
            position = text.find(stem, position + len(stem), end)


def _read_introduction(text: str, position: int, end: int) -> Introduction | None:
    # "person familiar with" is found by its second word.
    head = _HEAD.search(text, max(0, position - 8), min(end, position + 14))
    if head is None or not _FOLLOWED.match(text, head.end(), min(end, head.end() + 12)) or _is_thing(text, head):
        return None
    first, last = _description_start(text, head.start()), _description_end(text, head.end(), end)
    speaker = describe_speaker(text[first:last])
    if speaker is None or not speaker.is_anonymous or speaker.key in {"", "source"}:
        return None
    return Introduction(Span(first, last), speaker)


def _is_thing(text: str, head: re.Match[str]) -> bool:
    """The sources of a river and of energy are no people."""
    if "ource" not in head.group():
        return False
    return text.startswith(" of", head.end()) or bool(_THINGS.search(text, max(0, head.start() - 12), head.start()))


def _description_start(text: str, head: int) -> int:
    low = max(0, head - 70)
    boundary = max(text.rfind(mark, low, head) for mark in ("\n", ". ", ", ", "“", '"', ": ", "(", ";"))
    low = max(low, boundary + 1)
    match = _BEFORE.search(text[low:head]) or _CAPITALS.search(text[low:head])
    if match is None:
        return head
    return low + (match.start("phrase") if "phrase" in match.groupdict() else match.start())


def _description_end(text: str, head_end: int, end: int) -> int:
    tail = _TAIL.match(text, head_end, min(end, head_end + 120))
    if tail is None:
        return head_end
    return head_end + len(tail.group().rstrip())


def _may_be(introduced: Speaker, reference: Speaker) -> bool:
    return reference.key == "source" or are_compatible(introduced.key, reference.key)


def _resolve_word(text: str, span: Span, speaker: Speaker) -> tuple[Span, Speaker] | None:
    """Find the earlier, fuller mention of "the ministry" or of a surname by its last word."""
    written = TOKEN.findall(text[span.start : span.end])[-1]
    position = span.start
    for _attempt in range(6):
        position = max(text.rfind(form, 0, position) for form in {written, written.lower(), written.capitalize()})
        if position < 0:
            return None
        found = _read_mention(text, position, position + len(written))
        if found is not None and speaker.key in found[1].key.split() and " " in found[1].key:
            return found
    return None


_WORDS_BEFORE = re.compile(r"(?:(?:the|an?)\s+)?(?:[\w’'‘&-]{1,60}\s{1,60}){1,4}$", re.I)


def _read_mention(text: str, start: int, end: int) -> tuple[Span, Speaker] | None:
    low = max(0, start - 60)
    low = max(low, *(text.rfind(mark, low, start) + 1 for mark in ("\n", ".", ",", "“", '"', ":", "(", ";")))
    before = _WORDS_BEFORE.search(text[low:start])
    if before is None:
        return None
    first = _name_start(text, low + before.start(), start)
    if first >= start:
        return None
    speaker = describe_speaker(text[first:end])
    return (Span(first, end), speaker) if speaker is not None and not speaker.is_reference else None


def _name_start(text: str, start: int, end: int) -> int:
    """Drop what stands before the name itself: its words are capitalised or follow an article."""
    words = list(TOKEN.finditer(text, start, end))
    first = end
    for word in reversed(words):
        if fold(word.group()) in {"the", "a", "an"}:
            return word.start()
        if not word.group()[0].isupper() and fold(word.group()) not in _KEPT:
            break
        first = word.start()
    return first


_KEPT = _set("defence defense interior foreign finance health general armed state environment medicines security")
