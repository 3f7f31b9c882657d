"""Reasons for a verdict, in sentences that an editor can read without knowing how they came about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from factcheck.domain import Evidence, Judgement
from factcheck.judgement.attribution import find_attribution
from factcheck.judgement.judge import Rule
from factcheck.judgement.origin_labels import lower_article
from factcheck.judgement.origins import Origin
from factcheck.judgement.parties import find_party

# Hedges that leave open whether what was said is so.
UNPROVEN = frozenset({"claimed", "alleged", "unverified"})
LABELS_NAMED = 3
FIGURES_NAMED = 3
# From this probability on a passage is taken to say what the claim says, whoever says it.
SAYS_IT = 0.5
# Who "warned the town" did something, who "warned that" said something.
_SAYING = re.compile(r"\b(?:that|said|says|told|tells|claim(?:s|ed)?|according to)\b|[“\"]")


@dataclass(frozen=True, slots=True)
class Side:
    """The evidence on one side with its places in the report, and how a sentence about it begins."""

    opening: str
    items: tuple[tuple[int, Evidence], ...]

    @property
    def pieces(self) -> list[Evidence]:
        """The evidence without its places."""
        return [piece for _index, piece in self.items]


def describe_side(side: Side, origins: Sequence[Origin]) -> Iterator[str]:
    """Yield the sentences on one side: how much there is, where it comes from, and whether anybody vouches for it."""
    if not side.items:
        return
    places = {index for index, _piece in side.items}
    behind = [origin for origin in origins if not places.isdisjoint(origin.evidence)]
    yield (
        f"{side.opening} {_count_evidence(side)}, {_name_origins(behind)}."
        if behind
        else (f"{side.opening} {_count_evidence(side)}.")
    )
    if party := find_party(side.items, behind):
        yield f"All of it goes back to the {party} side, a party to the conflict."
    yield from _describe_doubt(side)


def _count_evidence(side: Side) -> str:
    publications = {piece.document.publisher or piece.document.document_id for piece in side.pieces}
    counted = count(len(publications), "publication")
    return counted if len(publications) == len(side.items) else f"{count(len(side.items), 'passage')} in {counted}"


def _describe_doubt(side: Side) -> Iterator[str]:
    said = [piece.attribution for piece in side.pieces if piece.attribution and piece.attribution.hedge in UNPROVEN]
    if len(said) == len(side.items):
        speakers = dict.fromkeys(item.speaker for item in said if item.speaker_key)
        by_whom = f": {'; '.join(speakers)}" if speakers else ""
        yield f"This side rests on what was claimed, not verified{by_whom}."
        return
    doubting = (
        piece.document.publisher or piece.document.document_id
        for piece in side.pieces
        if piece.attribution and piece.attribution.hedge == "unverified"
    )
    if names := list(dict.fromkeys(doubting)):
        yield f"Not verified, according to {', '.join(names)}."


def describe_saying(claim: str) -> Iterator[str]:
    """Yield a sentence on what was not looked at, where the claim is that somebody said something."""
    said = find_attribution(claim, 0, len(claim)) if _SAYING.search(claim) else None
    if said is not None and said.speaker_key:
        speaker = lower_article(said.speaker)
        yield f"This is on whether {speaker} said so, not on whether it is so."


def describe_other_speakers(judgements: Iterable[Judgement]) -> Iterator[str]:
    """Yield a sentence on the documents that say what the claim has somebody say, but not that this speaker said it."""
    documents = {
        judgement.candidate.passage.document_key
        for judgement in judgements
        if judgement.rule == Rule.OTHER_SPEAKER and judgement.scores.supporting >= SAYS_IT
    }
    if len(documents) == 1:
        yield "1 document has it from somebody else, or in its own name."
    elif documents:
        yield f"{len(documents)} documents have it from somebody else, or in their own name."


def describe_figures(side: Side) -> str:
    """Return the figures of a side that differ from the claim, with their dates, earliest first; nothing if none does.

    The same value is named once, however it is written.
    """
    figures: dict[str, dict[float, str]] = {}
    for piece in sorted(side.pieces, key=lambda piece: str(piece.document.published_at)):
        for pair in [pair for pair in piece.quantities if pair.relation == "differs"][:1]:
            date = f" on {piece.document.published_at:%Y-%m-%d}" if piece.document.published_at else ""
            figures.setdefault(pair.claim, {}).setdefault(round(pair.passage_value, 6), f"{pair.passage}{date}")
    return "; ".join(f"{_join(list(found.values()))} instead of {claim}" for claim, found in figures.items())


def _join(figures: Sequence[str]) -> str:
    named = list(figures[:FIGURES_NAMED])
    if len(figures) > FIGURES_NAMED:
        named.append(f"{len(figures) - FIGURES_NAMED} more")
    return " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the right form."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _name_origins(origins: Sequence[Origin]) -> str:
    labels = list(dict.fromkeys(origin.label for origin in origins))
    named = "; ".join(labels[:LABELS_NAMED])
    more = f" and {len(labels) - LABELS_NAMED} more" if len(labels) > LABELS_NAMED else ""
    return f"{count(len(origins), 'origin')}: {named}{more}"
