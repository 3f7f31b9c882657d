"""Names around an amount: who acts, where it happens, and what demonyms and capitals stand for."""

from __future__ import annotations

from factcheck.quantities.lexicon import FUNCTION_WORDS, MONTHS, word_set
from factcheck.quantities.tokens import Token, is_capitalised, token_at

_DEMONYM_LINES = """
russia russian russians
ukraine ukrainian ukrainians
china chinese
iran iranian iranians
israel israeli israelis
palestine palestinian palestinians
syria syrian syrians
turkey turkish turks türkiye
germany german germans
france french
britain british briton britons uk u.k. england
america american americans us u.s. usa u.s.a.
poland polish poles
japan japanese
india indian indians
pakistan pakistani pakistanis
afghanistan afghan afghans
iraq iraqi iraqis
yemen yemeni yemenis
lebanon lebanese
egypt egyptian egyptians
canada canadian canadians
mexico mexican mexicans
brazil brazilian brazilians
italy italian italians
spain spanish spaniards
belarus belarusian belarusians
georgia georgian georgians
europe european europeans
africa african africans
australia australian australians
sudan sudanese
ethiopia ethiopian ethiopians
""".strip().splitlines()
_DEMONYMS = {word: line.split()[0] for line in _DEMONYM_LINES for word in line.split()}
# A capital stands for its government as an actor, though not as a place.
_CAPITALS = {
    "moscow": "russia", "kremlin": "russia", "kyiv": "ukraine", "kiev": "ukraine", "beijing": "china",
    "tehran": "iran", "washington": "america", "london": "britain", "paris": "france", "berlin": "germany",
    "pyongyang": "north korea", "seoul": "south korea", "ankara": "turkey", "minsk": "belarus", "delhi": "india",
}  # fmt: skip
_GENERIC = word_set(
    """
    general staff president minister ministry prime defence defense foreign army military police government region
    institute north south east west northern southern eastern western monday tuesday wednesday thursday friday saturday
    sunday january february march april may june july august september october november december breaking news state
    states united local global new company report
    """
)
_PLACE_PREPOSITIONS = word_set("in to into inside within across over near at of throughout around outside from")
_PLACE_NOUNS = word_set(
    """
    territory region soil city town village capital province district waters airspace side border land area coast
    """
)
_CLAUSE_ENDS = word_set("since after when while as which who that but because although and before until , ; : ( – —")


def fold_name(word: str, *, as_actor: bool = True) -> str:
    """A name in one spelling: demonyms become the country, and for an actor a capital becomes its government."""
    key = word.lower().removesuffix("'s").removesuffix("’s")
    key = _DEMONYMS.get(key, key)
    return _CAPITALS.get(key, key) if as_actor else key


def read_name(tokens: list[Token], index: int, *, is_first: bool = False, as_actor: bool = True) -> str:
    """The folded name that a token is, or an empty string."""
    token = tokens[index]
    if not is_capitalised(token) or token.text in MONTHS or len(token.text) < 2:
        return ""
    key = fold_name(token.text, as_actor=as_actor)
    if key in ("korea", "korean", "koreans"):
        side = token_at(tokens, index - 1).lower
        return f"{side} korea" if side in ("north", "south") else "korea"
    if key in _GENERIC or key in FUNCTION_WORDS:
        return ""
    is_known = key != token.lower or key in _DEMONYMS or (len(token.text) > 2 and token.text.isupper())
    return key if is_known or not is_first else ""


def fold_qualifiers(words: tuple[str, ...]) -> tuple[set[str], set[str]]:
    """The words before a head noun as names of nations and as plain qualifiers."""
    names, plain = set(), set()
    for index, word in enumerate(words):
        if word in ("korean", "korea"):
            side = words[index - 1] if index else ""
            names.add(f"{side} korea".strip())
        elif word in _DEMONYMS or word in _CAPITALS:
            names.add(fold_name(word))
        elif word not in ("north", "south") or words[index + 1 : index + 2] not in (("korean",), ("korea",)):
            plain.add(word)
    return names, plain


def _is_adjective(tokens: list[Token], index: int) -> bool:
    """ "in Israeli attacks" names no place, "into Russian territory" does."""
    after = token_at(tokens, index + 1)
    is_demonym = _DEMONYMS.get(tokens[index].lower, tokens[index].lower) != tokens[index].lower
    return is_demonym and after.kind == "w" and not is_capitalised(after) and after.lower not in _PLACE_NOUNS


def find_places(tokens: list[Token], spots: list[str], start: int, stop: int) -> set[str]:
    """The names in place phrases ("in the Kursk region") among some tokens, up to the end of the first clause."""
    found: set[str] = set()
    index = start
    while index < stop:
        word = tokens[index].lower
        if word in _CLAUSE_ENDS and index > start:
            break
        index += 1
        if word not in _PLACE_PREPOSITIONS:
            continue
        while index < stop and (tokens[index].lower in ("the", "its") or is_capitalised(tokens[index])):
            if spots[index] and not _is_adjective(tokens, index):
                found.add(spots[index])
            index += 1
    return found
