"""The words and signs that stand for numbers."""

from __future__ import annotations

_ONE_WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen
"""
_TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_DENOMINATOR_WORDS = "half third quarter fifth sixth seventh eighth ninth tenth"
ONES = {word: float(value) for value, word in enumerate(_ONE_WORDS.split())}
TENS = {word: 10.0 * value for value, word in enumerate(_TEN_WORDS.split(), start=2)}
MULTIPLES = {"thousand": 1e3, "lakh": 1e5, "million": 1e6, "crore": 1e7, "billion": 1e9, "trillion": 1e12}
SHORT_MULTIPLES = {"k": 1e3, "mn": 1e6, "mln": 1e6, "bn": 1e9, "bln": 1e9, "tn": 1e12, "trn": 1e12}
CASED_MULTIPLES = {"K": 1e3, "M": 1e6, "B": 1e9}
DENOMINATORS = {word: float(value) for value, word in enumerate(_DENOMINATOR_WORDS.split(), start=2)}
PLURAL_DENOMINATORS = {word + "s": value for word, value in DENOMINATORS.items() if word != "half"}
VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅖": 0.4, "⅛": 0.125}
# What the plural of a round number stands for: from twice the word to just below the next such word.
VAGUE = {
    "dozens": (24, 99), "scores": (40, 99), "hundreds": (200, 999), "thousands": (2e3, 9999),
    "millions": (2e6, 9.99e8), "billions": (2e9, 9.99e11),
}  # fmt: skip
VAGUE_PAIRS = {
    ("tens", "thousands"): (2e4, 99_999), ("hundreds", "thousands"): (2e5, 999_999),
    ("tens", "millions"): (2e7, 9.9e7), ("hundreds", "millions"): (2e8, 9.99e8),
    ("tens", "billions"): (2e10, 9.9e10), ("hundreds", "billions"): (2e11, 9.99e11),
}  # fmt: skip
