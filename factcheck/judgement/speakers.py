"""Who a phrase such as "a senior official in Kyiv's General Staff" stands for, as a key that can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile

from factcheck.countries import read_countries
from factcheck.judgement.names import NOT_NAMES, POSSESSIVE, fold, name_key
from factcheck.judgement.outlets import is_outlet_name, outlet_key

TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’‘.-][^\W_]+)*")
# "(ONS)" behind the name that it shortens.
SHORT_FORM = re.compile(r"\s{1,3}\((?:the\s)?[A-Z][\w&.-]{0,9}[A-Z\d]\)")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Say no name, only where somebody works.
ANONYMOUS_HEADS = _set(
    "source sources official officials officer officers informant informants insider insiders person persons people"
)
VAGUE_HEADS = _set("reports report media accounts rumours rumors posts statistics data figures study survey")
PRONOUNS = _set("he she they it")
ROLES = ANONYMOUS_HEADS | _set(
    "ministry ministries minister ministers department office agency authority authorities government governments"
    " police army military navy force forces staff command commander commanders chief chiefs general president"
    " premier governor mayor senator senators lawmaker lawmakers deputy spokesman spokeswoman spokesperson"
    " spokespeople company firm group organisation organization union court judge judges prosecutor prosecutors"
    " lawyer lawyers attorney hospital doctor doctors university institute researcher researchers scientist"
    " scientists expert experts analyst analysts economist economists bank fund council committee commission board"
    " party coalition director manager executive head leader leaders chairman chairwoman founder owner maker"
    " operator airline witness witnesses resident residents activist activists rebels militants separatists"
    " opposition authors author investigators investigator service services brigade administration diplomat"
    " diplomats envoy ambassador embassy secretary aide aides adviser advisers employee employees worker workers"
    " supporters critics club laboratory waterworks museum pilot survivor survivors relatives family newspaper"
    " broadcaster channel regulator watchdog federation association charity campaigners farmers teachers coach"
    " captain bishop cleric intelligence kremlin planners firefighters insurers historian historians neighbours"
    " mission centre center consultancy nurse nurses master driver mother father woman man student students guard"
    " guards soldier soldiers engineer engineers professor captain trainer player scholar historian campaign"
    " network alliance mine factory port school publisher insurer bureau bureaus tribunal"
)
# What a body is called by: behind the words of a name they make it no person's, as in "West Yorkshire Police".
BODIES = _set(
    "ministry department office agency authority government police army military navy force forces staff command"
    " company firm group organisation organization union court hospital university institute bank fund council"
    " committee commission board party coalition airline service services brigade administration embassy club"
    " laboratory waterworks museum newspaper broadcaster channel regulator watchdog federation association charity"
    " mission centre center consultancy guard campaign network alliance mine factory port school publisher insurer"
    " bureau tribunal constabulary corporation college society foundation trust parliament assembly academy airport"
    " airways railway railways clinic panel"
)
PARTS_OF_NAMES = ROLES | BODIES | _set("defence defense interior foreign finance state national regional federal")
# Are dropped from a key: they do not tell one speaker from another.
_EMPTY = _set(
    "the a an this that these same latter of in from at on for to with within inside by and or who whom is was"
    " are were be has had have been part member serving working works serves sits senior top high-ranking high-"
    " level ranking high unnamed unidentified anonymous unknown key leading another one two three several some"
    " many other both its his her their our also but close familiar knowledge matter briefed situation not"
    " authorised authorized speak publicly on condition anonymity cited quoted military's country local mr mrs ms"
    " dr s spokesman spokeswoman spokesperson embattled"
)
_TITLES = _set("MR MRS MS DR")
_WORKS_FOR = _set("of from at in with for")
_WEAK = _set("military government")
_SPELLINGS = {"defense": "defence", "organization": "organisation", "center": "centre", "advisor": "adviser"}
_NO_NAMES = _EMPTY | NOT_NAMES
# What follows says nothing of who the speaker is.
_RELATIVE = re.compile(
    r",?\s(?:that|which|who (?:spoke|asked|was not|is not|did not|has asked|requested)|quoted|cited|speaking)\s"
)
_SURNAME_END = re.compile(r"(?:[iy]+j?|[iy]+)$")


@dataclass(frozen=True, slots=True)
class Speaker:
    """``key`` compares speakers ("" for "reports"); ``is_reference`` where only the text before can tell who is meant."""

    key: str
    is_anonymous: bool
    is_reference: bool


# Articles repeat their words: it is called a thousand times for a claim.
_name_key = lru_cache(maxsize=8192)(name_key)


@lru_cache(maxsize=2048)
def describe_speaker(written: str, *, is_reporting: bool = False) -> Speaker | None:
    """Return who the phrase stands for, None where it names nobody who could speak.

    ``is_reporting`` means that the sentence leaves no doubt that somebody does ("…, the parish said").
    """
    written = SHORT_FORM.sub("", written.replace("‘", "’"))
    words = [match.group() for match in TOKEN.finditer(_RELATIVE.split(written, maxsplit=1)[0])][:24]
    folded = [fold(word) for word in words]
    if not words:
        return None
    if len(words) == 1 and folded[0] in PRONOUNS:
        return Speaker("", False, True)
    if is_outlet_name(written):
        return Speaker(outlet_key(written), False, False)
    tokens = _key_tokens(words)
    has_name = _has_capital(words) or any(token in country_adjectives() for token in tokens)
    if VAGUE_HEADS.intersection(folded) and not has_name and not ANONYMOUS_HEADS.intersection(folded):
        return Speaker("", True, False)
    if _is_anonymous(words, folded):
        return _describe_anonymous(folded, tokens)
    name = person_name(words)
    if name is not None:
        return Speaker(name, False, " " not in name)
    if not tokens and any(word.startswith("spokes") for word in folded):
        return Speaker("spokesperson", False, False)
    if not tokens or not (ROLES.intersection(folded) or has_name or is_reporting):
        return None
    is_reference = folded[0] in {"the", "this", "that"} and len(tokens) == 1 and not words[-1][0].isupper()
    return Speaker(" ".join(tokens), False, is_reference)


def is_abbreviation(word: str) -> bool:
    """Say whether a word is all capitals, such as WHO, and so none of the little words that are spelled like it."""
    letters = POSSESSIVE.sub("", word)
    return len(letters) > 1 and letters.isupper() and letters not in _TITLES


def _has_capital(words: list[str]) -> bool:
    """Say whether a word is written like a name, apart from what may only open a sentence ("Aerial footage")."""
    capitals = [word[0].isupper() and (fold(word) not in _NO_NAMES or is_abbreviation(word)) for word in words]
    return any(capitals[1:]) or (len(words) == 1 and capitals[0])


def _is_anonymous(words: list[str], folded: list[str]) -> bool:
    """An official is anonymous unless a name follows: "ministry official Ivan Petrov" is not."""
    heads = [position for position, word in enumerate(folded) if word in ANONYMOUS_HEADS]
    return bool(heads) and not (heads[0] + 1 < len(words) and words[heads[0] + 1][0].isupper())


def _describe_anonymous(folded: list[str], tokens: list[str]) -> Speaker:
    institution = [token for token in tokens if token not in ANONYMOUS_HEADS]
    strong = [token for token in institution if token not in _WEAK and token not in country_adjectives()]
    kept = [token for token in institution if not strong or token not in _WEAK]
    is_reference = folded[0] in {"the", "this", "that", "same"} and not strong
    return Speaker(" ".join([*kept, "source"]), True, is_reference)


def person_name(words: list[str]) -> str | None:
    """Return the folded name of a person in a phrase: the last two or three capitalised words, or a surname alone."""
    run = _find_person(words)
    if _is_somebody_elses(words, run):
        return None
    if len(run) >= 2 and _name_key(" ".join(run[-2:])) not in country_adjectives():
        return " ".join(_fold_surname(part) for part in run[-3:])
    titled = len(words) == 2 and fold(words[0]) in NOT_NAMES
    return _fold_surname(run[0]) if run and (titled or len(words) == 1) else None


def _find_person(words: list[str]) -> list[str]:
    """Return the last folded words that may name a person; "Petra Lund of West Yorkshire Police" is Petra Lund."""
    end = len(words)
    while True:
        while end and not _may_name_person(words[end - 1]):
            end -= 1
        start = end
        while start and _may_name_person(words[start - 1]):
            start -= 1
        if not _is_body(words[end:]):
            return [fold(word) for word in words[start:end]]
        start -= start > 0 and fold(words[start - 1]) == "the"
        if not start or fold(words[start - 1]) not in _WORKS_FOR:
            return []
        end = start


def _is_body(behind: list[str]) -> bool:
    """Say whether what stands right behind the words of a name makes them a body's: "police", "regional council"."""
    direct = takewhile(lambda word: word not in _EMPTY, map(fold, behind))
    return not BODIES.isdisjoint(direct)


def _is_somebody_elses(words: list[str], run: list[str]) -> bool:
    """Supporters of Petra Lund are not Petra Lund; a spokesman for her speaks for her."""
    folded = [fold(word) for word in words]
    before = set(folded[: folded.index(run[0])]) if run else set()
    is_of = not before.isdisjoint({"of", "for"}) and not before.isdisjoint(ROLES)
    return is_of and not any(word.startswith("spokes") for word in before)


def _may_name_person(word: str) -> bool:
    folded = fold(word)
    known = folded in PARTS_OF_NAMES or folded in _EMPTY or _name_key(word) in country_adjectives()
    return word[0].isupper() and any(map(str.islower, word)) and not known and not word.endswith(("'s", "’s"))


@lru_cache(maxsize=4096)
def _fold_surname(word: str) -> str:
    """Zelensky, Zelenskyy and Zelenskiy are one."""
    return _SURNAME_END.sub("y", fold(word))


def _key_tokens(words: list[str]) -> list[str]:
    """Return countries first, then the other words that tell; "Ministry of Defence" becomes "defence ministry"."""
    countries: list[str] = []
    rest: list[str] = []
    position = 0
    while position < len(words):
        pair = _name_key(" ".join(words[position : position + 2]))
        if position + 1 < len(words) and pair in country_adjectives() and pair not in countries:
            countries.append(pair)
            position += 2
            continue
        key = _name_key(words[position])
        if key in country_adjectives():
            countries.extend([key] if key not in countries else [])
        elif key not in _EMPTY or is_abbreviation(words[position]):
            rest.append(_SPELLINGS.get(key, key))
        position += 1
    return countries + _turn_ministry(rest)


def _turn_ministry(tokens: list[str]) -> list[str]:
    for head in ("ministry", "department", "office"):
        if len(tokens) > 1 and tokens[0] == head:
            return [*tokens[1:], head]
    return tokens


@cache
def country_adjectives() -> dict[str, str]:
    """Return the adjective ("Ukrainian") by the key of the country."""
    return {
        fold(country.country): country.peoples[0] if country.peoples else country.country for country in read_countries()
    }


def country_of(speaker_key: str) -> str | None:
    """Return the key of the country that a speaker's key begins with, None where it begins with none."""
    tokens = speaker_key.split()
    # No country has a key of more than four words.
    keys = (" ".join(tokens[:size]) for size in (4, 3, 2, 1))
    return next((key for key in keys if key in country_adjectives()), None)
