"""Agencies, papers and broadcasters as the ones through whom something was said.

A name alone is not enough ("the Reuters building"): the words around it must say that it was told, reported or asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from factcheck.judgement.names import fold

# As printed, and the key that all ways of printing it share.
KNOWN_OUTLETS = {
    "Reuters": "reuters",
    "Thomson Reuters": "reuters",
    "Associated Press": "ap",
    "AP": "ap",
    "Agence France-Presse": "afp",
    "AFP": "afp",
    "Deutsche Presse-Agentur": "dpa",
    "DPA": "dpa",
    "United Press International": "upi",
    "UPI": "upi",
    "PA Media": "pa media",
    "Press Association": "pa media",
    "Bloomberg": "bloomberg",
    "Interfax": "interfax",
    "Ukrinform": "ukrinform",
    "RIA Novosti": "ria",
    "RIA": "ria",
    "Ria": "ria",
    "TASS": "tass",
    "Tass": "tass",
    "Xinhua": "xinhua",
    "Yonhap": "yonhap",
    "Kyodo": "kyodo",
    "Anadolu": "anadolu",
    "Anadolu Agency": "anadolu",
    "ANSA": "ansa",
    "EFE": "efe",
    "KCNA": "kcna",
    "IRNA": "irna",
    "PTI": "pti",
    "Press Trust of India": "pti",
    "ANI": "ani",
    "BBC": "bbc",
    "CNN": "cnn",
    "CBS": "cbs",
    "NBC": "nbc",
    "ABC News": "abc news",
    "Fox News": "fox news",
    "Sky News": "sky news",
    "Al Jazeera": "al jazeera",
    "Al-Jazeera": "al jazeera",
    "Axios": "axios",
    "Politico": "politico",
    "Der Spiegel": "spiegel",
    "Le Monde": "monde",
    "Financial Times": "financial times",
    "FT": "financial times",
    "NPR": "npr",
}

SUFFIXES = (
    "News Agency|News|Times|Post|Wire|Herald|Tribune|Gazette|Journal|Courier|Echo|Monitor|Review|Dispatch|Observer|Standard"
    "|Bulletin|Ledger|Telegraph|Guardian|Chronicle|Press|Daily|TV|Radio|Television|Inquirer|Evening|Today|Tageszeitung"
)
_MEDIUM = r"(?:news agency|newspaper|broadcaster|news channel|channel|news website|magazine|television|radio|daily)"
_KNOWN = "|".join(sorted(map(re.escape, KNOWN_OUTLETS), key=len, reverse=True))
_KNOWN_NAME = re.compile(rf"(?:{_KNOWN})(?!\w)")
_SUFFIXED = rf"(?:[A-Z][\w&’'.-]{{0,60}}\s(?:(?:&|of|and)\s)?){{1,4}}(?:{SUFFIXES})(?!\w)"
_ANY_NAME = re.compile(rf"(?:{_KNOWN})(?!\w)|{_SUFFIXED}|(?<=agency )[A-Z]\w+|(?<=newspaper )[A-Z]\w+|(?<=caster )[A-Z]\w+")

_CAPITALISED = re.compile(r"[A-Z][A-Za-z]*")

# Who stands before the name of an outlet that was told, and behind the name of one that tells.
_BEFORE = re.compile(
    r"(?:\b(?:told|tells|telling|informed|informs|gave)"
    r"|\b(?:cited|quoted|reported|reviewed|obtained|published|interviewed|carried|verified|confirmed|surveyed) by"
    r"|\b(?:interview|conversation) with"
    r"|\b(?:statement|comments?|remarks|speaking|spoke|speaks|said) to"
    r"|\b(?:requests?|inputs?|information|reports?|reporting|account|material|copy|questions) (?:from|by|of)"
    r"|\b(?:[Aa]ccording to|citing|quoting|cites|quotes|[Aa]s per)"
    r"|\(|/|©|Source:)\s*(?:the\s+)?(?:\w+\s+){0,2}?" + _MEDIUM + r"?\s*$"
)
_AFTER = re.compile(
    rf"\s{{0,60}}(?:{_MEDIUM}\s+)?(?:\)\s*[-–—]"
    r"|(?:has |had |also |first )*(?:reports?|reported|cites?|cited|quotes|quoted|said|says|writes|wrote|learned|seen)\b"
    r"|(?:could not|has been unable|was unable|were unable|has not been able|was not able|has not) (?:to )?\w+)"
)
# One of these is in every credit line; the pattern alone would take as long as all the rest.
_CREDIT_WORDS = ("input", "eporting ", "aterial from", "nformation from", "ource:", "redit:")
_CREDIT_LINE = re.compile(
    r"(?:(?:[Ww]ith (?:\w+ )?|\()(?:[Ii]nputs?|reporting|material|information) (?:from|by)|\b[Ss]ource:|\b[Cc]redit:)"
    rf"\s+(?:the )?(?P<name>(?:{_KNOWN})(?!\w)|{_SUFFIXED})"
)
_GENERIC_CREDITS = frozenset(["staff", "agency", "agencies", "news desk", "desk", "online", "own", "editorial", ""])
_BETWEEN_CREDITS = re.compile(r"\s{0,9}(?:/|,|;|\+|\b(?:and|via)\b)\s{0,9}")
# What stands around a name in a credit; compared in small letters, with blanks for hyphens.
_BEFORE_CREDIT = re.compile(r"\A(?:(?:by|via|from|source:?|photos?:|copyright|\(?c\)|©|\d{4}|the)\s?(?=\W|\b)){1,5}")
_BEHIND_CREDIT = re.compile(r"(?:\.com|\s(?:news|photos?|gmbh|ltd|inc|all rights reserved)|\.){1,4}\Z")
_AROUND_CREDIT = " ()[].,:©"
_UNNAMED_AGENCIES = frozenset(
    f"{kind}{name}" for kind in ("", "news ", "wire ") for name in ("agency", "agencies", "wires", "services", "reports")
) - {"services", "reports"}  # fmt: skip
_UNNAMED_WORDS = ("agencies", "wires", "wire services", "wire reports")
_UNNAMED_CREDIT = re.compile(
    r"(?:\b[Ww]ith|\()\s?(?:[a-z]{1,12} )?(?:[Ii]nputs?|reporting|material|information|reports) (?:from|by) "
    r"(?:the )?(?:news |wire |other )?(?:agencies|wires|wire services|wire reports)\b"
)


@dataclass(frozen=True, slots=True)
class OutletMention:
    """An outlet where it is told or tells something: ``text[start:end]`` is its name as written."""

    start: int
    end: int
    name: str
    key: str


def find_outlets(text: str, start: int, end: int, *, known_only: bool = False) -> list[OutletMention]:
    """Return the outlets that tell or are told something within ``[start, end)``, in order.

    ``known_only`` looks for the big agencies alone, which is ten times faster on a long text.
    """
    found = []
    for match in _KNOWN_NAME.finditer(text, start, end) if known_only else _find_named(text, start, end):
        if (match.start() and text[match.start() - 1].isalnum()) or not _is_medium(text, match.start(), match.end()):
            continue
        found.append(OutletMention(match.start(), match.end(), match.group(), outlet_key(match.group())))
    return found


def _find_named(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield what is written like an outlet's name; the pattern is tried at capitals alone, which saves most of its time."""
    read = start
    for capital in _CAPITALISED.finditer(text, start, end):
        match = _ANY_NAME.match(text, capital.start(), end) if capital.start() >= read else None
        if match is not None:
            read = match.end()
            yield match


def find_credits(text: str) -> list[str]:
    """Return the keys of the outlets that credit lines within a text name ("With inputs from …")."""
    found = []
    for word in _CREDIT_WORDS:
        position = text.find(word)
        while position >= 0:
            match = _CREDIT_LINE.search(text, max(0, position - 20), position + 80)
            if match:
                found.append(outlet_key(match["name"]))
            position = text.find(word, position + len(word))
    return found


@lru_cache(maxsize=4096)
def outlet_key(name: str) -> str:
    """Return what all ways of printing an outlet's name share."""
    written = " ".join(re.sub(r"^[Tt]he\s+", "", name.strip()).split())
    if written in KNOWN_OUTLETS:
        return KNOWN_OUTLETS[written]
    key = re.sub(r"\b(?:news agency|press agency|newspaper)\b", "", fold(written)).strip()
    return _folded_outlets().get(key, key)


def credit_keys(credit: str | None) -> frozenset[str]:
    """Return the keys of the agencies in a credit such as "Reuters/AFP"; words like "Staff" name none.

    Of "Desk (with inputs from Reuters)" it is the agency alone.
    """
    if named := find_credits(credit or ""):
        return frozenset(named)
    parts = _BETWEEN_CREDITS.split(credit or "")
    return frozenset(key for key in map(_credit_key, parts) if key not in _GENERIC_CREDITS)


def credits_some_agency(text: str) -> bool:
    """Say whether a credit line tells that agencies were used without naming one ("With inputs from agencies")."""
    for word in _UNNAMED_WORDS:
        position = text.find(word)
        while position >= 0:
            if _UNNAMED_CREDIT.search(text, max(0, position - 60), position + 20):
                return True
            position = text.find(word, position + len(word))
    return False


def is_generic_credit(credit: str | None) -> bool:
    """Say whether a credit as a whole names agencies or wires as such, and none of them."""
    return _bare(credit or "") in _UNNAMED_AGENCIES or credits_some_agency(credit or "")


def _credit_key(part: str) -> str:
    """Return the key of one who is credited, without what stands around the name of a known agency.

    Of "Associated Press (AP)" both parts are looked up. What is not known keeps all its words.
    """
    for written in (part, *re.split(r"[()\[\]]", part)):
        for bare in (plain := _bare(written), _BEHIND_CREDIT.sub("", plain)):
            if bare in _bare_outlets():
                return _bare_outlets()[bare]
    return "" if is_generic_credit(part) else outlet_key(part)


def _bare(written: str) -> str:
    words = re.sub(r"[-\s]+", " ", fold(written)).strip(_AROUND_CREDIT)
    return _BEFORE_CREDIT.sub("", words).strip(_AROUND_CREDIT)


def is_outlet_name(name: str) -> bool:
    """Say whether a name is that of an agency, a paper or a broadcaster."""
    written = re.sub(r"^[Tt]he\s+", "", name.strip())
    return written in KNOWN_OUTLETS or re.fullmatch(_SUFFIXED, written) is not None


def _is_medium(text: str, start: int, end: int) -> bool:
    return bool(_BEFORE.search(text[max(0, start - 60) : start]) or _AFTER.match(text, end, end + 60))


@cache
def _folded_outlets() -> dict[str, str]:
    return {fold(name): key for name, key in KNOWN_OUTLETS.items()}


@cache
def _bare_outlets() -> dict[str, str]:
    return {"dpa infocom": "dpa"} | {_bare(name): key for name, key in KNOWN_OUTLETS.items() if _bare(name)}
