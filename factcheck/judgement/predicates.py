"""One sentence as tokens, and the verbs in it: what is needed to tell which words "and" joins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from factcheck.judgement import verbs
from factcheck.quantities import parse_quantities
from factcheck.quantities.counted import is_plural
from factcheck.quantities.tokens import Token, is_capitalised, scan_tokens, token_at

OPAQUE, AMOUNT, ADVERB = "q", "a", "r"
NO_LONGER = "no longer"
DETERMINERS = frozenset("the a an its their his her our my another several many some both all every each".split())  # noqa: SIM905
DEICTIC = frozenset("it they them he she him there that those this these i we you us me so latter former too".split())  # noqa: SIM905
POSSESSIVES = frozenset(["its", "their", "his", "her"])
_SUBORDINATE = frozenset(
    """
    that which who whom whose when while because although though where whereby how why what as after before
    since until once during despite without
    """.split()  # noqa: SIM905
)
# Behind these a clause may follow, or a mere date: "since August".
_MAY_BE_TIME = frozenset(["after", "before", "since", "until", "during", "despite", "without", "as", "once"])
_NEGATIONS = frozenset("not never no none neither nobody nothing few little hardly barely only cannot".split()) | {NO_LONGER}  # noqa: SIM905
# "Did no harm", "did nothing wrong": behind these stands what is done, and no verb.
_NOUN_NEGATIONS = frozenset(["no", "none", "nobody", "nothing", "few", "little", "neither"])
_TIME_OPENERS = frozenset("in on at during since by after before last this meanwhile earlier yesterday today".split())  # noqa: SIM905
PREPOSITIONS = frozenset(
    """
    in on at by from to with within near into over under across after before since for against during until
    through around along off of out up down back
    """.split()  # noqa: SIM905
)
_LONGEST_NAME = 5
_ADVERBS = frozenset("also then later now still subsequently since already recently even again soon".split())  # noqa: SIM905
_VERBS_IN_LY = frozenset("apply reply supply rely imply comply multiply rally bully tally ally".split())  # noqa: SIM905
# Between a modal and its verb, where they are nothing else: "would rather resign", "may well close".
_BEFORE_BASE = frozenset(
    "rather well first just ever instead always often therefore however thus perhaps almost once yet both all".split()  # noqa: SIM905
)
# In the place of a verb behind "do" or "will" these are none.
_NO_BASES = frozenset("and or but nor if more most less much enough better worse best anything something everything".split())  # noqa: SIM905
# "Won't", "can't" and "shan't" without their ending.
_SHORT_MODALS = frozenset(["wo", "ca", "sha", "cannot"])

_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|‘[^‘’]*’(?!\w)|(?<!\w)'[^']*'(?!\w)|\([^()]*\)|\[[^\][]*\]")
_NAMES_WITH_AND = re.compile(
    r"\b(?:Bosnia and Herzegovina|Trinidad and Tobago|Antigua and Barbuda|(?:Saint|St\.?) Kitts and Nevis"
    r"|(?:Saint|St\.?) Vincent and the Grenadines|S[aã]o Tom[eé] and Pr[ií]ncipe|Turks and Caicos|Newfoundland and Labrador"
    r"|Jammu and Kashmir|Tyne and Wear|Wallis and Futuna|Brighton and Hove|Marks and Spencer|Procter and Gamble"
    r"|Ernst and Young|Standard and Poor['’]s|Smith and Wesson|Dolce and Gabbana|Barnes and Noble|Simon and Schuster"
    r"|Hammersmith and Fulham|Kensington and Chelsea|Romeo and Juliet|Tom and Jerry"
    r"|Legal and General|Abercrombie and Fitch|Dun and Bradstreet|Black and Decker|Bed Bath and Beyond|Crate and Barrel"
    r"|War and Peace|Pride and Prejudice|Crime and Punishment|Law and Order|Bonnie and Clyde"
    r"|([A-Z][\w’'-]{0,40}) and \1|[A-Z][\w.’'-]{0,40} & [A-Z][\w.’'-]{0,40}(?: [A-Z][\w.’'-]{0,40}){0,4})\b"
)

_NO_LONGER = re.compile(r"\bno longer\b(?! than\b)")


class Predicate(NamedTuple):
    """The first verb group of a clause: tokens ``[first, stop)``, the subject being whatever stands before."""

    first: int
    stop: int
    auxiliaries: tuple[str, ...]
    is_negated: bool

    def has(self, words: frozenset[str]) -> bool:
        """Say whether one of these is among the auxiliaries."""
        return any(word in words for word in self.auxiliaries)


def read_tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of a part of a text; a quotation, an amount, "no longer", a name with "and" are one each."""
    part = text[start:end]
    spans = [(match.start(), match.end(), OPAQUE) for match in _QUOTED.finditer(part)]
    spans += [(match.start(), match.end(), "w") for match in _NAMES_WITH_AND.finditer(part)]
    spans += [(match.start(), match.end(), ADVERB) for match in _NO_LONGER.finditer(part)]
    spans += [(amount.start, amount.end, AMOUNT) for amount in parse_quantities(part)]
    taken = _without_overlaps(spans)
    tokens: list[Token] = []
    place = 0
    for token in scan_tokens(part):
        while place < len(taken) and taken[place][1] <= token.start:
            place += 1
        if place < len(taken) and taken[place][0] <= token.start:
            first, last, kind = taken[place]
            if not tokens or tokens[-1].end != start + last:
                piece = part[first:last]
                tokens.append(Token(piece, "" if kind == OPAQUE else piece.lower(), kind, start + first, start + last))
            continue
        tokens.append(token._replace(start=start + token.start, end=start + token.end))
    return tokens


def _without_overlaps(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or kept[-1][1] <= span[0]:
            kept.append(span)
    return kept


def find_predicate(tokens: list[Token], start: int = 1) -> Predicate | None:
    """Return the first verb group behind a subject of at least one word, or of as many tokens as ``start`` says."""
    for index in range(start, len(tokens)):
        if is_verb(tokens, index):
            return _read_predicate(tokens, index)
    return None


def find_predicates(tokens: list[Token], start: int = 1) -> Iterator[Predicate]:
    """Yield the first verb group and those with its subject that "and" joins to it: "was found guilty and sentenced"."""
    predicate = find_predicate(tokens, start)
    while predicate is not None:
        yield predicate
        behind = predicate.stop
        predicate = find_predicate(tokens, behind)
        if predicate is not None and not _is_joined(tokens[behind : predicate.first]):
            return


def _is_joined(tokens: Sequence[Token]) -> bool:
    return next((token.lower == "and" for token in reversed(tokens) if not is_adverb(token.lower)), False)


def may_be_verb(word: str) -> bool:
    """Say whether a lower-case word may open a predicate."""
    return _is_auxiliary(word) or word in verbs.PASTS or word in verbs.PRESENTS or verbs.looks_like_participle(word)


def is_verb(tokens: list[Token], index: int) -> bool:
    token, before = tokens[index], tokens[index - 1].lower
    word = token.lower
    if token.kind != "w" or not token.text[0].islower() or before in DETERMINERS or before in ("to", "-"):
        return False
    if before == NO_LONGER and _may_be_base(token) and tokens[index - 2].lower not in DETERMINERS:
        return True
    return may_be_verb(word) or _is_present(tokens, index)


def _is_present(tokens: list[Token], index: int) -> bool:
    """Say whether a form in -s that may be a noun is a verb: where only a name stands before it, and one behind."""
    if tokens[index].lower not in verbs.NOUN_PRESENTS or index > _LONGEST_NAME:
        return False
    is_name = tokens[0].lower not in DETERMINERS | PREPOSITIONS | _SUBORDINATE
    return is_name and all(is_capitalised(token) for token in (*tokens[:index], token_at(tokens, index + 1)))


def _is_auxiliary(word: str) -> bool:
    return word in verbs.AUXILIARIES or word == "cannot" or word.endswith(("n't", "n’t"))


def _read_predicate(tokens: list[Token], first: int) -> Predicate:
    """Read the auxiliaries from ``first`` on, and the verb behind them; without one the last auxiliary is the verb."""
    index, stop, found, is_negated, wants_base = first, first, [], False, False
    while index < len(tokens):
        word = tokens[index].lower
        is_negated = is_negated or word.endswith(("n't", "n’t")) or word in _NEGATIONS
        if _is_auxiliary(word) or word in ("been", "be"):
            found.append(word)
            stop, wants_base = index + 1, _is_modal(word)
        elif found and (word in _NEGATIONS or is_adverb(word)):
            wants_base = wants_base and word not in _NOUN_NEGATIONS
        elif not (wants_base and word in _BEFORE_BASE):
            break
        index += 1
    is_main = index < len(tokens) and (not found or _can_follow(tokens[index].lower))
    if is_main or (wants_base and index < len(tokens) and _may_be_base(tokens[index])):
        stop = index + 1
    return Predicate(first, stop, tuple(found), is_negated)


def _is_modal(word: str) -> bool:
    bare = word.removesuffix("n't").removesuffix("n’t")
    return bare in verbs.MODALS or bare in _SHORT_MODALS


def _can_follow(word: str) -> bool:
    return verbs.looks_like_participle(word) or word in verbs.BASES or word in verbs.PASTS or word.endswith("ing")


def _may_be_base(token: Token) -> bool:
    """Say whether a word can be a verb where one has to stand, whether it is listed or not."""
    word = token.lower
    if token.kind != "w" or not token.text[0].islower() or word in _NO_BASES or word in _NEGATIONS or is_adverb(word):
        return False
    return not (word in DETERMINERS or word in DEICTIC or word in PREPOSITIONS or word in _SUBORDINATE)


def is_adverb(word: str) -> bool:
    return word in _ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in _VERBS_IN_LY)


def is_subject(tokens: list[Token]) -> bool:
    """Say whether what stands before a verb can be repeated before another one."""
    words = [token.lower for token in tokens]
    if not any(token.kind in ("w", AMOUNT) for token in tokens) or "there" in words:
        return False
    if any(word in _NEGATIONS for word in words) or is_subordinate(tokens):
        return False
    commas = words.count(",")
    return commas == 0 or (commas == 1 and words[0] in _TIME_OPENERS and words[-1] != ",")


def is_subordinate(tokens: list[Token]) -> bool:
    """Say whether a subordinate clause begins here: a word that opens one, and for "after" and the like a verb too."""
    for index, token in enumerate(tokens):
        if token.lower in _SUBORDINATE:
            is_time = token.lower in _MAY_BE_TIME
            following = tokens[index + 1 :]
            if not is_time or any(is_verb(following, place) for place in range(1, len(following))):
                # A time before the main clause: "Since August, Ukraine has …".
                if is_time and index == 0 and any(word.text == "," for word in tokens[:6]):
                    continue
                return True
            if following and following[0].lower.endswith("ing"):
                return True
    return False


def begins_phrase(token: Token) -> bool:
    """Say whether a token can begin a noun phrase: a name, a number, a determiner."""
    if token.kind in (AMOUNT, "n", OPAQUE):
        return True
    return is_capitalised(token) or token.lower in DETERMINERS


def is_certain(tokens: list[Token], predicate: Predicate) -> bool:
    """Say whether a verb is finite for sure: "captured Sudzha" is, "captured in May" may be a participle."""
    verb = tokens[predicate.first].lower
    if predicate.auxiliaries or verb in verbs.CERTAIN_PASTS or verb in verbs.PRESENTS:
        return True
    if predicate.stop >= len(tokens):
        return False
    after = tokens[predicate.stop]
    return begins_phrase(after) or (after.kind == "w" and is_plural(after.lower) and after.lower not in PREPOSITIONS)
