"""Who says yes and who says no: words that claim and passage share, and whether one of them negates them.

Negation reaches from its cue to the end of the clause, at most SCOPE words far (the simple form of NegEx, Chapman et al.
2001). A second negation within the scope of the first lifts it ("would not rule out").
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from snowballstemmer import stemmer

from factcheck.judgement.names import fold
from factcheck.judgement.prefixes import find_bare_word, find_opposites, is_predicate

SCOPE = 8
TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|[.,;:!?()—–\n\"“”]")

NOT = frozenset({"not", "never", "no", "none", "neither", "nor", "without", "hardly", "cannot", "nobody", "nothing"})
REFUSALS = frozenset(
    {"deny", "denies", "denied", "denying", "denial", "refute", "refutes", "refuted", "dismiss", "dismissed", "dismisses"}
)
# Cues of more words; the last word of each is where the scope begins.
PHRASES = frozenset(
    {
        *((verb, "to") for verb in ("fail", "fails", "failed", "refuse", "refuses", "refused", "unable", "yet", "declined")),
        *((verb, "out") for verb in ("rule", "rules", "ruled", "ruling")),
        *((verb, "short") for verb in ("stop", "stops", "stopped")),
        ("far", "from"),
    }
)
# After these a "not" or "no" says nothing against what follows.
HARMLESS = frozenset({"only", "just", "merely", "least", "fewer", "less", "later", "sooner", "more", "doubt", "matter"})
CLAUSE_ENDS = frozenset(
    {"but", "although", "though", "while", "whereas", "however", "because", "unless", "until", "after", "before"}
)

STOP_WORDS = frozenset(
    """a an the this that these those it its he she they we i you his her their our my your him them us who whom whose which
    what where when why how and or but if as at by for from in into of off on onto out over per to up with about against
    between during through under until upon within after before since than then there here so such too very also just
    is are was were be been being am has have had having do does did doing will would shall should can could may might
    must some any all each every both few more most other many much own same said says say""".split()  # noqa: SIM905
)

NO_OPPOSITES: Mapping[str, str] = {}

_english = stemmer("english")
# The stemmer keeps the word it works on in itself.
_stemming = threading.Lock()


@dataclass(frozen=True, slots=True)
class Terms:
    """The content words of a text by stem, each with the polarities in which it occurs (True: affirmed).

    ``text`` and ``words`` are what was read, ``prefixed`` those words that may be others negated, each with the other;
    ``renamed`` are the stems that were read as such, each with the stem of the other.
    """

    polarities: dict[str, frozenset[bool]]
    text: str = ""
    words: frozenset[str] = frozenset()
    prefixed: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Polarity:
    """How claim and passage relate word by word.

    ``coverage`` is the share of the claim's content words that the passage has (0 to 1); ``opposed`` are the stems that
    one of them only affirms and the other only negates.
    """

    coverage: float = 1.0
    opposed: tuple[str, ...] = ()


def read_terms(text: str, opposites: Mapping[str, str] = NO_OPPOSITES) -> Terms:
    """Return the content words of a text with their polarities; ``opposites`` are words to be read as others negated."""
    found: dict[str, set[bool]] = {}
    words: set[str] = set()
    prefixed: dict[str, str] = {}
    for word, is_affirmed in _walk(text, opposites):
        if word not in STOP_WORDS and word not in NOT and len(word) > 1:
            found.setdefault(stem(word), set()).add(is_affirmed)
            words.add(word)
            if bare := find_bare_word(word):
                prefixed[word] = bare
    return Terms(
        {word: frozenset(polarities) for word, polarities in found.items()},
        text,
        frozenset(words),
        prefixed,
        {stem(word): stem(bare) for word, bare in opposites.items()},
    )


def align_terms(claim: Terms, passage: Terms) -> tuple[Terms, Terms]:
    """Read "unsafe" as "not safe" on both sides, where one of them has "safe"."""
    opposites = find_opposites((claim.prefixed, passage.prefixed), (claim.words, passage.words))
    if not opposites:
        return claim, passage
    return read_terms(claim.text, opposites), read_terms(passage.text, opposites)


def compare_polarity(claim: Terms, passage: Terms, names: frozenset[str] = frozenset()) -> Polarity:
    """Compare the words of a claim with those of a passage, both from ``read_terms``.

    A negation that reaches a name says nothing of what happened: the stems of ``names`` are never opposed.
    """
    shared = claim.polarities.keys() & passage.polarities.keys()
    opposed = [word for word in shared - names if not claim.polarities[word] & passage.polarities[word]]
    return Polarity(len(shared) / max(1, len(claim.polarities)), tuple(sorted(opposed)))


def _walk(text: str, opposites: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """Yield each word with whether it stands affirmed."""
    tokens = [fold(match.group()) for match in TOKEN.finditer(text)]
    left, is_negated = 0, False
    for index, token in enumerate(tokens):
        if not token[0].isalpha() or token in CLAUSE_ENDS:
            left, is_negated = 0, False
            continue
        if _is_cue(tokens, index):
            is_negated = not is_negated if left and token != "nor" else True
            left = SCOPE
            if token in REFUSALS:
                yield token, True
            continue
        is_affirmed = not (left and is_negated)
        if token not in opposites:
            yield token, is_affirmed
            left = max(0, left - 1)
            continue
        yield opposites[token], not is_affirmed
        if is_predicate(tokens, index):
            left, is_negated = SCOPE, is_affirmed
        else:
            left = max(0, left - 1)


def _is_cue(tokens: list[str], index: int) -> bool:
    token = tokens[index]
    if token in REFUSALS or (index and (tokens[index - 1], token) in PHRASES):
        return True
    following = tokens[index + 1] if index + 1 < len(tokens) else ""
    is_not = token.endswith("n't") or (token in NOT and following not in HARMLESS)
    return is_not and not _ends_with_until(tokens, index)


def _ends_with_until(tokens: list[str], index: int) -> bool:
    """ "does not sail until Sunday" says that it sails."""
    for token in tokens[index + 1 : index + 1 + SCOPE]:
        if not token[0].isalpha():
            return False
        if token == "until":
            return True
    return False


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the Snowball stem of a folded word."""
    with _stemming:
        stemmed: str = _english.stemWord(word.removesuffix("'s"))
    return stemmed
