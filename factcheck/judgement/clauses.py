"""Coordinated clauses and predicates of one sentence: "A did X and B did Y", "A did X and did Y".

Rules over closed lists of verb forms, for English. A sentence in which anything else could be meant stays whole.
"""

from __future__ import annotations

from typing import NamedTuple

from factcheck.judgement import verbs
from factcheck.judgement.names import NOT_NAMES, fold
from factcheck.judgement.predicates import (
    AMOUNT,
    DEICTIC,
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    Predicate,
    begins_phrase,
    find_predicate,
    is_adverb,
    is_certain,
    is_subject,
    is_subordinate,
    is_verb,
)
from factcheck.quantities.counted import is_plural
from factcheck.quantities.tokens import NOTHING, Token, is_capitalised, token_at


class Piece(NamedTuple):
    """Words ``[start, end)`` of a text, what has to stand before them, and a verb that is left out at ``gap``."""

    carry: str
    start: int
    end: int
    gap: int = 0
    verb: str = ""

    def write(self, text: str) -> str:
        """Return the piece as a sentence without its full stop."""
        if not self.verb:
            return self.carry + text[self.start : self.end]
        return f"{self.carry}{text[self.start : self.gap]} {self.verb}{text[self.gap : self.end]}"


def split_clauses(text: str, tokens: list[Token]) -> list[Piece]:
    """Split a sentence, given by its tokens, at coordinations of main clauses and of predicates."""
    pieces: list[Piece] = []
    first = 0
    for place in range(1, len(tokens) - 1):
        if place < first:
            continue
        gapped = _read_gapped(tokens, first, place)
        if gapped:
            pieces.append(Piece("", tokens[first].start, tokens[_before_comma(tokens, place) - 1].end))
            return [*pieces, gapped]
        stop = _clause_after(tokens, first, place)
        if stop:
            pieces.extend(_split_predicates(text, tokens[first : _before_comma(tokens, place)]))
            first = stop
    return [*pieces, *_split_predicates(text, tokens[first:])]


def _read_gapped(tokens: list[Token], first: int, place: int) -> Piece | None:
    """Read "(12 people were killed) and 30 injured": an amount and a participle that leave the auxiliary out."""
    right = tokens[place + 1 :]
    if tokens[place].lower != "and" or len(right) < 2 or right[0].kind != AMOUNT:
        return None
    verb = 2 if right[1].lower in ("others", "more") and len(right) > 2 else 1
    left = tokens[first:place]
    predicate = find_predicate(left)
    if predicate is None or len(predicate.auxiliaries) != 1 or not predicate.has(verbs.BE) or predicate.is_negated:
        return None
    is_elliptic = right[verb].lower in verbs.PARTICIPLES - verbs.CERTAIN_PASTS
    if left[0].kind != AMOUNT or not is_elliptic or any(word.lower == "and" for word in right):
        return None
    after = token_at(right, verb + 1)
    if after is not NOTHING and after.lower not in PREPOSITIONS - {"by"}:
        return None
    return Piece("", right[0].start, right[-1].end, right[verb - 1].end, predicate.auxiliaries[0])


def _before_comma(tokens: list[Token], place: int) -> int:
    return place - 1 if token_at(tokens, place - 1).text == "," else place


def _clause_after(tokens: list[Token], first: int, place: int) -> int:
    """Return where a main clause begins behind a coordination at ``place``; 0 where none does."""
    token = tokens[place]
    if token.text != ";" and token.lower not in ("and", "but"):
        return 0
    start = place + 1
    while token.text == ";" and tokens[start].lower in ("and", "but", "meanwhile", ",") and start < len(tokens) - 1:
        start += 1
    left, right = tokens[first:place], tokens[start:]
    if any(word.lower in DEICTIC or word.lower in POSSESSIVES for word in right) or is_subordinate(left):
        return 0
    predicate = find_predicate(left)
    if predicate is None or not is_subject(left[: predicate.first]):
        return 0
    if token.text == ";":
        return start if find_predicate(right) else 0
    return start if is_certain(left, predicate) and _opens_clause(right) else 0


def _opens_clause(tokens: list[Token]) -> bool:
    """Say whether a subject of a few words and a verb that can be nothing else stand here."""
    if not begins_phrase(tokens[0]):
        word = token_at(tokens, 1).lower
        return is_plural(tokens[0].lower) and (word in verbs.CERTAIN_PASTS - verbs.PARTICIPLES or word in ("were", "have"))
    for index in range(1, min(len(tokens), 7)):
        token = tokens[index]
        if is_verb(tokens, index):
            return is_certain(tokens, Predicate(index, index + 1, _one_auxiliary(token), False))
        if token.kind not in ("w", AMOUNT) or token.lower in PREPOSITIONS - {"of"} or token.lower in ("and", "or", "to"):
            return False
    return False


def _one_auxiliary(token: Token) -> tuple[str, ...]:
    return (token.lower,) if token.lower in verbs.AUXILIARIES else ()


def _split_predicates(text: str, tokens: list[Token]) -> list[Piece]:
    whole = Piece("", tokens[0].start, tokens[-1].end)
    predicate = find_predicate(tokens)
    if predicate is None or not is_subject(tokens[: predicate.first]):
        return [whole]
    subject = text[tokens[0].start : tokens[predicate.first].start]
    heads = _find_heads(tokens, predicate)
    if not heads:
        return [whole]
    pieces: list[Piece] = []
    carry, start = "", 0
    for place, head, with_auxiliary in heads:
        pieces.append(Piece(carry, tokens[start].start, tokens[_before_comma(tokens, place) - 1].end))
        carry, start = subject + (" ".join(predicate.auxiliaries) + " " if with_auxiliary else ""), head
    return [*pieces, Piece(carry, tokens[start].start, tokens[-1].end)]


def _find_heads(tokens: list[Token], predicate: Predicate) -> list[tuple[int, int, bool]]:
    """Return where further predicates stand: the place of the conjunction, of the verb, and whether auxiliaries carry on."""
    heads: list[tuple[int, int, bool]] = []
    is_sure = is_certain(tokens, predicate)
    if not is_sure and token_at(tokens, predicate.stop).lower == "by":
        return []
    since = predicate.stop
    for place in range(predicate.stop, len(tokens) - 1):
        if tokens[place].lower not in ("and", "but", ","):
            continue
        head = place + 1
        while head < len(tokens) - 1 and is_adverb(tokens[head].lower):
            head += 1
        carries = _carries(tokens, predicate, head)
        if carries and not _has_participle(tokens, predicate):
            # "Was carrying 50 people and crashed" has nothing to do with "was crashed".
            carries = False if _is_going_on(tokens, predicate) and tokens[head].lower in verbs.PASTS else None
        is_shared_object = place <= since and tokens[since - 1].lower not in verbs.INTRANSITIVE_PASTS
        if carries is None or is_shared_object or _is_closed(tokens[since:place]):
            continue
        if not is_sure and any(is_verb(tokens, index) for index in range(head + 1, len(tokens))):
            continue
        heads.append((place, head, carries))
        since = head + 1
    while heads and tokens[heads[-1][0]].text == ",":
        heads.pop()
    return [] if any(token.lower in DEICTIC for head in heads[:1] for token in tokens[head[1] :]) else heads


def _has_participle(tokens: list[Token], predicate: Predicate) -> bool:
    """Say whether a verb form stands behind "was" that another one can be joined to; other auxiliaries don't matter."""
    if not predicate.has(verbs.BE | {"been"}):
        return True
    return verbs.looks_like_participle(tokens[predicate.stop - 1].lower)


def _is_going_on(tokens: list[Token], predicate: Predicate) -> bool:
    return tokens[predicate.stop - 1].lower.endswith("ing") and not predicate.has(verbs.HAVE)


def _is_closed(tokens: list[Token]) -> bool:
    """Say whether a predicate holds a clause or a second verb, so that what follows could belong to that."""
    if is_subordinate(tokens):
        return True
    return any(is_verb(tokens, index) for index in range(1, len(tokens)))


def _carries(tokens: list[Token], predicate: Predicate, head: int) -> bool | None:
    """Say whether a predicate begins at ``head`` and shares the auxiliaries of the first; None where none begins."""
    word, after = tokens[head].lower, token_at(tokens, head + 1)
    if tokens[head].text[:1].isupper() or tokens[head].kind != "w":
        return None
    if word in verbs.AUXILIARIES or word.endswith(("n't", "n’t")):
        return None if predicate.has(verbs.MODALS) and word in ("have", "do") else False
    has_object = _has_object(word, after)
    if word.endswith("ed") and word not in verbs.PASTS:
        is_counted = after.kind in ("n", AMOUNT) or after.lower in DETERMINERS
        return False if is_counted and not predicate.auxiliaries else None
    is_agent = after.lower == "by" and word in verbs.PARTICIPLES and not predicate.has(verbs.BE)
    if is_agent or not (has_object or _is_open(word, after)):
        return None
    if word in verbs.BASES and predicate.has(verbs.MODALS) and has_object:
        return None if predicate.is_negated else True
    if word in verbs.PRESENTS and has_object and not predicate.has(verbs.MODALS):
        return False
    return _carries_past(word, predicate, has_object)


def _has_object(word: str, after: Token) -> bool:
    """Say whether a noun phrase follows a verb; before a title or a name "ousted" and "retired" may describe."""
    is_described = is_capitalised(after) and (word in verbs.ADJECTIVAL or fold(after.text) in NOT_NAMES)
    return begins_phrase(after) and not is_described


def _is_open(word: str, after: Token) -> bool:
    """Say whether what follows a verb can be no noun that the verb describes."""
    if word in verbs.CERTAIN_PASTS - verbs.PARTICIPLES or after is NOTHING:
        return True
    return after.lower in PREPOSITIONS or is_adverb(after.lower) or after.text in (".", ",")


def _carries_past(word: str, predicate: Predicate, has_object: bool) -> bool | None:
    is_past, is_participle = word in verbs.PASTS, word in verbs.PARTICIPLES
    if predicate.has(verbs.MODALS) or not (is_past or is_participle):
        return None
    is_passive = predicate.has(verbs.BE | {"been"})
    if is_participle and (predicate.has(verbs.HAVE) or is_passive) and word not in verbs.CERTAIN_PASTS - verbs.PARTICIPLES:
        if is_passive and (has_object or word in verbs.CERTAIN_PASTS):
            return False if is_past and not predicate.has(verbs.HAVE) and not predicate.is_negated else None
        return None if predicate.is_negated else True
    return False if is_past else None
