"""The parts of a compound claim, each a sentence of its own that can be judged.

English only, by rules. A wrong part would make a wrong verdict, so a claim stays whole wherever "and" may join something
else: in what somebody said, under a condition, in a comparison, within a name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from factcheck.judgement import verbs
from factcheck.judgement.clauses import Piece, split_clauses
from factcheck.judgement.enumerations import find_enumeration
from factcheck.judgement.predicates import find_predicate, read_tokens
from factcheck.quantities import Quantity, parse_quantities
from factcheck.quantities.counted import is_plural, normalise_noun
from factcheck.quantities.tokens import Token
from factcheck.text.sentences import split_sentences
from factcheck.text.spans import Span

MOST_PARTS = 6
# Beyond these a text is no claim, and a sentence no sentence.
LONGEST_CLAIM = 4_000
MOST_TOKENS = 120

_WHOLE = re.compile(
    r"\b(?:if|unless|whether|provided|otherwise|or|nor|either|neither|than|versus|vs|compared|compares|respectively"
    r"|according|reportedly|allegedly|apparently|supposedly|would have|could have|might have|as (?:well|many|much|long) as"
    r"|said|says?|saying|told|tells?|stat(?:ed|es|ing)|claim(?:s|ed|ing)?|report(?:s|ed|ing)?|announc(?:ed|es|ing)"
    r"|warn(?:s|ed|ing)|insist(?:s|ed|ing)|den(?:y|ied|ies|ying)|confirm(?:s|ed|ing)?|alleg(?:es|ed|ing)|argu(?:ed|es|ing)"
    r"|believ(?:ed?|es|ing)|thinks?|thought|expect(?:s|ed)|hopes?|hoped|fear(?:s|ed)|suggest(?:s|ed|ing)?|assert(?:s|ed)"
    r"|suspect(?:s|ed)|wrote|writes|tweeted|posted|cited|citing|quoted|quoting|rumou?red|accus(?:ed|es|ing)|estimated"
    r"|promis(?:ed|es)|vow(?:s|ed)|pledg(?:ed|es)|admit(?:s|ted)|acknowledg(?:ed|es)|declared|declares|explained|noted"
    r"|predict(?:s|ed)|imagin(?:ed|es)|pretend(?:s|ed))\b|[?:]|\s[-–—]+\s|—|…|\.\.\.",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"\A\W*(?:\w+\W+){0,2}?(?:it|its|he|she|they|them|him|his|her|hers|their|theirs|this|that|these|those|such|both|others?|another"
    r"|there|the latter|the former|the same|so|but|then|also|instead|however|therefore|thus|meanwhile|we|you|our|one|nor)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|he|she|they|them|him|the latter|the former)\b", re.IGNORECASE)
_QUOTATION = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»")
_BARE_NUMBER = re.compile(
    r"(?:\d|hundred|thousand|million|dozen|teen|ty|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))$"
)
# "Romania did not.", "BP will.": what they do stands in another part.
_AUXILIARY = "|".join(sorted(verbs.AUXILIARIES | {"cannot", "be", "been"}))
_ELLIPTIC = re.compile(
    rf"(?:\b(?:{_AUXILIARY})(?: not)?|n[’']t)(?:,? (?:also|either|too|yet|again|later|soon))?\W{{0,3}}$"
    rf"|(?:\b(?:{'|'.join(sorted(verbs.MODALS))}|cannot)(?: not)?|(?:[cw]o|did|does|would|could|might)n[’']t)"
    r" (?:in|on|at|by|until|before|after)\b"
)
_MARKS = " \t\n,;.!"
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class ClaimPart:
    """One statement of a claim: ``text`` can stand alone, ``claim[start:end]`` are the words that are its own."""

    text: str
    start: int
    end: int


def split_claim(text: str) -> list[ClaimPart]:
    """Return the parts of a claim in their order, at least one and at most ``MOST_PARTS``; offsets are code points.

    What is not split is one part with the claim as it is. Parts do not overlap; their texts repeat what they share, as
    the subject in "Ukraine captured Sudzha." and "Ukraine lost Korenevo." Never raises; linear in the length.
    """
    whole = [ClaimPart(text, 0, len(text))]
    if not text.strip() or len(text) > LONGEST_CLAIM:
        return whole
    sentences = _join_dependent(text, split_sentences(text, 0, len(text)))
    for depth in (2, 1, 0):
        parts = [part for sentence, is_single in sentences for part in _split(text, sentence, depth if is_single else 0)]
        if len(parts) <= MOST_PARTS:
            return parts if len(parts) > 1 else whole
    return whole


def _join_dependent(text: str, sentences: list[Span]) -> list[tuple[Span, bool]]:
    """Join sentences that do not stand alone with the one before; say of each whether it is a single one."""
    quotations = [match.span() for match in _QUOTATION.finditer(text)]
    joined: list[tuple[Span, bool]] = []
    for sentence in sentences:
        place = bisect_left(quotations, (sentence.start, 0)) - 1
        is_quoted = place >= 0 and sentence.start < quotations[place][1]
        is_dependent = is_quoted or not _stands_alone(text[sentence.start : sentence.end])
        if joined and (is_dependent or _is_opening(text, joined[-1][0])):
            joined[-1] = (Span(joined[-1][0].start, sentence.end), False)
        else:
            joined.append((sentence, True))
    return joined


def _stands_alone(sentence: str) -> bool:
    if _is_fragment(sentence) or sentence.rstrip("”\"' ").endswith("?") or _REFERS_BACK.match(sentence):
        return False
    return not _PRONOUN.search(sentence)


def _is_opening(text: str, sentence: Span) -> bool:
    """A headline word, a question or "X said:" asks for what follows."""
    written = text[sentence.start : sentence.end]
    return _is_fragment(written) or written.rstrip("”\"' ").endswith(("?", ":"))


def _is_fragment(sentence: str) -> bool:
    words = len(sentence.split())
    if words > _LEAST_WORDS:
        return False
    return words < _LEAST_WORDS or find_predicate(read_tokens(sentence, 0, len(sentence))) is None


def _split(text: str, sentence: Span, depth: int) -> list[ClaimPart]:
    written = text[sentence.start : sentence.end]
    whole = [ClaimPart(written, sentence.start, sentence.end)]
    if not depth or not re.search(r"\band\b|\bbut\b|;", written) or _WHOLE.search(written):
        return whole
    tokens = read_tokens(text, sentence.start, sentence.end)
    while tokens and tokens[-1].text in (".", "!", ";"):
        tokens.pop()
    if not _LEAST_WORDS <= len(tokens) <= MOST_TOKENS:
        return whole
    noun = _find_counted(written)
    parts = [part for piece in split_clauses(text, tokens) for part in _build(text, piece, tokens, depth)]
    completed = [parts[0], *(_complete(part, noun) for part in parts[1:])]
    is_broken = any(_find_bare(part.text) for part in completed[1:]) or any(_ELLIPTIC.search(part.text) for part in parts)
    return whole if len(parts) == 1 or is_broken else completed


def _build(text: str, piece: Piece, tokens: list[Token], depth: int) -> Iterator[ClaimPart]:
    own = [token for token in tokens if piece.start <= token.start < piece.end]
    found = find_enumeration(text, piece.carry, own) if depth > 1 and len(own) > 1 else None
    if found is None:
        yield ClaimPart(_finish(piece.write(text)), piece.start, piece.end)
        return
    for index, (start, end) in enumerate(found.members):
        first = piece.start if index == 0 else start
        last = piece.end if index == len(found.members) - 1 else end
        yield ClaimPart(_finish(f"{found.before}{text[start:end]}{found.after}"), first, last)


def _finish(words: str) -> str:
    words = words.strip(_MARKS)
    return f"{words[:1].upper()}{words[1:]}."


def _find_counted(sentence: str) -> str:
    """Return the noun that the first amount of a sentence counts, as written; an empty string where there is none."""
    amount = next(iter(parse_quantities(sentence)), None)
    if amount is None or amount.unit is not None or not amount.counted:
        return ""
    last = amount.text.rsplit(maxsplit=1)[-1]
    return last if normalise_noun(last) == amount.counted[0] and is_plural(last.lower()) else ""


def _complete(part: ClaimPart, noun: str) -> ClaimPart:
    """Say what a bare number counts: "injured 30" after "killed 12 people"."""
    amount = _find_bare(part.text) if noun else None
    if amount is None:
        return part
    following = part.text[amount.end :]
    rest = amount.end + len(" others") * following.lower().startswith(" others")
    return replace(part, text=f"{part.text[: amount.end]} {noun}{part.text[rest:]}")


def _find_bare(sentence: str) -> Quantity | None:
    """Return the first number that does not say what it counts, so that it says nothing outside its claim."""
    for amount in parse_quantities(sentence):
        follows = sentence[amount.end : amount.end + 6].lower()
        if amount.unit is None and not amount.rate and _BARE_NUMBER.search(amount.text.lower()) and follows[:4] != " of ":
            return amount
    return None
