"""Reasons for a verdict, in sentences that an editor can read without knowing how they came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from factcheck.domain import Evidence
from factcheck.judgement.origins import Origin

# Hedges that leave open whether what was said is so.
UNPROVEN = frozenset({"claimed", "alleged", "unverified"})
LABELS_NAMED = 3


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
    publications = {piece.document.publisher or piece.document.document_id for piece in side.pieces}
    amount = f"{side.opening} {count(len(side.items), 'passage')} in {count(len(publications), 'publication')}"
    places = {index for index, _piece in side.items}
    behind = [origin for origin in origins if not places.isdisjoint(origin.evidence)]
    yield f"{amount}, {_name_origins(behind)}." if behind else f"{amount}."
    if all(piece.attribution and piece.attribution.hedge in UNPROVEN for piece in side.pieces):
        speakers = dict.fromkeys(piece.attribution.speaker for piece in side.pieces if piece.attribution)
        yield f"This side rests on what was claimed, not verified: {'; '.join(speakers)}."


def describe_figures(side: Side) -> str:
    """Return the figures of a side that differ from the claim, with their dates, earliest first."""
    figures = []
    for piece in sorted(side.pieces, key=lambda piece: str(piece.document.published_at)):
        pair = next(pair for pair in piece.quantities if pair.relation == "differs")
        figures.append(f"{pair.passage} on {piece.document.published_at:%Y-%m-%d} instead of {pair.claim}")
    return "; ".join(dict.fromkeys(figures))


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the right form."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _name_origins(origins: Sequence[Origin]) -> str:
    labels = list(dict.fromkeys(origin.label for origin in origins))
    named = "; ".join(labels[:LABELS_NAMED])
    more = f" and {len(labels) - LABELS_NAMED} more" if len(labels) > LABELS_NAMED else ""
    return f"{count(len(origins), 'origin')}: {named}{more}"
