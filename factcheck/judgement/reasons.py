"""Reasons for a verdict, in sentences that an editor can read without knowing how they came about, and as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from factcheck.domain import Evidence, Judgement
from factcheck.judgement.claimed_speakers import find_claimed_speaker
from factcheck.judgement.judge import Rule
from factcheck.judgement.origin_labels import lower_article
from factcheck.judgement.origins import Origin
from factcheck.judgement.parties import find_party
from factcheck.reason import Reason, ReasonCode

# Hedges that leave open whether what was said is so.
UNPROVEN = frozenset({"claimed", "alleged", "unverified"})
LABELS_NAMED = 3
FIGURES_NAMED = 3
# From this probability on a passage is taken to say what the claim says, whoever says it.
SAYS_IT = 0.5
# Who "warned the town" did something, who "warned that" said something.
_SAYING = re.compile(r"\b(?:that|said|says|told|tells|claim(?:s|ed)?|according to)\b|[“\"]")


OPENINGS = {ReasonCode.SUPPORTED_BY: "Supported by", ReasonCode.CONTRADICTED_BY: "Contradicted by"}


@dataclass(frozen=True, slots=True)
class Side:
    """The evidence on one side with its places in the report, and the code of the reason that counts it."""

    code: ReasonCode
    items: tuple[tuple[int, Evidence], ...]

    @property
    def pieces(self) -> list[Evidence]:
        """The evidence without its places."""
        return [piece for _index, piece in self.items]


def describe_side(side: Side, origins: Sequence[Origin]) -> Iterator[Reason]:
    """Yield the reasons of one side: how much there is, where it comes from, and whether anybody vouches for it."""
    if not side.items:
        return
    places = {index for index, _piece in side.items}
    behind = [origin for origin in origins if not places.isdisjoint(origin.evidence)]
    named = f", {_name_origins(behind)}" if behind else ""
    publications = len({piece.document.publisher or piece.document.document_id for piece in side.pieces})
    values = {
        "passages": len(side.items),
        "publications": publications,
        "origins": len(behind),
        "labels": list(dict.fromkeys(origin.label for origin in behind)),
    }
    yield Reason(f"{OPENINGS[side.code]} {_count_evidence(side, publications)}{named}.", side.code, values)
    if party := find_party(side.items, behind):
        text = f"All of it goes back to the {party} side, a party to the conflict."
        yield Reason(text, ReasonCode.PARTY, {"party": party})
    yield from _describe_doubt(side)


def _count_evidence(side: Side, publications: int) -> str:
    counted = count(publications, "publication")
    return counted if publications == len(side.items) else f"{count(len(side.items), 'passage')} in {counted}"


def _describe_doubt(side: Side) -> Iterator[Reason]:
    said = [piece.attribution for piece in side.pieces if piece.attribution and piece.attribution.hedge in UNPROVEN]
    if len(said) == len(side.items):
        speakers = list(dict.fromkeys(item.speaker for item in said if item.speaker_key))
        by_whom = f": {'; '.join(speakers)}" if speakers else ""
        text = f"This side rests on what was claimed, not verified{by_whom}."
        yield Reason(text, ReasonCode.UNVERIFIED_SIDE, {"speakers": speakers})
        return
    doubting = (
        piece.document.publisher or piece.document.document_id
        for piece in side.pieces
        if piece.attribution and piece.attribution.hedge == "unverified"
    )
    if names := list(dict.fromkeys(doubting)):
        yield Reason(f"Not verified, according to {', '.join(names)}.", ReasonCode.UNVERIFIED_BY, {"publishers": names})


def describe_saying(claim: str) -> Iterator[Reason]:
    """Yield a reason on what was not looked at, where the claim is that somebody said something."""
    said = find_claimed_speaker(claim) if _SAYING.search(claim) else None
    if said is not None and said.speaker_key:
        speaker = lower_article(said.speaker)
        text = f"This is on whether {speaker} said so, not on whether it is so."
        yield Reason(text, ReasonCode.ABOUT_SAYING, {"speaker": speaker})


def describe_other_speakers(judgements: Iterable[Judgement]) -> Iterator[Reason]:
    """Yield a reason on the documents that say what the claim has somebody say, but not that this speaker said it."""
    documents = {
        judgement.candidate.passage.document_key
        for judgement in judgements
        if judgement.rule == Rule.OTHER_SPEAKER and judgement.scores.supporting >= SAYS_IT
    }
    if documents:
        whose = "has it from somebody else, or in its" if len(documents) == 1 else "have it from somebody else, or in their"
        text = f"{count(len(documents), 'document')} {whose} own name."
        yield Reason(text, ReasonCode.OTHER_SPEAKERS, {"documents": len(documents)})


def describe_figures(side: Side, opening: str, code: ReasonCode) -> Iterator[Reason]:
    """Yield a reason on the figures of a side that differ from the claim, with their dates, earliest first.

    Nothing if none differs. The same value is named once, however it is written.
    """
    figures: dict[str, dict[float, tuple[str, str | None]]] = {}
    for piece in sorted(side.pieces, key=lambda piece: str(piece.document.published_at)):
        for pair in [pair for pair in piece.quantities if pair.relation == "differs"][:1]:
            date = f"{piece.document.published_at:%Y-%m-%d}" if piece.document.published_at else None
            figures.setdefault(pair.claim, {}).setdefault(round(pair.passage_value, 6), (pair.passage, date))
    if not figures:
        return
    told = "; ".join(f"{_join(list(found.values()))} instead of {claim}" for claim, found in figures.items())
    values = [
        {"claim": claim, "others": [{"passage": passage, "date": date} for passage, date in found.values()]}
        for claim, found in figures.items()
    ]
    yield Reason(f"{opening}: {told}.", code, {"figures": values})


def _join(figures: Sequence[tuple[str, str | None]]) -> str:
    named = [f"{passage} on {date}" if date else passage for passage, date in figures[:FIGURES_NAMED]]
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
