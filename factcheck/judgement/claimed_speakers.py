"""Whom a claim has say something, and whether a passage has it from another."""

from __future__ import annotations

import re

from factcheck.judgement.attribution import Attribution, find_attribution
from factcheck.judgement.names import Name, find_names, folded_words, speaks_of
from factcheck.judgement.salience import Scene
from factcheck.judgement.speaker_comparison import are_compatible, single_keys
from factcheck.judgement.speakers import ROLES, country_of

# From a speaker's name to the word of speaking: "Moscow’s defence ministry has neither confirmed …".
WITHIN_REACH = 60
SPEAKING = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old)|st(?:ate[sd]?|atement|ating)|confirm\w*|den(?:y|ies|ied|ying|ial)|announc\w*"
    r"|acknowledg\w*|admit\w*|claim\w*|report\w*|comment\w*|declar\w*|respon[ds]\w*|insist\w*|warn\w*|dismiss\w*|reject\w*"
    r"|accus\w*|assert\w*|reveal\w*|disclos\w*|according to|spokes\w+|promis\w*|vow\w*|pledg\w*|refus\w*|declin\w*)\b",
    re.IGNORECASE,
)
# "Declared an epidemic", "announced its closure", "reported 300 cases" tell what somebody did or had, whoever tells it.
_ACT = re.compile(
    r"\s{1,9}(?:(?:has|have|had)\s{1,9})?(?:(?:announce|declare)[sd]?\s{1,9}(?:an?|the|its|his|her|their|plans?|no)"
    r"|(?:report|post)(?:s|ed)\s{1,9}(?:an?|its|their|no|\d[\d,.]{0,15})|sa(?:id|ys)\s{1,9}(?:sorry|goodbye|yes|no))\b"
    r"(?!\s{1,9}\w{1,30}\s{1,9}that\b)"
)


def find_claimed_speaker(claim: str) -> Attribution | None:
    """Return who says what is claimed, in a claim such as "X said that …"; None where it is claimed of the world."""
    said = find_attribution(claim, 0, len(claim))
    return None if said is None or _ACT.match(claim, said.end) else said


def is_other_speaker(claimed: Attribution | None, scene: Scene) -> bool:
    """Say whether a passage has from another, or from nobody, what somebody is claimed to have said.

    A passage that names the speaker as speaking, without quoting them, is left to the model: "Moscow has not confirmed
    the raid" is one, "troops arrived to support Moscow" is not.
    """
    if claimed is None or not claimed.speaker_key:
        return False
    if scene.attribution is not None and scene.attribution.speaker_key:
        found = single_keys(scene.attribution.speaker_key)
        # Of two who are claimed to have said it, each must have.
        return not all(any(_may_be_one(key, other) for other in found) for key in single_keys(claimed.speaker_key))
    spoken = find_names(claimed.speaker)
    return bool(spoken) and not any(_speaks(name, scene.passage) for name in spoken)


def _may_be_one(claimed: str, found: str) -> bool:
    """ "Two army engineers" may be "two engineers who serve with the garrison": many of one trade, of no other country."""
    if are_compatible(claimed, found):
        return True
    countries = {country_of(claimed), country_of(found)} - {None}
    trades = {word for word in ROLES.intersection(claimed.split(), found.split()) if word.endswith("s")}
    return bool(trades) and len(countries) < 2


def _speaks(speaker: Name, passage: str) -> bool:
    """Say whether the passage has a word of speaking soon after the speaker's name, or "according to" before it."""
    for name in find_names(passage):
        if speaks_of(speaker, frozenset({name.key}), folded_words(name.text)):
            before, after = passage[: name.start], passage[name.end : name.end + WITHIN_REACH]
            if SPEAKING.search(after) or before.rstrip().casefold().endswith(("according to", "as per")):
                return True
    return False
