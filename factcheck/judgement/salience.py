"""Is the passage about what the claim is about? Names of the claim that the passage and its surroundings do not speak of.

A stance model takes "North Korean soldiers entered" for evidence on "NATO soldiers entered": the sentences are alike.
What tells them apart is that nobody speaks of NATO, and that another name stands in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.judgement.names import Name, find_names, folded_words, speaks_of


@dataclass(frozen=True, slots=True)
class Salience:
    """Names of the claim found nowhere around the passage, and names in the passage that the claim does not have."""

    missing: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()

    @property
    def is_about_another(self) -> bool:
        """Say whether a name of the claim is missing and the passage has others instead."""
        return bool(self.missing and self.rivals)


@dataclass(frozen=True, slots=True)
class Scene:
    """A passage with what a reader knows when reading it: the sentences before it, and the head of the document."""

    passage: str
    context: str = ""
    head: str = ""


def find_salience(claim_names: Sequence[Name], scene: Scene) -> Salience:
    """Compare the names of a claim (from ``find_names``) with those of a passage and its surroundings."""
    around = "\n".join((scene.head, scene.context, scene.passage))
    keys = frozenset(name.key for name in find_names(around))
    words = folded_words(around)
    missing = tuple(name.text for name in claim_names if not speaks_of(name, keys, words))
    claim_keys = frozenset(name.key for name in claim_names)
    claim_words = frozenset(word for key in claim_keys for word in key.split())
    rivals = tuple(name.text for name in find_names(scene.passage) if not speaks_of(name, claim_keys, claim_words))
    return Salience(missing, rivals)
