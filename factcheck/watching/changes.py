"""What a check found, told without any text, and what is different from an earlier one.

Two pieces of evidence are the same if they quote the same words of the same document: a new version that still says
them changes nothing, wherever they stand in it now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any


class Change(StrEnum):
    """What happened to a piece of evidence between two checks."""

    ADDED = "added"
    REMOVED = "removed"
    STANCE = "stance"


def summarize_evidence(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each piece of a serialised report's evidence as place, stance and SHA-256 of its words."""
    return [
        {
            "document_id": piece["document"]["document_id"],
            "version": piece["document"]["version"],
            "start": piece["quote"]["start"],
            "end": piece["quote"]["end"],
            "stance": piece["stance"],
            "sha256": hashlib.sha256(piece["quote"]["exact"].encode()).hexdigest(),
        }
        for piece in report.get("evidence", ())
    ]


def compare_evidence(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what is different between two summaries: added and turned pieces in the new order, then removed ones."""
    old = {_identify(piece): piece for piece in before}
    new = {_identify(piece): piece for piece in after}
    changes = []
    for identity, piece in new.items():
        known = old.get(identity)
        if known is None:
            changes.append(_describe(Change.ADDED, piece))
        elif known["stance"] != piece["stance"]:
            changes.append(_describe(Change.STANCE, piece, known["stance"]))
    changes += _describe_all(Change.REMOVED, (piece for identity, piece in old.items() if identity not in new))
    return changes


def has_other_prior_checks(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Say whether a published fact check came in or went between two serialised reports, or rates or matches otherwise."""
    return _name_prior_checks(before) != _name_prior_checks(after)


def _name_prior_checks(report: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(check["document_id"], check["rating"], check["relation"]) for check in report.get("prior_checks", ())}


def _identify(piece: dict[str, Any]) -> tuple[str, str]:
    return piece["document_id"], piece["sha256"]


def _describe_all(change: Change, pieces: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_describe(change, piece) for piece in pieces]


def _describe(change: Change, piece: dict[str, Any], previous_stance: str | None = None) -> dict[str, Any]:
    place = {name: piece[name] for name in ("document_id", "version", "start", "end", "stance")}
    return {"change": change.value, **place, "previous_stance": previous_stance}
