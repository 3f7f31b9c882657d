"""What a claim leaves to the text around it: whom "she" means, which ministry, which city, what day was yesterday.

A claim is resolved only where the text before it in the draft leaves one answer; it stays as it is where there are two.
What stands around a claim is never evidence for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from factcheck.judgement.dates import Date, find_dates
from factcheck.judgement.names import OPENERS, Name, fold, read_names
from factcheck.judgement.outlets import is_outlet_name
from factcheck.judgement.predicates import PREPOSITIONS, find_predicate, is_verb, read_tokens
from factcheck.judgement.speakers import TOKEN, country_adjectives, person_name
from factcheck.quantities.tokens import Token
from factcheck.text.sentences import split_sentences

_PLACES = "city|town|village|region|province|district|county|country|island|peninsula|river|lake|port|harbour|capital"
_BODIES = (
    "ministry|company|firm|group|bank|hospital|university|school|airport|bridge|dam|plant|factory|museum|court|council"
    "|commission|party|club|union|agency|institute|tanker|ship|ferry|vaccine"
)
# "The city of Alder", "the river Ilm" and "the bridge that …" say by themselves which one they mean.
_DEFINITE = re.compile(
    rf"\b(?P<article>[Tt]he) (?P<noun>{_PLACES}|{_BODIES})\b(?! (?:of|in|at|on|near|for|that|which|where)\b)(?! [A-Z])"
)
_NAME = r"(?P<name>[A-Z][\w’'-]+(?: (?:of |& )?[A-Z][\w’'-]+){0,3})"
_BETWEEN = r"(?: (?:defence|defense|foreign|interior|finance|health|justice|education|environment|energy|transport))?"
# The last words of names that are no person's.
_FIRMS = "motors|holdings?|industries|airlines|steel|energy|pharma|group|inc|ltd|corp|united|fc|forum|street|square|hill"
_THING = re.compile(rf"(?i:{_PLACES}|{_BODIES}|{_FIRMS})\b")
_PERSONS = frozenset({"he", "she", "his", "her"})
_PRONOUN = re.compile(r"(?P<word>He|She|They|It|His|Her|Its|Their)\b(?= [a-z])")
_POSSESSIVE = frozenset({"his", "her", "its", "their"})
_CLAUSE_OPENERS = frozenset(["when", "while", "because", "although", "though"])
# "It rained", "it was known that": nothing is meant.
_EMPTY_IT = re.compile(r"It (?:rain|snow|is|was|has been|seems|appears|turned out)\w*\b")
# "Today" may mean these days.
_DAYS = {"yesterday": -1, "tomorrow": 1}
_DAY = re.compile(rf"\b(?:{'|'.join(_DAYS)})\b(?!['’])", re.IGNORECASE)
# "Since yesterday", "the day before yesterday": "on 3 July" does not fit in there.
_BEFORE_DAY = re.compile(
    r"\b(?:about|after|as|at|before|between|by|for|from|like|of|on|since|than|till|to|until|with)\s{1,9}$", re.IGNORECASE
)
_BEFORE_DAY_REACH = 20
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|[Pp]resident|[Mm]inister|[Mm]ayor|[Gg]overnor|[Gg]eneral|[Dd]irector|[Ss]enator|[Cc]hancellor"
    r"|[Kk]ing|[Qq]ueen|[Ss]pokes\w+|[Jj]udge|[Pp]rofessor)\.? $"
)


def resolve_references(claim: str, context: str | None, as_of: datetime | None = None, whole: str = "") -> str:
    """Return the claim with what the text around it tells put in place of pronouns, "the city" and "yesterday".

    ``context`` may hold the claim itself, or the ``whole`` that the claim is a part of; only what stands before it is read
    then. Days are counted from the only full date there, else from ``as_of``.
    """
    before = _text_before(claim, whole or claim, context or "")
    resolved = _resolve_days(claim, before, as_of)
    if not before:
        return resolved
    return _resolve_pronoun(_resolve_nouns(resolved, before), before)


def _text_before(claim: str, whole: str, context: str) -> str:
    position = context.find(claim.strip())
    if position < 0:
        position = context.find(whole.strip())
    return (context if position < 0 else context[:position]).strip()


def _resolve_nouns(claim: str, before: str) -> str:
    def name_it(match: re.Match[str]) -> str:
        found = dict.fromkeys(_find_named(match["noun"], before))
        if len({fold(phrase) for phrase in found}) != 1:
            return match.group()
        phrase = next(iter(found))
        return phrase if not phrase.startswith("the ") else f"{match['article']}{phrase[3:]}"

    return _DEFINITE.sub(name_it, claim)


def _find_named(noun: str, text: str) -> Iterator[str]:
    """Yield how the text names a thing of this kind: "the Alder region", "the town of Birch", "Cedar" of "Cedar, a town"."""
    word = rf"(?i:{noun})\b"
    for match in re.finditer(rf"\b[Tt]he {_NAME}{_BETWEEN} {word}(?! [A-Z])", text):
        yield f"the {text[match.start('name') : match.end()]}"
    for match in re.finditer(rf"\b{word} (?:of )?{_NAME}", text):
        yield f"the {match.group()}"
    for match in re.finditer(rf"{_NAME}, (?:an?|the|its)(?: [\w’'-]+){{0,3}} {word}", text):
        if name := _without_opener(match["name"]):
            yield name


def _without_opener(name: str) -> str:
    first, _space, rest = name.partition(" ")
    return rest if fold(first) in OPENERS else name


def _resolve_pronoun(claim: str, before: str) -> str:
    match = _PRONOUN.match(claim)
    if match is None or _EMPTY_IT.match(claim):
        return claim
    word = match["word"].lower()
    if word not in _PERSONS:
        # A title has no full stop.
        before = before.replace("\n", "\n\n")
    for sentence in reversed(split_sentences(before, 0, len(before))):
        said = before[sentence.start : sentence.end]
        names = read_names(said)
        if names or (word not in _PERSONS and not _PRONOUN.match(said)):
            meant = _may_mean(word, said, names)
            return f"{_inflect(meant, word)}{claim[match.end() :]}" if meant else claim
    return claim


def _may_mean(word: str, sentence: str, names: Sequence[Name]) -> str | None:
    """Return the only name of the sentence that the pronoun can stand for."""
    if word in _PERSONS:
        fitting = [name for name in names if _has_title(sentence, name) or _is_like_person(sentence, name)]
    else:
        fitting = [name for name in names if not _has_title(sentence, name)]
    if len({name.key for name in fitting}) != 1:
        return None
    return fitting[0].text if word in _PERSONS or _is_spoken_of(word, sentence, fitting[0], names[0]) else None


def _is_spoken_of(word: str, sentence: str, name: Name, first: Name) -> bool:
    """Say whether a sentence is about a name that is no person's, rather than about something that only stands with it.

    It is about its subject, or about what a person with a title does something to; "its army" also about the subject of
    "when Armenia crossed the river".
    """
    tokens = read_tokens(sentence, 0, len(sentence))
    predicate = find_predicate(tokens)
    place = next((index for index, token in enumerate(tokens) if token.start == name.start), -1)
    stop = next((index for index, token in enumerate(tokens) if token.start >= name.end), len(tokens))
    if predicate is None or place < 0 or stop == len(tokens) or tokens[stop - 1].end > name.end:
        return False
    if place < predicate.first:
        return _opens(tokens[:place]) and (tokens[stop].text == "," or is_verb(tokens, stop))
    if word in _POSSESSIVE and tokens[place - 1].lower in _CLAUSE_OPENERS and is_verb(tokens, stop):
        return True
    return place == predicate.stop and first.end < tokens[predicate.first].start and _has_title(sentence, first)


def _opens(before: list[Token]) -> bool:
    """Say whether nothing stands before a subject but an article and a phrase such as "On Monday,"."""
    if before and before[-1].lower == "the":
        before = before[:-1]
    return not before or (before[0].lower in PREPOSITIONS and before[-1].text == ",")


def _has_title(sentence: str, name: Name) -> bool:
    first = name.text.partition(" ")[0]
    return any(_TITLE.search(words) for words in (sentence[: name.start], f"{first} "))


def _is_like_person(sentence: str, name: Name) -> bool:
    if " " not in name.key or name.key in country_adjectives() or is_outlet_name(name.text):
        return False
    is_thing = _THING.match(sentence[name.end :].lstrip(" ")) or _THING.fullmatch(name.text.rpartition(" ")[2])
    return person_name(TOKEN.findall(name.text)) is not None and not is_thing


def _inflect(name: str, word: str) -> str:
    return name if word not in _POSSESSIVE else f"{name}’" if name.endswith("s") else f"{name}’s"


def _resolve_days(claim: str, before: str, as_of: datetime | None) -> str:
    anchor = _find_anchor(before, as_of)
    if anchor is None:
        return claim

    def name_day(match: re.Match[str]) -> str:
        if _BEFORE_DAY.search(claim, max(0, match.start() - _BEFORE_DAY_REACH), match.start()):
            return match.group()
        try:
            day = anchor + timedelta(days=_DAYS[match.group().lower()])
        except OverflowError:
            return match.group()
        on = "On" if match.group()[0].isupper() else "on"
        return f"{on} {day.day} {day:%B %Y}"

    return _DAY.sub(name_day, claim)


def _find_anchor(before: str, as_of: datetime | None) -> datetime | None:
    dates = {_full_date(date) for date in find_dates(before)} - {None}
    return dates.pop() if len(dates) == 1 else as_of


def _full_date(date: Date) -> datetime | None:
    if date.year is None or date.month is None or date.day is None:
        return None
    try:
        return datetime(date.year, date.month, date.day)
    except ValueError:
        return None
