"""Evidence by where it comes from: four papers that retell one source through one agency are one origin."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from factcheck.judgement.origin_labels import label_origin
from factcheck.judgement.shared_origins import OriginInput, OriginKind, TracedEvidence, find_common_origin, trace_evidence

__all__ = ["Origin", "OriginInput", "OriginKind", "count_independent", "group_origins"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Evidence that counts once. ``label`` is for an editor to read; ``publishers`` are sorted and without repetition."""

    origin_id: str
    kind: OriginKind
    label: str
    evidence: tuple[int, ...]
    publishers: tuple[str, ...]


def group_origins(items: Sequence[OriginInput]) -> list[Origin]:
    """Return the origins of the evidence in the order of their first piece; each piece is in exactly one."""
    read = [trace_evidence(item) for item in sorted(items, key=lambda item: item.evidence_index)]
    parents = list(range(len(read)))
    joined_as_copy: set[int] = set()
    for one, other in combinations(range(len(read)), 2):
        reason = find_common_origin(read[one], read[other])
        if reason is None:
            continue
        first, second = sorted((_root(parents, one), _root(parents, other)))
        parents[second] = first
        if reason is OriginKind.AGENCY_COPY:
            joined_as_copy.update((one, other))
    groups: dict[int, list[int]] = {}
    for index in range(len(read)):
        groups.setdefault(_root(parents, index), []).append(index)
    return [
        _build_origin(f"o{number}", [read[index] for index in group], is_copy=not joined_as_copy.isdisjoint(group))
        for number, group in enumerate(groups.values(), start=1)
    ]


def count_independent(origins: Sequence[Origin], evidence_indices: Collection[int]) -> int:
    """Return to how many origins the given pieces of evidence go back."""
    wanted = set(evidence_indices)
    return sum(not wanted.isdisjoint(origin.evidence) for origin in origins)


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index


def _build_origin(origin_id: str, group: list[TracedEvidence], *, is_copy: bool) -> Origin:
    kind = _kind_of(group, is_copy=is_copy)
    publishers = tuple(sorted({item.given.publisher for item in group if item.given.publisher}))
    label = label_origin(kind, [item.provenance for item in group], publishers)
    return Origin(origin_id, kind, label, tuple(item.given.evidence_index for item in group), publishers)


def _kind_of(group: list[TracedEvidence], *, is_copy: bool) -> OriginKind:
    agencies = frozenset[str].intersection(*(item.provenance.agencies for item in group))
    is_lone = len(group) == 1 and (group[0].provenance.is_inferred or not group[0].provenance.outlet)
    if agencies and (is_copy or is_lone):
        return OriginKind.AGENCY_COPY
    if all(item.provenance.is_own for item in group) and len({_voice(item) for item in group}) == 1:
        return OriginKind.OWN_REPORTING
    heard = [item.provenance for item in group if not item.provenance.is_inferred]
    if len(group) == 1 and heard and heard[0].outlet and not heard[0].is_secondhand:
        return OriginKind.OWN_REPORTING
    if len({item.given.document_id for item in group}) > 1 or any(item.is_secondhand for item in heard):
        return OriginKind.SHARED_SOURCE
    return OriginKind.UNKNOWN


def _voice(item: TracedEvidence) -> str:
    return item.given.publisher or item.given.document_id
