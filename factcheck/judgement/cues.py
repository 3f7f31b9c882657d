"""Where a sentence says who said it: speech verbs with their subject, "according to", "quoting".

Rules for English news prose. A phrase that names nobody who could speak is no cue: silence is better than a wrong name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.judgement.joint_speakers import describe_joint
from factcheck.judgement.names import fold
from factcheck.judgement.outlets import is_outlet_name
from factcheck.judgement.speakers import TOKEN, Speaker, describe_speaker, is_abbreviation
from factcheck.judgement.subjects import (
    CLOSED_BY_SINGLE_MARK,
    NEGATED,
    VERBS,
    has_role,
    is_before_verb,
    is_behind_insertion,
    phrase_after,
    phrase_before,
)
from factcheck.text.spans import Span, strip_span

# "Intelligence reports from the south suggest": there the word is a noun.
_AS_NOUN = r"(?:from|of|by|about|on|suggests?|indicates?|say|says|said|found|are|were|have|had|up|way|birth)"
_CUE = re.compile(
    r"\b(?:(?P<source>[Aa]ccording to|[Aa]s per|[Cc]iting|[Qq]uoting)|(?P<quoted>cited|quoted)"
    rf"|(?P<noun>(?:[Rr]eports?|claims?|estimates?)\s+{_AS_NOUN}|concluded (?:an?|the|its|their)\b)"
    rf"|(?P<verb>{VERBS}|maintain(?:s|ed)(?= that\b)|(?:claim|assert)ing(?= (?:that|control|to have)\b)))\b(?![-’']| than\b)"
)
_LETTERS = re.compile(r"[A-Za-z]+")
# "The raid went on, with both armies claiming that …": anywhere else it is hard to tell whose word it is.
_PARTICIPLES = frozenset({"claiming", "asserting"})
_CUE_WORDS = (
    _PARTICIPLES
    | frozenset(f"{VERBS}|maintains|maintained".split("|"))
    | frozenset(
        [
            "According",
            "according",
            "As",
            "as",
            "Citing",
            "citing",
            "Quoting",
            "quoting",
            "cited",
            "quoted",
            "Report",
            "Reports",
        ]
    )
)
_QUOTATION = re.compile(r"“[^“”\n]*”|\"[^\"\n]*\"|«[^«»\n]*»|(?<!\w)‘(?:[^‘’\n]|’(?=\w))*’")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|as)\s*$")
# A subject holds no verb of its own and does not end in an article: "The agency has withdrawn this [report]".
_NO_SUBJECT = re.compile(
    r"\b(?:has|have|had|is|are|was|were|be|been|must|will|would|can|could|should|may|might|do|does|did|repeated)\s"
    rf"|\s(?:{VERBS})\s|\b(?:the|an?|this|that|its|his|her|their|first|final|other|and|or|of|to)$"
)
_CLAUSE_OF_SUBJECT = re.compile(r",|\s(?:who|that|which|whose)\s")
# "Moscow rejected claims that …", "amid reports of …": such a word is a noun behind a verb or a preposition.
_MAY_BE_NOUN = frozenset(["claim", "claims", "report", "reports", "estimate", "estimates", "notes", "states", "caution"])
_BEFORE_NOUN = re.compile(
    r"\b(?:[a-z]{2,30}ed|[a-z]{2,30}ing|made|makes?|den(?:y|ies)|rejects?|dismiss(?:es)?|investigates?|heard|hears?"
    r"|saw|sees?|read|faces?|cites?|repeats?|stud(?:y|ies)|refutes?|rebuts?|disputes?|supports?|questions?|publish(?:es)?"
    r"|issues?|releases?|files?|withdrew|put|won|fought|amid|after|over|about|by|on|from|of|with|for|in|despite|against)\s{1,9}$"
)
_NOT_SPEAKERS = frozenset(
    ["many", "most", "few", "others", "nobody", "nothing", "everyone", "who", "i", "we", "you", "there", "that", "about"]
)
_SAID = frozenset(["said", "says", "added"])
LONGEST_PHRASE_WORDS = 16


@dataclass(frozen=True, slots=True)
class Cue:
    """One statement of who said something: ``span`` is the speaker as written, ``verb`` the word that says so."""

    span: Span
    speaker: Speaker
    verb: str
    is_outlet: bool


def find_cues(text: str, sentence: Span) -> Iterator[Cue]:
    """Yield the cues of one sentence in order; words within quotation marks are somebody else's."""
    quotations = [Span(*match.span()) for match in _QUOTATION.finditer(text, sentence.start, sentence.end)]
    read = sentence.start
    for match in _find_cue_words(text, sentence):
        if match.start() < read or any(span.start < match.start() < span.end for span in quotations):
            continue
        cue = _read_cue(text, sentence, match)
        if cue is not None:
            read = cue.span.end
            yield cue


def _find_cue_words(text: str, sentence: Span) -> Iterator[re.Match[str]]:
    """Yield where the pattern fits; it is tried only at words that open it, which is five times faster."""
    for word in _LETTERS.finditer(text, sentence.start, sentence.end):
        if word.group() in _CUE_WORDS:
            match = _CUE.match(text, word.start(), sentence.end)
            if match is not None:
                yield match


def best_cue(text: str, sentence: Span) -> Cue | None:
    """Return the first cue that names a speaker, else the first; who is quoted by an outlet goes before the outlet."""
    cues = list(find_cues(text, sentence))
    named = [cue for cue in cues if cue.speaker.key or cue.speaker.is_reference]
    return next((cue for cue in named if not cue.is_outlet), None) or next(iter(named or cues), None)


def _read_cue(text: str, sentence: Span, match: re.Match[str]) -> Cue | None:
    verb = match.group().lower()
    if match["noun"]:
        vague = Span(match.start(), match.start() + len("reports"))
        return Cue(vague, Speaker("", True, False), verb, False) if verb.startswith("reports ") else None
    if match["source"]:
        return _make_cue(text, phrase_after(text, match.end(), sentence.end), verb)
    if match["quoted"]:
        if text.startswith((" by ", " as "), match.end()):
            return None
        return _make_cue(text, phrase_after(text, match.end(), sentence.end), verb, only_anonymous=True)
    if verb in _PARTICIPLES:
        subject = text.rfind(" with ", sentence.start, match.start())
        return _make_cue(text, strip_span(text, subject + len(" with "), match.start()), verb) if subject >= 0 else None
    if _PASSIVE.search(text, max(sentence.start, match.start() - 12), match.start()):
        return _read_passive(text, sentence, match)
    return _read_active(text, sentence, match)


def _read_passive(text: str, sentence: Span, match: re.Match[str]) -> Cue | None:
    if NEGATED.search(text, max(sentence.start, match.start() - 30), match.start()):
        return None
    is_by = re.match(r"\s+(?:\w+ )?by(?=\s)", text[match.end() : min(sentence.end, match.end() + 20)])
    phrase = phrase_after(text, match.end() + is_by.end(), sentence.end) if is_by else None
    return _make_cue(text, phrase, match.group().lower())


def _read_active(text: str, sentence: Span, match: re.Match[str]) -> Cue | None:
    verb = match.group().lower()
    if verb in _MAY_BE_NOUN and _BEFORE_NOUN.search(text, max(sentence.start, match.start() - 40), match.start()):
        return None
    before = phrase_before(text, sentence.start, match.start())
    if before is not None and _NO_SUBJECT.search(_CLAUSE_OF_SUBJECT.split(text[before.start : before.end], maxsplit=1)[0]):
        return None
    cue = _make_cue(text, before, verb)
    if cue is None and before is not None and verb in _SAID and _is_inverted(text, before.start):
        cue = _make_cue(text, before, verb, is_reporting=True)
    return cue or _read_inverted(text, sentence, match)


def _read_inverted(text: str, sentence: Span, match: re.Match[str]) -> Cue | None:
    """Read '…,” said the vicar'; behind "The mayor, clearly angry, said" stands what was said, and nobody who said it."""
    verb = match.group().lower()
    if verb not in _SAID or not _is_inverted(text, match.start()):
        return None
    if is_behind_insertion(text, sentence.start, match.start()):
        return None
    after = phrase_after(text, match.end(), sentence.end)
    return None if after is None or is_before_verb(text, after) else _make_cue(text, after, verb)


def _is_inverted(text: str, position: int) -> bool:
    """Say whether a clause that reports what stands before it begins here: '…, the parish said', '…,” said the vicar'."""
    before = text[max(0, position - 4) : position].rstrip()
    return before[-1:] in {",", "”", '"', "?", "!"} or CLOSED_BY_SINGLE_MARK.search(before) is not None


def _make_cue(
    text: str, span: Span | None, verb: str, *, only_anonymous: bool = False, is_reporting: bool = False
) -> Cue | None:
    if span is None or span.start >= span.end:
        return None
    written = text[span.start : span.end]
    words = [match.group() for match in TOKEN.finditer(written)]
    if not words or len(words) > LONGEST_PHRASE_WORDS or _is_thing(written):
        return None
    if fold(words[0]) in _NOT_SPEAKERS and not is_abbreviation(words[0]):
        return None
    speaker = describe_joint(written) or describe_speaker(written, is_reporting=is_reporting)
    if speaker is None or (only_anonymous and not speaker.is_anonymous):
        return None
    return Cue(span, speaker, verb, is_outlet_name(written))


def _is_thing(written: str) -> bool:
    """The sources of a river, of income, of heat speak to nobody, and neither do 300 cases."""
    if re.search(r"\bsources?\s+of\b", written, re.IGNORECASE):
        return True
    return any(map(str.isdigit, written)) and not has_role(written)
