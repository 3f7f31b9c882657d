"""Is the passage about what the claim is about? Names of the claim that the passage and its surroundings do not speak of.

A stance model takes "North Korean soldiers entered" for evidence on "NATO soldiers entered": the sentences are alike.
What tells them apart is that nobody speaks of NATO, and that another name stands in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.judgement.attribution import Attribution
from factcheck.judgement.names import Name, folded_words, read_names, speaks_of

# A name that begins within these first characters of a claim is who it is about ("About 11,000 North Korean …").
ACTOR_WITHIN = 16


@dataclass(frozen=True, slots=True)
class Salience:
    """Names of the claim that nothing around the passage speaks of, and what stands in their place.

    ``missing``: found neither in the passage nor in the sentences before it nor in the head of the document.
    ``distant``: found in the head at most. ``rivals``: names in the passage that the claim does not have.
    ``is_actor_distant``: the claim opens with one of the distant names.
    """

    missing: tuple[str, ...] = ()
    distant: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    is_actor_distant: bool = False

    @property
    def is_about_another(self) -> bool:
        """Say whether a name of the claim is not near, and the passage has others instead."""
        return bool(self.distant and self.rivals)


@dataclass(frozen=True, slots=True)
class Scene:
    """A passage with what a reader knows when reading it: the sentences before it, the head of the document, and who
    is quoted with it."""

    passage: str
    context: str = ""
    head: str = ""
    attribution: Attribution | None = None


def find_salience(claim_names: Sequence[Name], scene: Scene) -> Salience:
    """Compare the names of a claim (from ``find_names``) with those of a passage and its surroundings."""
    distant = _unspoken(claim_names, scene.context, scene.passage)
    missing = _unspoken(distant, scene.head)
    claim_keys = frozenset(name.key for name in claim_names)
    claim_words = frozenset(word for key in claim_keys for word in key.split())
    rivals = [name.text for name in read_names(scene.passage) if not speaks_of(name, claim_keys, claim_words)]
    return Salience(
        missing=tuple(name.text for name in missing),
        distant=tuple(name.text for name in distant),
        rivals=tuple(rivals),
        is_actor_distant=bool(distant) and distant[0].start <= ACTOR_WITHIN,
    )


def _unspoken(names: Sequence[Name], *texts: str) -> list[Name]:
    if not names:
        return []
    keys = frozenset(name.key for text in texts for name in read_names(text))
    words = frozenset[str]().union(*map(folded_words, texts))
    return [name for name in names if not speaks_of(name, keys, words)]
