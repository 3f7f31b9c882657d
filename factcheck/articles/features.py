"""What a sentence is made of, as far as it says whether the sentence is worth checking."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from factcheck.articles import cues

SHORT_WORDS = 7
LONG_WORDS = 16


def read_features(sentence: str) -> dict[str, float]:
    """Return the features of a sentence by name, each between 0 and 1."""
    text = " ".join(sentence.split())
    return {name: float(test(text)) for name, test in TESTS.items()}


def _has_figure(text: str) -> bool:
    rest = cues.YEAR.sub(" ", text)
    return bool(cues.DIGITS.search(rest) or cues.NUMBER_WORD.search(rest))


def _has_name(text: str) -> bool:
    names = [name for name in cues.NAME.findall(text) if not cues.CALENDAR.fullmatch(name)]
    return bool(names or cues.LEADING_NAME.match(text))


def _has_past(text: str) -> bool:
    outside = cues.QUOTED.sub(" ", text)
    return bool(cues.REGULAR_PAST.search(outside) or cues.IRREGULAR_PAST.search(outside))


def _is_bare(text: str) -> bool:
    """Whether nothing in it could be looked up: no figure, no name, no date."""
    return not (_has_figure(text) or _has_name(text) or cues.DATE.search(text))


def _is_quote(text: str) -> bool:
    """Whether it is somebody's own words for the greater part."""
    quoted = sum(len(match.group()) for match in cues.QUOTED.finditer(text))
    return cues.QUOTE_START.match(text) is not None and 2 * quoted > len(text)


def _search(pattern: str) -> Callable[[str], bool]:
    compiled = getattr(cues, pattern)
    return lambda text: compiled.search(text) is not None


TESTS: Mapping[str, Callable[[str], bool]] = {
    "figure": _has_figure,
    "measure": lambda text: _has_figure(text) and cues.MEASURE.search(text) is not None,
    "name": _has_name,
    "date": _search("DATE"),
    "reported": _search("REPORTED"),
    "past": _has_past,
    "perfect": _search("PERFECT"),
    "act": _search("ACT"),
    "comparison": _search("COMPARISON"),
    "question": lambda text: text.rstrip("\"”’') ").endswith("?"),
    "exclamation": lambda text: text.rstrip("\"”’') ").endswith("!"),
    "future": _search("FUTURE"),
    "modal": _search("MODAL"),
    "judgement": _search("JUDGEMENT"),
    "unknown": _search("UNKNOWN"),
    "scenery": _search("SCENERY"),
    "first person": _search("FIRST_PERSON"),
    "second person": _search("SECOND_PERSON"),
    "imperative": _search("IMPERATIVE"),
    "quote": _is_quote,
    "generic": lambda text: _is_bare(text) and cues.GENERIC.match(text) is not None,
    "bare": _is_bare,
    "short": lambda text: len(text.split()) < SHORT_WORDS,
    "long": lambda text: len(text.split()) >= LONG_WORDS,
    "open end": lambda text: text.rstrip("\"”’') ")[-1:] not in set(".!?…:;"),
}
