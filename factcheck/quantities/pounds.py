"""Whether pounds are money or a weight."""

from __future__ import annotations

from factcheck.quantities.lexicon import word_set
from factcheck.quantities.modifiers import read_modifier_before
from factcheck.quantities.tokens import Token, token_at

# Nobody weighs by the million pounds, but for what is said behind "of".
LEAST_MONEY = 1e6
_VERBS = word_set(
    """
    pay pays paid paying cost costs costing worth fined spend spends spent spending raise raises raised raising earn earns
    earned earning owe owes owed owing donate donated invest invested borrow borrowed lend lent price priced
    """
)
_NOUNS = word_set(
    """
    price prices loan loans fine fines cost costs salary salaries debt debts bill bills grant grants fee fees bribe bribes
    budget bail rent ransom compensation damages donation donations profit profits bonus bonuses deposit sold bought
    """
)
_LINKS = word_set("of at for him her them it us")


def is_money(tokens: list[Token], first: int, stop: int, value: float) -> bool:
    """Whether an amount of pounds (``tokens[first:stop]``) is money: paid, owed or cost, or a million and more of them."""
    if _is_paid(tokens, first):
        return True
    return value >= LEAST_MONEY and token_at(tokens, stop).lower != "of"


def _is_paid(tokens: list[Token], first: int) -> bool:
    """Whether a word of money stands right before an amount: "paid more than", "a loan of", "fined him"."""
    modifier = read_modifier_before(tokens, first)
    place = (modifier[1] if modifier else first) - 1
    word, before = token_at(tokens, place).lower, token_at(tokens, place - 1).lower
    return word in _VERBS or (word in _LINKS and (before in _NOUNS or before in _VERBS))
