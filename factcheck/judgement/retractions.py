"""Sentences of a passage that take something back: "An earlier version of this article said …", "We wrongly reported …".

What they repeat is the error, so it is no evidence. What stands beside them is read alone, and they are read before it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from factcheck.judgement.events import Event, speaks_of_event
from factcheck.judgement.polarity import read_terms
from factcheck.judgement.salience import Scene
from factcheck.text.sentences import split_sentences

_TEXTS = r"(?:article|story|report|text|piece|post|page|dispatch|column|headline|caption|graphic|chart|map|table|newsletter)"
_SAID = r"(?:said|stated|reported|wrote|written|claimed|gave|given|put|named|identified|described|quoted|attributed)"
_WRONGLY = r"(?:wrongly|incorrectly|mistakenly|erroneously)"
_RETRACTION = re.compile(
    rf"\b(?:(?:earlier|previous|original|first) versions? of (?:this|our|the) {_TEXTS}\b"
    rf"|{_WRONGLY} {_SAID}\b|{_SAID} {_WRONGLY}\b"
    rf"|in (?:our|an?|this) (?:\w{{1,20}} )?{_TEXTS}\b[^.!?]{{0,80}}\bwe {_SAID}\b"
    rf"|we {_SAID}\b[^.!?]{{0,40}}\bin (?:our|an?|this) (?:\w{{1,20}} )?{_TEXTS}\b)",
    re.IGNORECASE,
)
# "In our report we said that sales would rise" takes nothing back by itself.
_OWN_WORDS = re.compile(r"\b(?:in (?:our|an?|this)|we) ", re.IGNORECASE)
_ERROR = re.compile(
    r"\b(?:corrections?|corrected|clarifications?|in fact|errors?|mistakes?|mistaken|wrong|apologi[sz]e|should have)\b",
    re.IGNORECASE,
)
# Without one of these there is no need to look for the rest.
_HINTS = ("version", "wrongly", "incorrectly", "mistakenly", "erroneously", "we ")
_NUMBER = re.compile(r"\d[\d.,]{0,20}")


def is_retraction(text: str) -> bool:
    """Say whether something is taken back here; what "we said" only where an error is spoken of."""
    small = text.casefold()
    found = _RETRACTION.search(text) if any(hint in small for hint in _HINTS) else None
    if found is None:
        return False
    return _OWN_WORDS.match(found.group()) is None or _ERROR.search(text) is not None


def set_aside(scene: Scene, claim: str) -> tuple[Scene, str]:
    """Return a scene whose passage lacks the sentences that take something back, and these; they go before it.

    Where nothing else is there, or the claim itself is that something was wrongly said, the scene stays as it is.
    """
    text = scene.passage
    if not is_retraction(text) or is_retraction(claim):
        return scene, ""
    sentences = [text[span.start : span.end] for span in split_sentences(text, 0, len(text))]
    retracting = [sentence for sentence in sentences if _RETRACTION.search(sentence)]
    rest = " ".join(sentence for sentence in sentences if sentence not in retracting)
    before = " ".join(retracting)
    if not rest:
        return scene, text
    return replace(scene, passage=rest, context=f"{scene.context} {before}".lstrip()), before


def is_told(claim: str, event: Event, rest: str) -> bool:
    """Say whether what is left of a passage says by itself what the claim says: its event and its numbers."""
    numbers = _read_numbers(claim)
    if not rest or not numbers <= _read_numbers(rest):
        return False
    return not event.stems or speaks_of_event(event, read_terms(rest).polarities)


def _read_numbers(text: str) -> set[str]:
    return {match.group().rstrip(".,") for match in _NUMBER.finditer(text)}
