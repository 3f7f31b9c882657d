"""Is the passage about what the claim is about? Names of the claim that the passage and its surroundings do not speak of.

A stance model takes "North Korean soldiers entered" for evidence on "NATO soldiers entered": the sentences are alike.
What tells them apart is that nobody speaks of NATO, and that another name stands in its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.judgement.attribution import Attribution
from factcheck.judgement.names import Name, Spelling, folded_words, occurs_in, read_names, speaks_of
from factcheck.judgement.openers import find_openings

UNSEEN = Spelling()
# A name that begins within these first characters of a claim is who it is about ("About 11,000 North Korean …").
ACTOR_WITHIN = 16
# Who acts, without a name: "The company also …", "She said …", "Its chairman …"; not "The Stavanger aquarium".
DESCRIPTION = re.compile(
    r"[\"'“‘(]{0,2}(?:The|Its|His|Her|Their|This|That|Both|An?)\s[a-z]|[\"'“‘(]{0,2}(?:It|He|She|They|We|I)\b"
)


@dataclass(frozen=True, slots=True)
class Salience:
    """Names of the claim that nothing around the passage speaks of, and what stands in their place.

    ``missing``: found nowhere in the document. ``distant``: found neither in the passage nor in the sentences before it.
    ``rivals``: names in the passage that the claim does not have. ``is_actor_distant``: the claim opens with one of the
    distant names. ``is_described``: the passage opens with "she" or "the company", which may be anybody in the document.
    """

    missing: tuple[str, ...] = ()
    distant: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    is_actor_distant: bool = False
    is_described: bool = False

    @property
    def is_about_another(self) -> bool:
        """Say whether a name of the claim is nowhere in the document, or who acts only elsewhere, and others are here."""
        is_of_another = bool(self.missing) or (self.is_actor_distant and not self.is_described)
        return is_of_another and bool(self.rivals)

    @property
    def is_loose(self) -> bool:
        """Say whether the document speaks of a name of the claim only elsewhere, and the passage has others."""
        return bool(self.distant and self.rivals)


@dataclass(frozen=True, slots=True)
class Scene:
    """A passage with what a reader knows when reading it: the sentences before it, the head of the document, who is quoted
    with it, and the whole text of the document."""

    passage: str
    context: str = ""
    head: str = ""
    attribution: Attribution | None = None
    document: str = ""


def find_salience(claim_names: Sequence[Name], scene: Scene, spelling: Spelling = UNSEEN) -> Salience:
    """Compare the names of a claim (from ``find_names``) with those of a passage and its surroundings.

    ``spelling``, of all that was retrieved, tells which words that open a sentence of the passage are names.
    """
    distant = _unspoken(claim_names, scene.context, scene.passage)
    missing = [name for name in _unspoken(distant, scene.head) if not occurs_in(name, scene.document)]
    claim_keys = frozenset(name.key for name in claim_names)
    claim_words = frozenset(word for key in claim_keys for word in key.split())
    rivals = [name.text for name in read_names(scene.passage) if not speaks_of(name, claim_keys, claim_words)]
    if distant:
        openings = find_openings(scene.passage)
        rivals += [one.text for one in openings if one.key in spelling.capitalised and one.key not in claim_words]
    return Salience(
        missing=tuple(name.text for name in missing),
        distant=tuple(name.text for name in distant),
        rivals=tuple(rivals),
        is_actor_distant=bool(distant) and distant[0].start <= ACTOR_WITHIN,
        is_described=DESCRIPTION.match(scene.passage) is not None,
    )


def _unspoken(names: Sequence[Name], *texts: str) -> list[Name]:
    if not names:
        return []
    keys = frozenset(name.key for text in texts for name in read_names(text))
    words = frozenset[str]().union(*map(folded_words, texts))
    return [name for name in names if not speaks_of(name, keys, words)]
