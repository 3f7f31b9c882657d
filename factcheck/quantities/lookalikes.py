"""Numbers that are no amounts: years, dates, clock times, ages, names, labels, scores, phone numbers, pronouns."""

from __future__ import annotations

from factcheck.quantities.ages import AGE_BEFORE, is_in_list_of_ages
from factcheck.quantities.lexicon import FUNCTION_WORDS, LABELS, MODIFIER_ENDS, MONTHS, PLURALS_WITHOUT_S, SYNONYMS, word_set
from factcheck.quantities.tokens import Token, is_capitalised, is_glued, token_at

_CLOCK = word_set("am pm a.m. p.m. o'clock o’clock gmt utc est edt cet bst pst hrs hours")
_SCORE_AFTER = word_set(
    """
    win victory defeat loss draw lead vote majority decision scoreline result triumph thrashing
    winner
    """
)
_SCORE_BEFORE = word_set(
    """
    won beat lost defeated drew led leading leads trailing trail trails thrashed win victory score
    defeat tied
    """
)
_YEAR_BEFORE = word_set(
    """
    in since by until till from of during before after around early late mid the for and to between a an through
    spring  summer autumn fall winter year circa back about over last this next january february march april
    may june july  august september october november december
    """
)
_BEFORE_ONE_DAY = word_set("in for within after than about least only just of lasted took")
_COMMON = FUNCTION_WORDS | MODIFIER_ENDS


class Frame:
    """The number under judgement: tokens ``first`` up to ``stop``, with what the grammar read around it."""

    __slots__ = ("after_unit", "first", "has_noun", "has_plural", "has_unit", "is_sentence_start", "stop", "tokens", "value")

    def __init__(self, tokens: list[Token], first: int, stop: int, value: float) -> None:
        self.tokens, self.first, self.stop, self.value = tokens, first, stop, value
        self.has_unit = self.has_noun = self.has_plural = self.is_sentence_start = False
        self.after_unit = ""

    def at(self, offset: int) -> Token:
        """A token before (negative offset) or after (from 0) the number."""
        index = self.stop + offset if offset >= 0 else self.first + offset
        return token_at(self.tokens, index)


def is_lookalike(frame: Frame) -> bool:
    """Whether a number is something other than an amount."""
    if frame.has_unit:
        return is_part_of_code(frame) or _is_age(frame) or _is_some_day(frame)
    return any(test(frame) for test in _TESTS)


def is_part_of_code(frame: Frame) -> bool:
    """S-400, MH17, 9/11, 7:03, 22nd, 1990s, +44 20 …, 2024-11-24: something other than a blank touches the number."""
    return _is_joined_before(frame) or _is_joined_after(frame)


def _is_joined_before(frame: Frame) -> bool:
    if not is_glued(frame.tokens, frame.first):
        return False
    before = frame.at(-1)
    if before.kind in "wn":
        return True
    if before.text in "-–—":
        earlier = token_at(frame.tokens, frame.first - 2)
        return earlier.kind in "wn" and is_glued(frame.tokens, frame.first - 1) and before.text != "—"
    if before.text == "+":
        return not frame.has_unit
    if before.text == "/" and frame.has_unit and token_at(frame.tokens, frame.first - 2).kind == "w":
        return False
    return before.text in "/:#@_.=&\\^*)"


def _is_joined_after(frame: Frame) -> bool:
    if not is_glued(frame.tokens, frame.stop):
        return False
    after, beyond = frame.at(0), frame.at(1)
    if after.kind in "wn":
        return not frame.has_unit
    if after.text in "/:_@\\^*=" and is_glued(frame.tokens, frame.stop + 1):
        return after.text != "/" or beyond.kind == "n"
    if frame.has_unit:
        return False
    if after.text not in "-–" or not is_glued(frame.tokens, frame.stop + 1):
        return after.text == "°"
    return beyond.kind == "n" or beyond.lower not in ("plus", "odd", "some", "strong", "member")


def _is_year(frame: Frame) -> bool:
    token, last = frame.tokens[frame.first], frame.tokens[frame.stop - 1]
    if not (_reads_as_year(token) and _reads_as_year(last)) or (frame.has_plural and frame.value < 1400):
        return False
    if frame.stop > frame.first + 1 or not frame.has_plural:
        return not frame.has_plural
    before, after = frame.at(-1).lower, frame.at(0).lower
    strong = SYNONYMS.get(_singular(after)) or after in PLURALS_WITHOUT_S
    if before in MODIFIER_ENDS:
        return before == "around" and not strong
    return before in _YEAR_BEFORE or (is_capitalised(frame.at(-1)) and not strong)


def _reads_as_year(token: Token) -> bool:
    return len(token.text) == 4 and token.text.isdigit() and token.kind == "n" and 1000 <= int(token.text) <= 2150


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") else word


def _is_date(frame: Frame) -> bool:
    if frame.value > 31 or frame.value != int(frame.value):
        return False
    before, after = frame.at(-1), frame.at(0)
    if before.text == ".":
        before = token_at(frame.tokens, frame.first - 2)
    if before.text in MONTHS or after.text in MONTHS:
        return True
    if after.lower in ("and", "or", "to", ",", "&") and frame.at(1).kind == "n" and frame.at(2).text in MONTHS:
        return True
    if before.lower in ("and", ",", "to", "or"):
        earlier = token_at(frame.tokens, frame.first - 2)
        month = token_at(frame.tokens, frame.first - 3).text
        return earlier.kind == "n" and month in MONTHS and not frame.has_noun
    return before.lower in ("and", "&") and after.text in MONTHS


def _is_clock(frame: Frame) -> bool:
    after = frame.at(0).lower
    if after in _CLOCK:
        return after != "hours" or len(frame.tokens[frame.first].text) == 4
    return frame.at(-1).lower == "at" and frame.value <= 24 and not frame.has_noun


def _is_age(frame: Frame) -> bool:
    if frame.after_unit in ("old", "olds"):
        return True
    before = frame.at(-1)
    following = [token_at(frame.tokens, frame.first + step).lower for step in range(1, 7)]
    words = [word for word in following if word != "-"]
    unit = next((place for place, word in enumerate(words[:4]) if word in ("year", "years", "yr", "month")), None)
    if unit is not None and words[unit + 1 : unit + 2] and words[unit + 1] in ("old", "olds"):
        return True
    if unit is not None and words[unit + 1 : unit + 3] == ["of", "age"]:
        return True
    if before.lower in AGE_BEFORE and not frame.has_noun and frame.value <= 120:
        return True
    if frame.has_unit or frame.has_noun or not 0 < frame.value <= 110:
        return False
    if frame.at(0).lower == "when" and before.lower in ("was", "is", "only", "just", "were"):
        return True
    earlier = token_at(frame.tokens, frame.first - 2)
    named = before.text == "," and (is_capitalised(earlier) or earlier.kind == "n")
    both = before.lower == "both" or (before.text == "(" and is_capitalised(earlier) and frame.at(0).text == ")")
    return (
        (named and frame.at(0).text in (",", ".", ")", ";"))
        or both
        or is_in_list_of_ages(frame.tokens, frame.first, frame.stop)
    )


def _is_label(frame: Frame) -> bool:
    """Boeing 737, Article 5, type 2, World War Two, the Big Four: the number names its neighbour."""
    before, number = frame.at(-1), frame.tokens[frame.first]
    if before.text == "." and token_at(frame.tokens, frame.first - 2).lower == "no":
        return True
    if before.kind != "w":
        return False
    if before.lower in LABELS and not (before.lower in ("number", "top") and frame.has_noun and frame.value > 100):
        return True
    if number.kind == "w":
        return is_capitalised(number) and is_capitalised(before) and not frame.has_noun
    if not is_capitalised(before) or before.lower in _COMMON:
        return False
    if len(before.text) == 1 and before.text != "A":
        return True
    after = frame.at(0).lower
    strong = after in PLURALS_WITHOUT_S or (_singular(after) != after and _singular(after) in SYNONYMS)
    is_first_word = frame.first == 1 or token_at(frame.tokens, frame.first - 2).text in (".", "!", "?", ":", '"', "“")
    is_headline_verb = is_first_word and before.lower.endswith(("s", "ed", "ing"))
    return not (frame.has_noun and (strong or is_headline_verb))


def _is_score(frame: Frame) -> bool:
    if frame.at(0).lower in _SCORE_AFTER and frame.at(-1).text in "-–" and frame.at(-1).text:
        return True
    if frame.at(0).text not in ("-", "–", "to"):
        return False
    beyond = frame.at(1)
    return beyond.kind == "n" and token_at(frame.tokens, frame.first - 1).lower in _SCORE_BEFORE


def _is_list_mark(frame: Frame) -> bool:
    before, after = frame.at(-1), frame.at(0)
    if before.text in ("(", "[") and after.text in (")", "]"):
        return True
    is_first = frame.first == 0 or frame.is_sentence_start
    return is_first and after.text in (".", ")") and frame.at(1).text != "" and frame.tokens[frame.first].kind == "n"


def _is_bare_id(frame: Frame) -> bool:
    """Six digits or more without a separator and without anything counted are a number to dial or to quote."""
    token = frame.tokens[frame.first]
    return frame.stop == frame.first + 1 and token.text.isdigit() and len(token.text) > 5 and not frame.has_noun


def _is_pronoun(frame: Frame) -> bool:
    """ "one" counts only before a person or a thing that news counts; "one day" and "one of the" never do."""
    if frame.stop != frame.first + 1 or frame.tokens[frame.first].lower != "one":
        return False
    noun = _singular(frame.at(0).lower)
    return noun not in SYNONYMS and noun not in ("civilian", "woman", "man", "drone", "missile", "passenger", "officer")


def _is_some_day(frame: Frame) -> bool:
    """ "One day it will rain" measures nothing, "within one day" does."""
    words = frame.tokens[frame.first].lower, frame.at(0).lower
    return words == ("one", "day") and frame.at(-1).lower not in _BEFORE_ONE_DAY


_TESTS = (
    is_part_of_code, _is_year, _is_date, _is_clock, _is_age, _is_label, _is_score, _is_list_mark, _is_bare_id,
    _is_pronoun,
)  # fmt: skip
