"""What an origin is called in a report: plain words that an editor can read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from factcheck.judgement.outlets import KNOWN_OUTLETS
from factcheck.judgement.provenance import Provenance
from factcheck.judgement.speakers import country_adjectives, country_of

_DESCRIBED = re.compile(r"\b(?:familiar|close to|knowledge|former)\b")
_SHORTEST_NAMES = {key: name for name, key in sorted(KNOWN_OUTLETS.items(), key=lambda item: (-len(item[0]), item[0]))}
_ABBREVIATED_UP_TO = 3


def label_origin(kind: str, provenances: Sequence[Provenance], publishers: Sequence[str]) -> str:
    """Return the label of an origin from what its documents say, such as "a General Staff source quoted by Reuters"."""
    told = [item for item in provenances if item.speaker_key and not item.is_inferred]
    # One piece alone that names nobody may have any source; several that agree on the figure have the one they cite.
    if not told and kind != "agency_copy" and len(provenances) > 1:
        told = [item for item in provenances if item.speaker_key and not item.is_own]
    outlet = _outlet_name(provenances) if len(provenances) > 1 or not provenances[0].is_inferred else None
    if kind == "own_reporting" and not told:
        return f"own reporting by {_list(publishers)}" if publishers else "own reporting"
    speaker = _speaker_name(told) if told else ""
    if kind == "agency_copy":
        agency = _agency_name(provenances) or outlet or "a news agency"
        return f"{agency} copy quoting {speaker}" if speaker else f"{agency} copy"
    if speaker:
        quoting = outlet or (publishers[0] if len(publishers) == 1 else None)
        return f"{speaker} quoted by {quoting}" if quoting else speaker
    if outlet:
        return f"a report by {outlet}"
    if not publishers:
        return "an unnamed source"
    return (
        f"the same text in {_list(publishers)}" if kind == "shared_source" else f"an unnamed source in {_list(publishers)}"
    )


def _speaker_name(told: Sequence[Provenance]) -> str:
    fullest = max(told, key=lambda item: (len(item.speaker_key.split()), -len(item.speaker)))
    written = lower_article(fullest.speaker)
    if not fullest.is_anonymous or _DESCRIBED.search(written):
        return written
    key = fullest.speaker_key.rpartition(" ")[0]
    country = country_of(key)
    words = [_capitalise_as_written(word, told) for word in key.removeprefix(country or "").split()]
    description = " ".join([*([country_adjectives()[country]] if country else []), *words, "source"])
    return f"{_article(description)} {description}"


def _capitalise_as_written(word: str, told: Sequence[Provenance]) -> str:
    return word.capitalize() if any(word.capitalize() in item.speaker for item in told) else word


def _article(words: str) -> str:
    """European and Ukrainian begin with a consonant to the ear."""
    return "an" if words[:1].casefold() in "aeio" and words[:2].casefold() != "eu" else "a"


def lower_article(written: str) -> str:
    """Return a description as it is written within a sentence: "The ministry" becomes "the ministry"."""
    first, _space, rest = written.partition(" ")
    return f"{first.lower()} {rest}" if first in {"The", "A", "An", "One", "Two", "Both"} and rest else written


def _outlet_name(provenances: Sequence[Provenance]) -> str | None:
    names = sorted({item.outlet for item in provenances if item.outlet and item.speaker_key})
    names = names or sorted({item.outlet for item in provenances if item.outlet})
    if names:
        return names[0]
    heard = [item for item in provenances if item.is_anonymous and item.speaker_key]
    keys = sorted({key for item in heard for key in item.outlets & item.agencies})
    return _SHORTEST_NAMES.get(keys[0], keys[0].title()) if keys else None


def _agency_name(provenances: Sequence[Provenance]) -> str | None:
    common = frozenset[str].intersection(*(item.agencies for item in provenances))
    known = sorted(_SHORTEST_NAMES[key] for key in common if key in _SHORTEST_NAMES)
    named = known or sorted(item.agency for item in provenances if item.agency and item.agencies <= common) or sorted(common)
    return named[0] if named else None


def _list(names: Sequence[str]) -> str:
    if len(names) <= _ABBREVIATED_UP_TO:
        return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{names[0]} and {len(names) - 1} others"
