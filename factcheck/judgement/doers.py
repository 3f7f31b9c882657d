"""Who does what a clause tells: the name before its verb, however it is introduced, and whether that is somebody else.

"His deputy, Lena Roth, was sentenced" and "Senator Brian Foss voted" have a doer as "Lena Roth was sentenced" has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from factcheck.judgement.names import NOT_NAMES, Name, Spelling, fold, folded_words, is_nation, telling_word
from factcheck.judgement.openers import may_be_name
from factcheck.judgement.predicates import DETERMINERS, PREPOSITIONS, is_adverb, may_be_verb
from factcheck.judgement.speakers import BODIES, ROLES
from factcheck.quantities.counted import is_plural
from factcheck.quantities.tokens import Token

# "U.S. " ends nothing.
CLAUSE_BREAK = re.compile(
    r"(?:[,;:!?—–]|(?<!\b[A-Z])\.)\s|\s(?:although|though|while|whereas|but|because|after|before|as|who|which|that)\s"
)
_DATE = re.compile(r"\W?(?:On|In|Last|Next|This)\s(?:[A-Z]?[a-z]{1,9}|\d{4})\s")
_PHRASE = r"([^\s,.;:!?—–()“”\"][^,.;:!?—–()“”\"\n]{1,80})"
_APPOSITION = re.compile(rf"{_PHRASE},\s{_PHRASE},\s(?=([a-z][\w'’-]{{0,30}})(?:\s([a-z][\w'’-]{{0,30}}))?)")
_OWNER = re.compile(r"['’]s\b")
_MOST_WORDS = 6
_JOINING = PREPOSITIONS | frozenset("and or but nor not than who which that when where while if because".split())  # noqa: SIM905
# Before a name these are no noun that the name belongs to: "the company says Primos closed".
_THINKING = frozenset("said told thought knew felt heard meant understood saw".split())  # noqa: SIM905
_TITLES = frozenset(
    """minister president general governor mayor senator chancellor king queen prince princess pope lord lady sir mr mrs ms
    dr dame baron baroness duke duchess cardinal archbishop rabbi imam sister brother justice commissioner congressman
    congresswoman representative sergeant lieutenant colonel major admiral corporal private inspector detective constable
    superintendent""".split()  # noqa: SIM905
)
_OFFICES = ROLES | _TITLES
# Who acts for the body or the country that the text speaks of.
_AGENTS = frozenset(
    """executive director manager head leader chief chairman chairwoman chair chairperson president minister premier
    chancellor governor mayor secretary spokesman spokeswoman spokesperson lawyer attorney solicitor counsel prosecutor
    ambassador envoy diplomat commander general commissioner king queen founder owner boss ceo coach captain""".split()  # noqa: SIM905
)
_OF_PERSONS = frozenset(["his", "her", "my"])
_OF_BODIES = frozenset(["its", "their", "our"])


class Doer(NamedTuple):
    """The key of a name that fills what stands before a verb, and the words that describe it: "its chief executive"."""

    key: str = ""
    described: str = ""


class Clause(NamedTuple):
    """A part of a text with one verb; where two commas set off a name or its description, where these end and what they are.

    ``name_end`` is where the name ends and ``verb_at`` where the rest begins, both 0 without such commas.
    """

    text: str
    name_end: int = 0
    verb_at: int = 0
    described: str = ""


class _Phrase(NamedTuple):
    described: str
    has_name: bool


def split_clauses(text: str) -> Iterator[Clause]:
    """Yield the clauses of a text; commas around a name or a description before a verb part none."""
    start = 0
    head = _read_apposition(text, start)
    for found in CLAUSE_BREAK.finditer(text):
        if found.start() >= start + head.verb_at:
            yield head._replace(text=text[start : found.start()])
            start = found.end()
            head = _read_apposition(text, start)
    yield head._replace(text=text[start:])


def _read_apposition(text: str, start: int) -> Clause:
    """Read "his deputy, Lena Roth, was" and "Lena Roth, his deputy, was" where a clause begins."""
    date = _DATE.match(text, start)
    found = _APPOSITION.match(text, date.end() if date else start)
    if found is None or not any(word and may_be_verb(word) for word in _read_verbs(found)):
        return Clause("")
    first, second = _read_phrase(found[1]), _read_phrase(found[2])
    words = found[2].split()
    if first and first.has_name and fold(words[0]) not in _JOINING and not words[0][0].isupper():
        return Clause("", found.end(1) - start, found.end() - start, f"{first.described} {found[2]}".strip())
    if first and not first.has_name and second and second.has_name:
        return Clause("", found.end(2) - start, found.end() - start, f"{first.described} {second.described}".strip())
    return Clause("")


def _read_verbs(found: re.Match[str]) -> tuple[str, ...]:
    return (found[4] or "",) if is_adverb(found[3]) else (found[3],)


def _read_phrase(text: str) -> _Phrase | None:
    """Read a name with or without words that introduce it, or these alone; None for anything else."""
    words = text.split()
    place = len(words)
    while place and words[place - 1][0].isupper() and not words[place - 1].endswith(("'s", "’s")):
        place -= 1
    name = words[place:]
    titles = [index for index, word in enumerate(name) if fold(word) in _OFFICES]
    place += titles[-1] + 1 if titles and titles[-1] + 1 < len(name) else 0
    described = words[:place]
    if place < len(words) and _is_opener(words[place]):
        return None
    if described and not _describes(described):
        return None
    return _Phrase(" ".join(described), place < len(words))


def _is_opener(word: str) -> bool:
    folded = fold(word)
    return folded in DETERMINERS or folded in _JOINING or (folded in NOT_NAMES and folded not in _OFFICES)


def _describes(words: Sequence[str]) -> bool:
    """Say whether words can introduce a name: an article or a possessive and a noun, or what an office is called."""
    folded = [fold(word) for word in words]
    last = folded[-1]
    if len(words) > _MOST_WORDS or not _JOINING.isdisjoint(folded) or not _THINKING.isdisjoint(folded):
        return False
    if last in _OFFICES:
        return True
    is_noun = not may_be_verb(last) and not is_adverb(last) and not (last.endswith("s") and not last.endswith("ss"))
    is_determined = folded[0] in DETERMINERS or words[0].endswith(("'s", "’s"))
    return len(words) > 1 and is_noun and is_determined and last not in DETERMINERS


def find_doer(clause: Clause, names: Sequence[Name], tokens: Sequence[Token]) -> Doer:
    """Return who opens a clause, or follows a mere date, and fills what stands before the verb, in ``tokens``.

    Without such a name it is the one whose thing that is ("Lumavox's profit").
    """
    if clause.verb_at:
        return Doer(next((name.key for name in names if name.end == clause.name_end), ""), clause.described)
    last = next((token.end for token in reversed(tokens) if not is_adverb(token.lower)), 0)
    date = _DATE.match(clause.text)
    start = date.end() if date else 0
    filling = next((name for name in names if name.end == last), None)
    if filling is not None:
        phrase = _read_phrase(clause.text[start:last])
        if filling.start <= max(start, 1):
            return Doer(filling.key)
        if phrase is not None and phrase.has_name:
            return Doer(filling.key, phrase.described)
    is_owner = bool(names) and names[0].start <= max(start, 1) and clause.text[names[0].end :].startswith(("'s", "’s", "‘s"))
    return Doer(names[0].key) if is_owner else Doer()


def is_other_doer(claim: Doer, found: Doer, passage: str, spelling: Spelling) -> bool:
    """Say whether a passage has somebody else do it, and no word for who does it in the claim.

    Nations are left out: whoever leads one acts for it, and where it stands in the text says little.
    """
    mine, other = claim.key, found.key
    if mine == other or not all(key and not is_nation(key) and may_be_name(key, spelling) for key in (mine, other)):
        return False
    if _may_act_for(found, mine, spelling) or _may_act_for(claim, other, spelling):
        return False
    spoken = folded_words(passage)
    if telling_word(mine) not in spoken and mine not in spoken:
        return True
    return _is_relative(mine, other, spoken)


def _may_act_for(doer: Doer, key: str, spelling: Spelling) -> bool:
    """Say whether somebody is described as who acts for a body that is not named, which the other name may be."""
    words = doer.described.split()
    folded = [fold(word) for word in words]
    if _AGENTS.isdisjoint(folded) or not _OF_PERSONS.isdisjoint(folded):
        return False
    if any(_is_named(word) for word in words[1:]) or (_OWNER.search(words[0]) and _is_named(words[0])):
        return False
    return not (_is_person(key, spelling) and _OF_BODIES.isdisjoint(folded) and not _OWNER.search(doer.described))


def _is_named(word: str) -> bool:
    return word[0].isupper() and fold(word) not in _OFFICES


def _is_person(key: str, spelling: Spelling) -> bool:
    words = key.split()
    return len(words) > 1 and BODIES.isdisjoint(words) and spelling.small.isdisjoint(words) and not is_plural(words[-1])


def _is_relative(mine: str, other: str, spoken: frozenset[str]) -> bool:
    """Say whether two full names share the last word only: "Elsa Morant", and "Ivo Morant" where no Elsa is spoken of.

    An initial and another form of the first name, which begins alike, may be the same.
    """
    if telling_word(mine) != telling_word(other):
        return False
    given, others = (_read_given(key) for key in (mine, other))
    if not given or not others or not spoken.isdisjoint(given):
        return False
    return not any(_begin_alike(one, another) for one in given for another in others)


def _read_given(key: str) -> list[str]:
    return [word for word in key.split() if word != telling_word(key) and word not in _OFFICES]


def _begin_alike(one: str, other: str) -> bool:
    least = min(2, len(one.strip(".")), len(other.strip(".")))
    return one[:least] == other[:least]
