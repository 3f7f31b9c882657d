"""Whether two keys of speakers may stand for one: the same words, or one that says less and nothing else."""

from __future__ import annotations

from factcheck.judgement.speakers import BODIES, ROLES, country_adjectives

# Stands between the keys of two who speak together, and in no key of one.
JOINT = " + "
_ARMED = frozenset({"staff", "army", "forces", "navy", "command", "defence", "armed"})
# A press office speaks for the body that it belongs to.
_VOICES = frozenset({"press", "media", "communications"})


def single_keys(key: str) -> list[str]:
    """Return the keys of those who speak together, of one speaker the key alone."""
    return key.split(JOINT)


def are_compatible(first: str, second: str) -> bool:
    """Say whether two keys may stand for one speaker: the same words, or one says less and nothing else.

    Of those who speak together one is enough.
    """
    return any(_may_be_one(one, other) for one in single_keys(first) for other in single_keys(second))


def _may_be_one(first: str, second: str) -> bool:
    if first == second:
        return bool(first)
    left, right = set(first.split()), set(second.split())
    if ("source" in left) != ("source" in right):
        return False
    left, right = left - {"source"}, right - {"source"}
    if not left or not right:
        return False
    if "source" in first.split():
        return left <= right or right <= left or _are_both_armed(left, right)
    return (left <= right or right <= left) and _says_less(*sorted((first, second), key=len))


def _says_less(shorter: str, longer: str) -> bool:
    """A surname, a capital, "police" for "Velmouth police"; "company" is not the expert whom a company pays.

    Alder University is not Alder University Hospital, but its press office speaks for it.
    """
    words = longer.split()
    if shorter in country_adjectives():
        return True
    if " " in shorter:
        return words[-1] not in BODIES or words[-1] in shorter.split() or not _VOICES.isdisjoint(words)
    return words[-1] == shorter and len(ROLES.intersection(words)) <= 1


def _are_both_armed(left: set[str], right: set[str]) -> bool:
    """A military source may be the General Staff source of the same country."""
    countries = country_adjectives().keys()
    vague, exact = (left, right) if "military" in left else (right, left)
    return vague - countries == {"military"} and vague & countries <= exact & countries and bool(exact & _ARMED)
