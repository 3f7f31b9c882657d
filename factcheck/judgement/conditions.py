"""What a passage does not say outright: events under a condition, events that almost happened, what was denied at first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from factcheck.judgement.events import Event, speaks_of_event
from factcheck.judgement.names import fold
from factcheck.judgement.polarity import stem
from factcheck.text.sentences import split_sentences
from factcheck.text.spans import Span

# "Hundreds, if not thousands" and "if any" set no condition, "even if" none that matters.
_IF = re.compile(r"(?<!\beven )(?<!\bas )\b(?:if|unless)\b(?! (?:not|any|only|ever|so|at all)\b)", re.IGNORECASE)
_OPENING = re.compile(r"[\"'“‘(]{0,2}(?:(?:if|unless)\b|should\b(?![^?]{0,400}\?))", re.IGNORECASE)
_TURN = re.compile(r";|,\sbut\b")
_END_OF_CONDITION = re.compile(r";|,\s(?:and|but|while|although|though)\b")
_NEW_CLAUSE = re.compile(r"[;:]|,\s(?:and|but|while|although|though)\b|\b(?:and|but|or),?\s{0,9}$")
_MODAL_BEFORE = re.compile(
    r"(?:\b(?:will|would|may|might|could|can|must|shall)|['’](?:ll|d)|won['’]t)\b(?:\s[\w-]{1,30}){0,3}\s$"
)
_MODAL_REACH = 60
_ALMOST = re.compile(
    r"\b(?:almost|nearly|narrowly (?:avoided|escaped|averted|missed)(?: (?:the|a|its|his|her|their))?) $", re.IGNORECASE
)
_ALMOST_REACH = 32
_DENIED_FIRST = re.compile(
    r"\b(?:at first|initially|previously|originally),? (?:\w{1,20} )?(?:denied|disputed|denying)\b"
    r"|\b(?:denied|disputed) (?:at first|initially|previously)\b",
    re.IGNORECASE,
)
_DENIALS = frozenset(map(stem, ("deny", "denied", "dispute", "disputed")))
_OPEN_CLAIM = re.compile(
    r"\b(?:if|unless|should|could|(?-i:may)|might|would|whether|possibl[ey]|threat\w{0,8}|almost|nearly|narrowly|avoid\w{0,4}"
    r"|escape[ds]?|not|never|no|nobody|none)\b|n['’]t\b",
    re.IGNORECASE,
)
# Without one of these there is no need to look for the rest.
_HINTS = ("if ", "unless ", "should ", "almost ", "nearly ", "narrowly ")
# "Nearly 200" is common and says nothing of what happened.
_HINT = re.compile(r"\b(?:if|unless|should|(?:almost|nearly)(?= [a-z])|narrowly)\b", re.IGNORECASE)
_DENIED_HINTS = ("denied", "disputed", "denying")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def is_event_open(claim: str, event: Event, passage: str) -> bool:
    """Say whether a passage has a claim's event only under a condition, or as what almost happened.

    A claim that is itself under a condition, possible or negated is left alone.
    """
    if not _has_one(_HINTS, passage) or _HINT.search(passage) is None or _OPEN_CLAIM.search(claim) is not None:
        return False
    found = [
        _is_almost(passage, place) or _is_conditional(passage[sentence.start : sentence.end], place - sentence.start)
        for sentence in split_sentences(passage, 0, len(passage))
        for place in _find_mentions(event, passage, sentence)
    ]
    return bool(found) and all(found)


def is_denied_at_first(event: Event, passage: str) -> bool:
    """Say whether a passage has a claim's event only as what somebody denied at first, which tells of no denial now."""
    if not _has_one(_DENIED_HINTS, passage) or _DENIED_FIRST.search(passage) is None:
        return False
    if not _DENIALS.isdisjoint(event.stems):
        return False
    found = []
    for sentence in split_sentences(passage, 0, len(passage)):
        denial = _DENIED_FIRST.search(passage, sentence.start, sentence.end)
        found += [denial is not None and place > denial.start() for place in _find_mentions(event, passage, sentence)]
    return bool(found) and all(found)


def _has_one(hints: tuple[str, ...], text: str) -> bool:
    small = text.casefold()
    return any(hint in small for hint in hints)


def _find_mentions(event: Event, text: str, sentence: Span) -> Iterator[int]:
    for word in _WORD.finditer(text, sentence.start, sentence.end):
        if speaks_of_event(event, [stem(fold(word.group()))]):
            yield word.start()


def _is_almost(text: str, place: int) -> bool:
    return _ALMOST.search(text, max(0, place - _ALMOST_REACH), place) is not None


def _is_conditional(sentence: str, place: int) -> bool:
    """Say whether a condition governs what stands at ``place``.

    One that opens the sentence governs it up to a semicolon or "but", one within it what follows, and before it what will
    or may be: "She will resign if the vote fails".
    """
    if _OPENING.match(sentence):
        return _TURN.search(sentence, 0, place) is None
    for condition in _IF.finditer(sentence):
        if condition.start() < place:
            if _END_OF_CONDITION.search(sentence, condition.end(), place) is None:
                return True
        elif _NEW_CLAUSE.search(sentence[place : condition.start()]) is None:
            return _MODAL_BEFORE.search(sentence, max(0, place - _MODAL_REACH), place) is not None
    return False
