"""Who is quoted as saying what a span of a document says: the speaker, the outlet in between, and how it was hedged.

Looks at the sentence, at the sentences around it where a quotation is going on, and back to where the document
introduced "the source". Pure; the time grows with the length of the text before the span, not with its square.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from factcheck.judgement.cues import Cue, best_cue
from factcheck.judgement.introductions import resolve_reference
from factcheck.judgement.outlets import OutletMention, find_outlets
from factcheck.judgement.speaker_comparison import JOINT
from factcheck.judgement.speakers import Speaker
from factcheck.text import abbreviations
from factcheck.text.spans import Span, strip_span

# Sentences are looked for this far around the span; a longer sentence is cut.
REACH_BEFORE = 700
REACH_AFTER = 500
# What is quoted is a sentence or two; of a longer span the beginning is read.
LONGEST_SPAN = 4000

# Opens with one class of characters, so that the search jumps from mark to mark.
_SENTENCE_END = re.compile(r"[.!?\n](?:(?<=\n)\n*|(?<!\n)[.!?]*[\"”’)\]]*\s+(?=[\"“‘(\[]*[^\W_a-z])|(?<!\n)[”\"](?=\s))")
# One of these is in every phrase of the two patterns below them.
_UNVERIFIED_WORDS = ("verif", "onfirm", "unable to ")
_SOFT_WORDS = ("alleged", "purported", "reported", "said to ")
_UNVERIFIED = re.compile(
    r"(?:not|unable to|nor|n['’]t)\s+(?:yet\s+)?(?:be\s+|been\s+|able to\s+)*(?:independently\s+)?"
    r"(?:verif(?:y|ied)|confirm the (?:claim|figure|report))"
    r"|\bnot be (?:independently )?confirmed|\bunverified\b|\bunable to (?:examine|check) the claim"
)
_SOFT = re.compile(
    r"\b(?P<alleged>allegedly|alleged|purportedly|purported)\b"
    r"|\b(?P<reported>reportedly|(?:is|are|was|were) (?:reported|said) to (?:be|have))\b"
)
_GOES_ON = re.compile(r"(?:It|They|The (?:paper|newspaper|agency|report|broadcaster))\s")
_PERSONS = re.compile(r"\b(?:mayor|governor|president|minister|director|chief|manager|mrs?|ms|spokes\w+)\b", re.I)
_HEDGES = dict.fromkeys(("claim", "claims", "claimed", "claiming"), "claimed") | {"alleged": "alleged", "alleges": "alleged"}
_HEDGES |= {"denied": "denied", "denies": "denied"}


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is quoted. ``text[start:end] == speaker``: as the document introduced it, or the hedge where nobody is named.

    ``speaker_key`` is equal for different ways of naming one speaker and empty where nobody is named ("reports").
    ``outlet`` is through whom it was said; ``hedge`` one of claimed, alleged, unverified, denied, reported, or None.
    """

    speaker: str
    speaker_key: str
    is_anonymous: bool
    outlet: str | None
    hedge: str | None
    start: int
    end: int


def find_attribution(text: str, start: int, end: int) -> Attribution | None:
    """Return who is quoted in ``text[start:end]``, None where the text says it in its own name."""
    span = strip_span(text, max(0, start), min(max(0, start, end), len(text), max(0, start) + LONGEST_SPAN))
    if span.start >= span.end:
        return None
    sentences, own = _sentences_around(text, span)
    place = _first_cue(text, own) or _cue_of_quotation(text, sentences, own)
    hedge = _find_hedge(text, sentences, own, place[1] if place else None)
    if place is None:
        return _hedged_only(text, sentences, own, hedge)
    return _resolve(text, sentences, place, hedge)


def _resolve(text: str, sentences: list[Span], place: tuple[Span, Cue], hedge: str | None) -> Attribution:
    sentence, cue = place
    span, speaker = _resolve_speaker(text, sentences, sentence, cue)
    outlet = _find_outlet(text, sentence, cue, span)
    if cue.is_outlet:
        quoted = _quoted_by_outlet(text, sentences, sentence)
        if quoted is not None:
            span, speaker = quoted
    return Attribution(text[span.start : span.end], speaker.key, speaker.is_anonymous, outlet, hedge, span.start, span.end)


def _first_cue(text: str, sentences: list[Span]) -> tuple[Span, Cue] | None:
    cues = [(sentence, cue) for sentence in sentences if (cue := best_cue(text, sentence)) is not None]
    named = [place for place in cues if place[1].speaker.key or place[1].speaker.is_reference]
    return next(iter(named or cues), None)


def _cue_of_quotation(text: str, sentences: list[Span], own: list[Span]) -> tuple[Span, Cue] | None:
    """A quotation that runs on is the previous speaker's, or that of the sentence behind it in the same paragraph."""
    if not _is_quotation(text, own[0]):
        return None
    first, last = sentences.index(own[0]), sentences.index(own[-1])
    after = [item for item in sentences[last + 1 : last + 2] if "\n" not in text[own[-1].end : item.start]]
    before = sentences[max(0, first - 2) : first][::-1]
    for sentence in after + before:
        cue = best_cue(text, sentence)
        if cue is not None:
            return sentence, cue
    return None


def _is_quotation(text: str, sentence: Span) -> bool:
    """Say whether a sentence opens with a quotation mark or stands within a quotation of its paragraph."""
    if text[sentence.start] in '"“«„‘':
        return True
    paragraph = max(text.rfind("\n", 0, sentence.start) + 1, sentence.start - REACH_BEFORE)
    before = text[paragraph : sentence.start]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _resolve_speaker(text: str, sentences: list[Span], sentence: Span, cue: Cue) -> tuple[Span, Speaker]:
    if not cue.speaker.is_reference:
        return cue.span, cue.speaker
    if cue.speaker.key:
        return resolve_reference(text, cue.span, cue.speaker)
    position = sentences.index(sentence)
    for earlier in reversed(sentences[max(0, position - 3) : position]):
        found = best_cue(text, earlier)
        if found is None or not found.speaker.key or not _may_mean(text, cue.span, found.span):
            continue
        if JOINT in found.speaker.key and text[cue.span.start : cue.span.end].casefold() != "they":
            break
        if found.speaker.is_reference:
            return resolve_reference(text, found.span, found.speaker)
        return found.span, found.speaker
    return cue.span, cue.speaker


def _may_mean(text: str, pronoun: Span, speaker: Span) -> bool:
    """ "It" is no mayor."""
    return text[pronoun.start : pronoun.end].casefold() != "it" or not _PERSONS.search(text, speaker.start, speaker.end)


def _find_outlet(text: str, sentence: Span, cue: Cue, introduced: Span) -> str | None:
    """Return the outlet of the sentence, else that of the sentence in which the speaker was introduced."""
    if cue.is_outlet:
        return _without_article(text[cue.span.start : cue.span.end])
    mentions = find_outlets(text, sentence.start, sentence.end)
    if not mentions and not sentence.start <= introduced.start < sentence.end:
        stop = _SENTENCE_END.search(text, introduced.end, introduced.end + 300)
        mentions = find_outlets(text, max(0, introduced.start - 120), stop.start() if stop else introduced.end + 120)
    return _nearest(mentions, cue.span)


def _nearest(mentions: list[OutletMention], span: Span) -> str | None:
    nearest = min(mentions, key=lambda mention: (abs(mention.start - span.end), mention.start), default=None)
    return nearest.name if nearest else None


def _without_article(name: str) -> str:
    return re.sub(r"^[Tt]he\s+", "", name)


def _quoted_by_outlet(text: str, sentences: list[Span], sentence: Span) -> tuple[Span, Speaker] | None:
    """ "The Post reported that … It quoted a person familiar with …": the person is the speaker."""
    position = sentences.index(sentence)
    for following in sentences[position + 1 : position + 2]:
        if not _GOES_ON.match(text, following.start, following.end):
            continue
        cue = best_cue(text, following)
        if cue is not None and cue.speaker.is_anonymous and cue.speaker.key:
            return cue.span, cue.speaker
    return None


def _find_hedge(text: str, sentences: list[Span], own: list[Span], cue: Cue | None) -> str | None:
    if cue is not None and _HEDGES.get(cue.verb) == "denied":
        return "denied"
    if _search(_UNVERIFIED, _UNVERIFIED_WORDS, text, _reach_of_hedge(sentences, own, cue)):
        return "unverified"
    if cue is not None and cue.verb in _HEDGES:
        return _HEDGES[cue.verb]
    soft = _search(_SOFT, _SOFT_WORDS, text, own)
    return soft.lastgroup if soft else None


def _search(pattern: re.Pattern[str], words: tuple[str, ...], text: str, spans: list[Span]) -> re.Match[str] | None:
    """Return the first match within the spans; the pattern is slow, so that a plain search for its words goes before it."""
    for span in spans:
        if any(text.find(word, span.start, span.end) >= 0 for word in words):
            match = pattern.search(text, span.start, span.end)
            if match:
                return match
    return None


def _reach_of_hedge(sentences: list[Span], own: list[Span], cue: Cue | None) -> list[Span]:
    """What is said of a figure stands close behind it; an aside of the outlet may stand between when somebody is quoted."""
    position = sentences.index(own[-1])
    return own + sentences[position + 1 : position + (2 if cue is None else 3)]


def _hedged_only(text: str, sentences: list[Span], own: list[Span], hedge: str | None) -> Attribution | None:
    if hedge is None:
        return None
    pattern, words = (_UNVERIFIED, _UNVERIFIED_WORDS) if hedge == "unverified" else (_SOFT, _SOFT_WORDS)
    match = _search(pattern, words, text, _reach_of_hedge(sentences, own, None))
    if match is None:
        return None
    sentence = next(item for item in sentences if item.start <= match.start() < item.end)
    outlet = _nearest(find_outlets(text, sentence.start, sentence.end), Span(*match.span()))
    return Attribution(match.group(), "", True, outlet, hedge, match.start(), match.end())


def _sentences_around(text: str, span: Span) -> tuple[list[Span], list[Span]]:
    """Return the sentences near the span and, of them, those that the span touches (at least one)."""
    low, high = max(0, span.start - REACH_BEFORE), min(len(text), span.end + REACH_AFTER)
    sentences = []
    start = low
    for match in _SENTENCE_END.finditer(text, low, high):
        if _ends_with_abbreviation(text, start, match):
            continue
        sentences.append(strip_span(text, start, match.end()))
        start = match.end()
    sentences.append(strip_span(text, start, high))
    sentences = [sentence for sentence in sentences if sentence.start < sentence.end]
    return sentences, [item for item in sentences if item.start < span.end and span.start < item.end]


def _ends_with_abbreviation(text: str, start: int, match: re.Match[str]) -> bool:
    if not match.group().startswith(".") or "\n" in match.group():
        return False
    word = re.search(r"[\w.’'-]{1,20}$", text[max(start, match.start() - 20) : match.start()])
    if word is None:
        return False
    folded = word.group().casefold()
    return folded in abbreviations.TITLES | abbreviations.MONTHS or re.fullmatch(r"\w(?:\.\w)*", folded) is not None
