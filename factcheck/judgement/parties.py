"""Whether all of a side's evidence goes back to one party to a conflict: to the officials of a country at war.

Nobody keeps a list of wars: a country is a party where the evidence speaks of fighting, of that country apart from its
speaker, and of another country.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from factcheck.domain import Evidence
from factcheck.judgement.names import read_names
from factcheck.judgement.origins import Origin
from factcheck.judgement.speaker_comparison import single_keys
from factcheck.judgement.speakers import country_adjectives, country_of

_FIGHTING = re.compile(
    r"\b(?:troops?|soldiers?|army|armies|brigades?|battalions?|missiles?|drones?|warships?|warplanes?|artillery"
    r"|shell(?:ed|ing)|offensives?|counter-?(?:offensives?|attacks?|assaults?)|invasions?|incursions?|front ?lines?"
    r"|battlefields?|air ?strikes?|war)\b",
    re.IGNORECASE,
)
# Words of a speaker's key that say for whom somebody speaks who is not named.
_OFFICIAL = frozenset(
    """
    ministry minister military army navy staff command commander commanders forces general government president official
    officials intelligence source service services security kremlin spokesperson
    """.split()  # noqa: SIM905
)


def find_party(pieces: Sequence[tuple[int, Evidence]], origins: Sequence[Origin]) -> str | None:
    """Return the adjective of the country whose officials all of a side goes back to, None where there is none.

    ``pieces`` come with their places, to which the origins refer.
    """
    countries = {_party_of_origin(group) for group in _group(pieces, origins)}
    if len(countries) != 1 or None in countries:
        return None
    (country,) = countries
    texts = [text for _place, piece in pieces for text in _texts_without_speaker(piece)]
    named = {name.key for text in texts for name in read_names(text)} & country_adjectives().keys()
    is_party = country in named and len(named) > 1 and any(map(_FIGHTING.search, texts))
    return country_adjectives()[country] if country is not None and is_party else None


def _group(pieces: Sequence[tuple[int, Evidence]], origins: Sequence[Origin]) -> Iterable[list[Evidence]]:
    """Put together what has one origin; what is in none stands alone."""
    origin_of = {place: origin.origin_id for origin in origins for place in origin.evidence}
    groups: dict[str, list[Evidence]] = {}
    for place, piece in pieces:
        groups.setdefault(origin_of.get(place, f"place {place}"), []).append(piece)
    return groups.values()


def _party_of_origin(pieces: Sequence[Evidence]) -> str | None:
    """Return the country of the officials who are quoted; who quotes nobody takes it from the others of the origin."""
    speakers = [piece.attribution for piece in pieces if piece.attribution and piece.attribution.speaker_key]
    countries = {_country_of_official(key) for speaker in speakers for key in single_keys(speaker.speaker_key)}
    return countries.pop() if len(countries) == 1 else None


def _country_of_official(speaker_key: str) -> str | None:
    country = country_of(speaker_key)
    rest = speaker_key.removeprefix(country or "").split()
    return country if not rest or not _OFFICIAL.isdisjoint(rest) else None


def _texts_without_speaker(piece: Evidence) -> list[str]:
    """Return title, quote and what is around it; "Moscow said" alone makes Moscow no party to what it speaks of."""
    quote, speaker = piece.quote, piece.attribution
    exact = quote.exact
    if speaker is not None and quote.start <= speaker.start and speaker.end <= quote.end:
        exact = exact[: speaker.start - quote.start] + exact[speaker.end - quote.start :]
    return [piece.document.title or "", quote.prefix, exact, quote.suffix]
