"""Where a sentence says who said it: speech verbs with their subject, "according to", "quoting".

Rules for English news prose. A phrase that names nobody who could speak is no cue: silence is better than a wrong name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.judgement.names import fold
from factcheck.judgement.outlets import is_outlet_name
from factcheck.judgement.speakers import ANONYMOUS_HEADS, ROLES, TOKEN, Speaker, describe_speaker
from factcheck.text.spans import Span, strip_span

VERBS = (
    "said|says|told|tells|stated|states|reported|reports|claimed|claims|claim|confirmed|confirms|denied|denies|announced"
    "|announces|added|adds|noted|notes|indicated|indicates|informed|informs|revealed|disclosed|asserted|asserts|insisted|insists"
    "|alleged|alleges|acknowledged|admitted|argued|warned|warns|estimated|estimates|explained|declared|reiterated|stressed"
    "|estimate|posted|wrote|writes|tweeted|testified|conceded|remarked|predicted|concluded|concludes|report|say|assured|caution"
)
# "Intelligence reports from the south suggest": there the word is a noun.
_AS_NOUN = r"(?:from|of|by|about|on|suggests?|indicates?|say|says|said|found|are|were|have|had|up|way|birth)"
_CUE = re.compile(
    r"\b(?:(?P<source>[Aa]ccording to|[Aa]s per|[Cc]iting|[Qq]uoting)|(?P<quoted>cited|quoted)"
    rf"|(?P<noun>(?:[Rr]eports?|claims?|estimates?)\s+{_AS_NOUN}|concluded (?:an?|the|its|their)\b)"
    rf"|(?P<verb>{VERBS}|maintain(?:s|ed)(?= that\b)))\b(?![-’']| than\b)"
)
_LETTERS = re.compile(r"[A-Za-z]+")
_CUE_WORDS = frozenset(f"{VERBS}|maintains|maintained".split("|")) | frozenset(
    ["According", "according", "As", "as", "Citing", "citing", "Quoting", "quoting", "cited", "quoted", "Report", "Reports"]
)
_QUOTATION = re.compile(r"“[^“”\n]*”|\"[^\"\n]*\"|«[^«»\n]*»")
# Behind these a new clause begins, and the subject of the verb with it.
_HARD_BOUNDARY = re.compile(r"[;:()“”\"«»\n]|\s[-–—]\s|[—]|[?!]\s")
_CLAUSE_BOUNDARY = re.compile(
    r"\b(?i:that|but|while|as|when|after|because|since|whether|which|although|though|before|where|if)\s+"
    r"(?=(?:the|an?|one|two|he|she|they|it|its|his|her|their|some|several|officials|sources|police)\b|[A-Z])"
    r"|\band\s+(?=(?:the|an?|he|she|they|it|both)\b)"
)
_BETWEEN = re.compile(
    r"(?:\s+(?:also|later|has|have|had|since|then|earlier|previously|recently|again|now|already|just|itself|themselves|\w+ly"
    r"|(?:late |early )?on \w+day|would only|only|do not|does not))+\s*$"
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|as)\s*$")
# A subject holds no verb of its own and does not end in an article: "The agency has withdrawn this [report]".
_NO_SUBJECT = re.compile(
    r"\b(?:has|have|had|is|are|was|were|be|been|must|will|would|can|could|should|may|might|do|does|did|repeated)\s"
    rf"|\s(?:{VERBS})\s|\b(?:the|an?|this|that|its|his|her|their|first|final|other|and|or|of|to)$"
)
_CLAUSE_OF_SUBJECT = re.compile(r",|\s(?:who|that|which|whose)\s")
_NEGATED = re.compile(r"\b(?:not|never|neither|nor|cannot)\b|n['’]t\b")
_OPENING = re.compile(
    r"(?:[Oo]n|[Ii]n|[Ee]arlier|[Ll]ate|[Ll]ater|[Mm]eanwhile|[Ll]ast|[Tt]hen|[Aa]t)\b[^,]{0,40}?\s(?=(?:the|an?|his|her|its)\s)"
)
_DETERMINED = re.compile(
    r"(?:the|an?|one|two|three|another|both|several|some|many|its|his|her|their|our|this|that|unnamed|local|state|military|senior"
    r"|top|city|government|security|medical|health|he|she|they|it)\b|[A-Z]"
)
_AFTER_SOURCE = re.compile(
    r"\s+(?:both\s+)?(?P<phrase>[^,.;:()“”\"\n–—]*(?:\.(?=[\w-]|\s[A-Z]\w+\s(?:told|said))[^,.;:()“”\"\n]*)*)"
)
_PHRASE_END = re.compile(
    r"\s(?:that|which|when|while|as|where|because|although|and (?:the|put|said|added)|on \w+day"
    rf"|in a (?:statement|post|report)|{VERBS}|is|was|are|were|has|have|had|will|would|could|may|on condition)\b"
)
_RELATIVE = re.compile(r",\s+who\s+(?:is|was|works?|serves|sits|are|were)\s+[^,.;\n]{3,80}")
# What may stand between a speaker and the verb: "…, a spokesman, said", "…, cited by an agency, reported".
_INSERTED = re.compile(
    r"\s*(?:an?|the|one|who|whose|which|cited|quoted|speaking|citing|himself|herself|its|his|her|their|in|on|at|of|\d+)\b"
    r"|\s*(?:[\w’'-]+\s){0,3}(?:chief|director|head|minister|spokes\w+|chairman|governor|mayor|leader|manager|president|professor)"
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
        return _make_cue(text, _phrase_after(text, match.end(), sentence.end), verb)
    if match["quoted"]:
        if text.startswith((" by ", " as "), match.end()):
            return None
        return _make_cue(text, _phrase_after(text, match.end(), sentence.end), verb, only_anonymous=True)
    if _PASSIVE.search(text, max(sentence.start, match.start() - 12), match.start()):
        if _NEGATED.search(text, max(sentence.start, match.start() - 30), match.start()):
            return None
        is_by = re.match(r"\s+(?:\w+ )?by(?=\s)", text[match.end() : min(sentence.end, match.end() + 20)])
        return _make_cue(text, _phrase_after(text, match.end() + is_by.end(), sentence.end), verb) if is_by else None
    before = _phrase_before(text, sentence.start, match.start())
    if before is not None and _NO_SUBJECT.search(_CLAUSE_OF_SUBJECT.split(text[before.start : before.end], maxsplit=1)[0]):
        return None
    cue = _make_cue(text, before, verb)
    if cue is None and before is not None and verb in _SAID and _is_inverted(text, before.start):
        cue = _make_cue(text, before, verb, is_reporting=True)
    if cue is None and verb in _SAID and _is_inverted(text, match.start()):
        return _make_cue(text, _phrase_after(text, match.end(), sentence.end), verb)
    return cue


def _is_inverted(text: str, position: int) -> bool:
    """Say whether a clause that reports what stands before it begins here: '…, the parish said', '…,” said the vicar'."""
    return text[max(0, position - 3) : position].rstrip()[-1:] in {",", "”", '"', "?", "!"}


def _make_cue(
    text: str, span: Span | None, verb: str, *, only_anonymous: bool = False, is_reporting: bool = False
) -> Cue | None:
    if span is None or span.start >= span.end:
        return None
    written = text[span.start : span.end]
    words = [match.group() for match in TOKEN.finditer(written)]
    if not words or len(words) > LONGEST_PHRASE_WORDS or fold(words[0]) in _NOT_SPEAKERS or _is_thing(written):
        return None
    speaker = describe_speaker(written, is_reporting=is_reporting)
    if speaker is None or (only_anonymous and not speaker.is_anonymous):
        return None
    return Cue(span, speaker, verb, is_outlet_name(written))


def _is_thing(written: str) -> bool:
    """The sources of a river, of income, of heat speak to nobody, and neither do 300 cases."""
    if re.search(r"\bsources?\s+of\b", written, re.IGNORECASE):
        return True
    return any(map(str.isdigit, written)) and not _has_role(written)


def _phrase_before(text: str, start: int, end: int) -> Span | None:
    """Return the subject of a verb at ``end``: what stands before it in its clause, without what is put in commas."""
    start = max(start, end - 300)
    for boundary in _HARD_BOUNDARY.finditer(text, start, end):
        start = boundary.end()
    part = text[start:end].rstrip()
    between = _BETWEEN.search(" " + part)
    if _NEGATED.search(part[-30:].rpartition(",")[2]):
        return None
    if between:
        part = part[: max(0, between.start() - 1)]
    if part.endswith(","):
        return _before_insertion(text, start, part)
    return _trim(text, start + part.rfind(", ") + 1, start + len(part))


def _before_insertion(text: str, start: int, part: str) -> Span | None:
    """Return the subject before ", who is on the staff," or ", cited by an agency,"."""
    opening = part.rfind(",", 0, len(part) - 1)
    if opening < 0 or not _INSERTED.match(part, opening + 1):
        return None
    subject_start = part.rfind(", ", 0, opening) + 1
    span = _trim(text, start + subject_start, start + opening)
    if span is None:
        return None
    if _RELATIVE.match(part, opening) and _has_anonymous_head(text[span.start : span.end]):
        return Span(span.start, start + len(part) - 1)
    return span


def _trim(text: str, start: int, end: int) -> Span | None:
    span = strip_span(text, start, end)
    start = span.start
    for boundary in _CLAUSE_BOUNDARY.finditer(text, span.start, span.end):
        start = boundary.end()
    opening = _OPENING.match(text, start, span.end)
    if opening:
        start = opening.end()
    span = strip_span(text, start, span.end)
    written = text[span.start : span.end]
    return span if _DETERMINED.match(written) or _has_role(written) else None


def _phrase_after(text: str, start: int, end: int) -> Span | None:
    match = _AFTER_SOURCE.match(text, start, min(end, start + 200))
    if match is None:
        return None
    span = strip_span(text, match.start("phrase"), match.end("phrase"))
    stop = _PHRASE_END.search(text, span.start, span.end)
    if stop:
        span = strip_span(text, span.start, stop.start())
    relative = _RELATIVE.match(text, span.end, end)
    if relative and _has_anonymous_head(text[span.start : span.end]):
        span = Span(span.start, relative.end())
    return span


def _has_role(written: str) -> bool:
    return any(fold(word.group()) in ROLES for word in TOKEN.finditer(written))


def _has_anonymous_head(written: str) -> bool:
    return any(fold(word.group()) in ANONYMOUS_HEADS for word in TOKEN.finditer(written))
