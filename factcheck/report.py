"""What one check found: the outcome that is stored, served and explained."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factcheck.domain import CitedDocument, Evidence, QuantityComparison, Quote, Verdict, VerdictLabel

if TYPE_CHECKING:
    from factcheck.judgement.gaps import Gap
    from factcheck.judgement.origins import Origin
    from factcheck.judgement.prior_checks import PriorCheck


@dataclass(frozen=True, slots=True)
class NearestPassage:
    """The passage that came closest where nothing supports a claim or conflicts with it."""

    quote: Quote
    document: CitedDocument


@dataclass(frozen=True, slots=True)
class OwnJudgement:
    """What one part of a claim found in a piece of evidence at this place that other parts rest on as well."""

    place: int
    confidence: float
    quantities: tuple[QuantityComparison, ...]


@dataclass(frozen=True, slots=True)
class PartVerdict:
    """One part of a claim with its verdict; ``claim[start:end]`` are its own words, ``text`` a sentence that stands alone.

    ``evidence`` holds places in the report's evidence; ``own`` is what counts for this part of those pieces that show more
    than this part's judgement. It is stored, so that the verdict can be drawn anew, and not served.
    """

    text: str
    start: int
    end: int
    evidence: tuple[int, ...] = ()
    verdict: VerdictLabel = VerdictLabel.NOT_ENOUGH_EVIDENCE
    confidence: float = 0.0
    own: tuple[OwnJudgement, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one check found; serialised as JSON into the store and served as it is.

    ``origins`` group the evidence by where it comes from; each piece is in exactly one, by its place in ``evidence``.
    ``gaps`` are what no retrieved passage speaks of; ``prior_checks`` are published fact checks, never evidence.
    ``trace`` tells for each judged passage how its stance came about; it is kept for ``factcheck explain``, not served.
    """

    verdict: Verdict
    evidence: tuple[Evidence, ...]
    parts: tuple[PartVerdict, ...] = ()
    origins: tuple[Origin, ...] = ()
    gaps: tuple[Gap, ...] = ()
    nearest: NearestPassage | None = None
    prior_checks: tuple[PriorCheck, ...] = ()
    searched: dict[str, object] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    timings_ms: dict[str, float] = field(default_factory=dict)
    trace: tuple[dict[str, object], ...] = ()
