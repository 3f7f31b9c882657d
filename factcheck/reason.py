"""Why a verdict is what it is: each reason as an English sentence, and without the words of any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ReasonCode(StrEnum):
    """Kinds of reasons, each with the names of its values."""

    NOTHING_FOUND = "nothing_found"
    SUPPORTED_BY = "supported_by"  # passages, publications, origins, labels
    CONTRADICTED_BY = "contradicted_by"  # passages, publications, origins, labels
    PARTY = "party"  # party
    UNVERIFIED_SIDE = "unverified_side"  # speakers
    UNVERIFIED_BY = "unverified_by"  # publishers
    LATER_FIGURES = "later_figures"  # figures
    EARLIER_FIGURES = "earlier_figures"  # figures
    OTHER_FIGURES = "other_figures"  # figures
    LATE_PASSAGES = "late_passages"  # passages
    ABOUT_SAYING = "about_saying"  # speaker
    OTHER_SPEAKERS = "other_speakers"  # documents
    REMOVED = "removed"  # documents


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a verdict.

    ``text`` is a plain English sentence; ``code`` and ``values`` say the same. ``part`` is the part of the claim that it is
    about, None where the claim has only one.
    """

    text: str
    code: ReasonCode
    values: Mapping[str, Any] = field(default_factory=dict)
    part: str | None = None
