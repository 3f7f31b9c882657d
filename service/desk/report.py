"""A report made ready for the page: quotes cut into marked pieces, evidence by side, origins with their publications."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.desk.sentences import tell_origin
from service.desk.timeline import TimeLine, build_time_line
from service.desk.wording import find_denials, find_shared_words

SIDES = ("supporting", "conflicting")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a quote; ``mark`` is ``amount``, ``denial``, ``word`` or nothing."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One piece of evidence, by its number in the report from 1."""

    number: int
    data: Mapping[str, Any]
    before: str
    quote: tuple[Piece, ...]
    after: str
    citation: str


@dataclass(frozen=True, slots=True)
class OriginView:
    """An origin with the numbers of its evidence."""

    label: str
    kind: str
    publications: int
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """What the page of a finished claim shows besides the claim itself."""

    sides: Mapping[str, tuple[EvidenceView, ...]]
    origins: tuple[OriginView, ...]
    time_line: TimeLine | None


def build_report(claim: Mapping[str, Any]) -> ReportView:
    """Return the view of a shown claim whose check is done."""
    evidence = [build_evidence(claim["text"], number, data) for number, data in enumerate(claim["evidence"], 1)]
    return ReportView(
        sides={side: tuple(view for view in evidence if view.data["stance"] == side) for side in SIDES},
        origins=tuple(_build_origin(origin, evidence) for origin in claim["origins"]),
        time_line=build_time_line(claim["evidence"], claim["as_of"]),
    )


def build_evidence(claim_text: str, number: int, data: Mapping[str, Any]) -> EvidenceView:
    """Return one piece of evidence with the decisive parts of its quote marked."""
    quote = data["quote"]
    pieces = tuple(cut_quote(quote["exact"], find_marks(claim_text, quote["exact"], data)))
    return EvidenceView(number, data, shorten_before(quote["prefix"]), pieces, shorten_after(quote["suffix"]), cite(data))


def shorten_before(prefix: str) -> str:
    """Return what stands before a quote from a whole word on, with a sign of what was left out."""
    found = re.search(r"\s(?=\S)", prefix)
    return f"… {prefix[found.end() :]}" if found else prefix


def shorten_after(suffix: str) -> str:
    """Return what stands after a quote up to a whole word, with a sign of what was left out."""
    found = re.search(r"\s\S*$", suffix)
    return f"{suffix[: found.start()]} …" if found and found.start() else suffix


def find_marks(claim_text: str, quote: str, data: Mapping[str, Any]) -> list[tuple[int, int, str]]:
    """Return spans of the quote to be marked, none overlapping.

    Marked are amounts that were compared, what denies in a conflicting quote, and words of the claim.
    """
    amounts = [
        (found.start(), found.end(), "amount")
        for pair in data.get("quantities") or ()
        for found in re.finditer(re.escape(pair["passage"]), quote)
    ]
    denials = find_denials(quote) if data["stance"] == "conflicting" else ()
    denying = [(start, end, "denial") for start, end in denials]
    words = [(start, end, "word") for start, end in find_shared_words(claim_text, quote)]
    taken: list[tuple[int, int, str]] = []
    for span in [*amounts, *denying, *words]:
        if all(span[1] <= start or end <= span[0] for start, end, _mark in taken):
            taken.append(span)
    return sorted(taken)


def cut_quote(quote: str, marks: Sequence[tuple[int, int, str]]) -> Iterator[Piece]:
    """Yield the quote in pieces that together are the quote."""
    position = 0
    for start, end, mark in marks:
        if start > position:
            yield Piece(quote[position:start])
        yield Piece(quote[start:end], mark)
        position = end
    if position < len(quote):
        yield Piece(quote[position:])


def cite(data: Mapping[str, Any]) -> str:
    """Return the evidence as a citation to paste into a text."""
    document = data["document"]
    source = [document["publisher"], document["title"], (document["published_at"] or "")[:10], document["url"]]
    return f"“{data['quote']['exact']}” ({', '.join(part for part in source if part) or document['document_id']})"


def _build_origin(origin: Mapping[str, Any], evidence: Sequence[EvidenceView]) -> OriginView:
    own = tuple(evidence[place] for place in origin["evidence"])
    documents = [view.data["document"] for view in own]
    publications = {document["publisher"] or document["document_id"] for document in documents}
    label = tell_origin(origin["label"], origin["publishers"])
    return OriginView(label, origin["kind"], len(publications), own)
