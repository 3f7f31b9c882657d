"""What one document says about where a quote in it comes from: speaker, outlet in between, agency in the credit."""

from __future__ import annotations

from dataclasses import dataclass

from factcheck.judgement.attribution import Attribution
from factcheck.judgement.introductions import Introduction, find_introductions
from factcheck.judgement.outlets import (
    KNOWN_OUTLETS,
    OutletMention,
    credit_keys,
    credits_some_agency,
    find_credits,
    find_outlets,
    is_generic_credit,
    outlet_key,
)
from factcheck.judgement.speaker_comparison import are_compatible

_AGENCY_KEYS = frozenset(KNOWN_OUTLETS.values())


@dataclass(frozen=True, slots=True)
class Provenance:
    """``speaker_key`` is empty where nobody is named; ``is_inferred`` says that the quote itself names nobody.

    ``outlets`` and ``agencies`` hold keys; ``nearby`` adds to them the only outlet that the document cites at all.
    ``speaker`` and ``outlet`` are as written. ``is_own`` means that the paper
    speaks in its own name, ``is_secondhand`` that somebody else printed or was told it first.
    """

    speaker: str
    speaker_key: str
    is_anonymous: bool
    is_inferred: bool
    outlet: str | None
    outlets: frozenset[str]
    agencies: frozenset[str]
    nearby: frozenset[str]
    agency: str | None
    is_own: bool
    is_secondhand: bool


def read_provenance(text: str, attribution: Attribution | None, *, credit: str | None, publisher: str | None) -> Provenance:
    """Return where a quote comes from; where it names nobody, the only source that its document cites stands in."""
    own_key = outlet_key(publisher or "")
    named = credit_keys(credit)
    agencies = (named | frozenset(find_credits(text))) - {own_key, ""}
    if own_key in _AGENCY_KEYS:
        agencies |= {own_key}
    written, key, anonymous = _speaker_of(attribution)
    # Who says "the Courier reported" names a source, even if nobody speaks.
    inferred = not key and not (attribution and attribution.speaker_key)
    is_doubtful = False
    if inferred:
        sources = find_introductions(text, len(text))
        written, key = _only_source(text, sources)
        anonymous = True
        is_doubtful = bool(sources) and not key
    outlet = attribution.outlet if attribution else None
    # Where several sources speak, whose the statement is cannot be told, and neither through whom it came.
    mention = None if outlet or is_doubtful else _only_outlet(text)
    if outlet is None and mention is not None and anonymous:
        outlet = mention.name
    is_own = attribution is None and not agencies and not is_generic_credit(credit) and not credits_some_agency(text)
    outlets = _outlets(outlet, agencies, own_key if is_own and not key else "", anonymous=anonymous)
    return Provenance(
        speaker=written,
        speaker_key=key,
        is_anonymous=anonymous,
        is_inferred=inferred,
        outlet=outlet,
        outlets=outlets,
        agencies=agencies,
        nearby=outlets | agencies | (frozenset([mention.key]) if mention else frozenset()),
        agency=credit if len(named) == 1 else next(iter(sorted(agencies)), None),
        is_own=is_own,
        is_secondhand=bool(agencies - {own_key}) or bool(outlet and outlet_key(outlet) != own_key),
    )


def _speaker_of(attribution: Attribution | None) -> tuple[str, str, bool]:
    """Return the speaker as written and by key; an outlet that reports in its own name is no speaker."""
    if attribution is None:
        return "", "", True
    if attribution.outlet and attribution.speaker_key == outlet_key(attribution.outlet):
        return "", "", True
    return attribution.speaker if attribution.speaker_key else "", attribution.speaker_key, attribution.is_anonymous


def _outlets(outlet: str | None, agencies: frozenset[str], own_key: str, *, anonymous: bool) -> frozenset[str]:
    """A ministry speaks to everybody; an unnamed source spoke to the agency that the credit names."""
    if outlet:
        return frozenset([outlet_key(outlet)])
    if anonymous and len(agencies) == 1:
        return agencies
    return frozenset([own_key]) if own_key else frozenset()


def _only_source(text: str, found: list[Introduction]) -> tuple[str, str]:
    """Return the anonymous source of a document if all its descriptions may stand for one, the fullest of them."""
    if not found:
        return "", ""
    fullest = max(found, key=_fullness)
    if any(not are_compatible(item.speaker.key, fullest.speaker.key) for item in found):
        return "", ""
    return text[fullest.span.start : fullest.span.end], fullest.speaker.key


def _fullness(introduction: Introduction) -> tuple[int, int]:
    return len(introduction.speaker.key.split()), -introduction.span.start


def _only_outlet(text: str) -> OutletMention | None:
    mentions = find_outlets(text, 0, len(text), known_only=True)
    return mentions[0] if len({mention.key for mention in mentions}) == 1 else None
