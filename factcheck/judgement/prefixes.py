"""Words that a prefix negates: "unsafe" is "not safe", "illegal" is "not legal".

A prefix is read only where claim or passage has the bare word too: "unsafe" against "unsafe" needs no reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

# "Unveiled" says nothing of a veil, and "unable to" is a phrase of its own.
_UN = r"(?:un|non)(?!(?:able|covered|covers?|earth\w*|folds?|folded|leash\w*|less|like|rest|seat\w*|veil\w*)$)(\w{4,30})"
# Most words in "in-" are no negation ("income", "invaluable"), so these are told by how the bare word begins.
_IN = (
    r"in((?:abilit|accessib|accura|action|activ|adequa|admissib|appropriat|capab|compatib|competen|complete|conclusive|consisten"
    r"|constan|convenien|correct|credib|dependen|direct|edible|effectiv|effective|efficien|eligib|equal|evitab|exact|expensive"
    r"|experience|flexib|formal|frequent|human|justice|offensive|operab|operative|secur|sensitiv|significan|solven|stabil"
    r"|sufficien|toleran|valid|visib|voluntar)\w{0,9})"
)
_IL = r"il((?:legal|legib|legitim|liberal|literate|logical)\w{0,9})"
_IM = r"im((?:mature|mobile|moral|partial|patien|perfect|plausib|polite|possib|practical|precise|probab|proper)\w{0,9})"
_IR = r"ir((?:rational|regular|relevan|replaceab|responsib|reversib)\w{0,9})"
_PREFIXED = re.compile("|".join((_UN, _IN, _IL, _IM, _IR)))
_BEING = frozenset("is are was were be been being isn't aren't wasn't weren't not remains remain remained became".split())  # noqa: SIM905


def find_bare_word(word: str) -> str | None:
    """Return the word that a folded word may be the negation of: "safe" for "unsafe"."""
    match = _PREFIXED.fullmatch(word) if word[0] in "uin" else None
    return match[match.lastindex or 0] if match else None


def find_opposites(prefixed: Sequence[Mapping[str, str]], words: Sequence[frozenset[str]]) -> dict[str, str]:
    """Return the prefixed words of several texts whose bare word stands in one of them, each with that."""
    return {word: bare for found in prefixed for word, bare in found.items() if any(bare in others for others in words)}


def is_predicate(tokens: Sequence[str], index: int) -> bool:
    """Say whether an adjective is said of the subject, as in "is unsafe to drink", so that it negates what follows."""
    place = index - 1
    while place > 0 and (tokens[place].endswith("ly") or tokens[place] in ("still", "also", "now", "too", "so", "very")):
        place -= 1
    return place >= 0 and tokens[place] in _BEING
