"""The words of a sentence that stand for who speaks: before a verb of speaking, or behind "according to"."""

from __future__ import annotations

import re

from factcheck.judgement.joint_speakers import describe_joint
from factcheck.judgement.names import fold
from factcheck.judgement.speakers import ANONYMOUS_HEADS, ROLES, SHORT_FORM, TOKEN
from factcheck.text.spans import Span, strip_span

VERBS = (
    "said|says|told|tells|stated|states|reported|reports|claimed|claims|claim|confirmed|confirms|denied|denies|announced"
    "|announces|added|adds|noted|notes|indicated|indicates|informed|informs|revealed|disclosed|asserted|asserts|insisted|insists"
    "|alleged|alleges|acknowledged|admitted|argued|warned|warns|estimated|estimates|explained|declared|reiterated|stressed"
    "|estimate|posted|wrote|writes|tweeted|testified|conceded|remarked|predicted|concluded|concludes|report|say|assured|caution"
)
# Behind these a new clause begins, and the subject of the verb with it.
# "(ONS)" right behind the name that it shortens is none.
_BOUNDARY = re.compile(
    rf"{SHORT_FORM.pattern}(?=,|\s[a-z]|\s{{0,9}}$)"
    r"|(?P<mark>[;:()“”\"«»\n]|\s[-–—]\s|[—]|[?!]\s|[,.?!…]['’]\s)"
)
# ‘The bridge will close,’ said …: behind a letter the mark may be an apostrophe.
CLOSED_BY_SINGLE_MARK = re.compile(r"[,.?!…]['’]$")
_SHORT_FORM_AT_END = re.compile(rf"{SHORT_FORM.pattern}$")
_CLAUSE_BOUNDARY = re.compile(
    r"\b(?i:that|but|while|as|when|after|because|since|whether|which|although|though|before|where|if)\s+"
    r"(?=(?:the|an?|one|two|he|she|they|it|its|his|her|their|some|several|officials|sources|police)\b|[A-Z])"
    r"|\band\s+(?=(?:the|an?|he|she|they|it|both)\b)"
)
_BETWEEN = re.compile(
    r"(?:\s{1,9}(?:also|later|has|have|had|since|then|earlier|previously|recently|again|now|already|just|itself|themselves|\w+ly"
    r"|(?:late |early )?on \w+day|would only|only|do not|does not)){1,12}\s{0,9}$"
)
NEGATED = re.compile(r"\b(?:not|never|neither|nor|cannot)\b|n['’]t\b")
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
    r"\s{0,9}(?:an?|the|one|who|whose|which|cited|quoted|speaking|citing|himself|herself|its|his|her|their|in|on|at|of|\d+)\b"
    r"|\s{0,9}(?:[\w’'-]{1,60}\s){0,3}(?:chief|director|head|minister|spokes\w+|chairman|governor|mayor|leader|manager|president|professor)"
)
# A name between commas: "His lawyer, Ola van der Lund, said".
_NAME = re.compile(
    r"[^\W\d_a-z][\w.’'-]{0,40}(?:\s(?:van|von|der|den|de|di|da|del|la|le|al|bin|ben|[^\W\d_a-z][\w.’'-]{0,40})){0,5}"
)
# "Police in Portland, Oregon": there the name tells more of the place.
_PLACED = re.compile(r"\b(?P<preposition>in|at|near|from|outside|of)\s(?:the\s)?(?:[^\W\d_a-z][\w.’'-]{0,40}\s?){1,4}$")
_OPENS_PLACE = re.compile(r"(?:New|North|South|East|West|Upper|Lower|Great|Western|Eastern|Northern|Southern)\s")
_PREPOSITION = re.compile(r"(?i:in|at|on|near|from|to|of|by|with|after|before|during|since|for|under|over)\s")
_OPENS_CLAUSE = re.compile(
    rf"{_PREPOSITION.pattern}|(?i:when|while|as|if|because|although|though|where|once|but|and|so|now)\s"
)
_VERB = r"(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|do|does|did)\b"
_FINITE = re.compile(rf"\b{_VERB}|\w{{2,30}}ed\b")
_VERB_FOLLOWS = re.compile(rf"\s{{1,9}}(?:{_VERB}|(?:{VERBS})\b)")
_LONGEST_SUBJECT_WORDS = 6


def phrase_before(text: str, start: int, end: int) -> Span | None:
    """Return the subject of a verb at ``end``: what stands before it in its clause, without what is put in commas."""
    start = _clause_start(text, start, end)
    part = text[start:end].rstrip()
    between = _BETWEEN.search(" " + part)
    if NEGATED.search(part[-30:].rpartition(",")[2]):
        return None
    if between:
        part = part[: max(0, between.start() - 1)]
    if part.endswith(","):
        return _before_insertion(text, start, part)
    return _trim(text, start + part.rfind(", ") + 1, start + len(part))


def _clause_start(text: str, start: int, end: int) -> int:
    start = max(start, end - 300)
    for boundary in _BOUNDARY.finditer(text, start, end):
        start = boundary.end() if boundary["mark"] else start
    return start


def _before_insertion(text: str, start: int, part: str) -> Span | None:
    """Return the subject before ", who is on the staff," or ", cited by an agency,", or the name in ", Ola Lund,"."""
    opening = part.rfind(",", 0, len(part) - 1)
    is_name = opening >= 0 and _NAME.fullmatch(part[opening + 1 : -1].strip()) is not None
    if opening < 0 or not (is_name or _INSERTED.match(part, opening + 1)):
        return None
    subject_start = part.rfind(", ", 0, opening) + 1
    span = _trim(text, start + subject_start, start + opening)
    if span is None or _PREPOSITION.match(text, span.start, span.end):
        return None
    inserted = strip_span(text, start + opening + 1, start + len(part) - 1)
    if is_name and _is_named(text[span.start : span.end], text[inserted.start : inserted.end]):
        return inserted
    if _RELATIVE.match(part, opening) and _has_anonymous_head(text[span.start : span.end]):
        return Span(span.start, start + len(part) - 1)
    return span


def _is_named(described: str, name: str) -> bool:
    """Say whether a name between commas is that of whom the words before it describe: "his lawyer, John Brown,".

    In "police in Portland, Oregon," and "Senator Ola Lund, Ohio," it is not.
    """
    placed = _PLACED.search(described)
    if placed is not None:
        return placed["preposition"] == "of" and " " in name and _OPENS_PLACE.match(name) is None
    words = [match.group() for match in TOKEN.finditer(described)]
    return words[-1].islower() or words[-1].isupper() or has_role(words[-1]) or " for " in described


def is_behind_insertion(text: str, start: int, end: int) -> bool:
    """Say whether commas cut the subject from a verb at ``end``: "The mayor, clearly angry, said"."""
    start = _clause_start(text, start, end)
    parts = f"{text[start:end].strip()} ".split(", ")
    if len(parts) <= 2 or parts[-1]:
        return False
    subject = parts[-3].strip()
    if _NAME.fullmatch(parts[-2].strip()):
        return True
    is_short = len(subject.split()) <= _LONGEST_SUBJECT_WORDS
    return (
        is_short
        and _DETERMINED.match(subject) is not None
        and _FINITE.search(subject) is None
        and not _OPENS_CLAUSE.match(subject)
    )


def _trim(text: str, start: int, end: int) -> Span | None:
    span = strip_span(text, start, end)
    start = span.start
    for boundary in _CLAUSE_BOUNDARY.finditer(text, span.start, span.end):
        opening = _OPENING.match(text, start, span.end)
        if boundary.group().startswith("and") and describe_joint(text[opening.end() if opening else start : span.end]):
            break
        start = boundary.end()
    opening = _OPENING.match(text, start, span.end)
    if opening:
        start = opening.end()
    short = _SHORT_FORM_AT_END.search(text, start, span.end)
    span = strip_span(text, start, short.start() if short else span.end)
    written = text[span.start : span.end]
    return span if _DETERMINED.match(written) or has_role(written) else None


def phrase_after(text: str, start: int, end: int) -> Span | None:
    """Return what "according to", ending at ``start``, is followed by."""
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


def is_before_verb(text: str, span: Span) -> bool:
    """Say whether a verb follows, so that the words are what it is about: "said the government was to blame"."""
    return _VERB_FOLLOWS.match(text, span.end, span.end + 30) is not None


def has_role(written: str) -> bool:
    """Say whether the words name a role, such as a ministry or a witness."""
    return any(fold(word.group()) in ROLES for word in TOKEN.finditer(written))


def _has_anonymous_head(written: str) -> bool:
    return any(fold(word.group()) in ANONYMOUS_HEADS for word in TOKEN.finditer(written))
