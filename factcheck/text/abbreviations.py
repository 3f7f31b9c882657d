"""Abbreviations of English news prose, in groups by what may follow them.

All in small letters and without the final full stop. Ordinary words that law reports abbreviate to ("ill.", "so.",
"mass.", "will.") are left out on purpose: news prose ends sentences with them.
"""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Stand before a name or a further title: a capital letter after them does not begin a sentence.
TITLES = _set(
    "mr mrs ms mx dr drs prof rev fr hon st ste mt ft messrs mme mlle sra"
    " gen lt col maj brig capt cpt cmdr cdr adm sgt cpl pvt pfc supt insp det"
    " gov sen sens rep reps pres amb atty ald vs"
)

MONTHS = _set("jan feb mar apr jun jul aug sep sept oct nov dec")

# Stand before a figure: "No. 10", "p. 4", "Jan. 5", "approx. 300".
BEFORE_FIGURES = MONTHS | _set("no nos nr p pp art arts sec secs fig figs vol vols ch para c ca approx est max min")

# May stand at the end of a sentence as well as inside: what follows decides.
EITHER = _set(
    "inc corp co ltd plc llc bros dept div assn assoc univ inst intl natl govt ave blvd rd hwy bldg jr sr esq"
    " etc al cf viz incl excl resp approx km cm mm kg lb lbs oz mi sq cu mph kph hr hrs mins"
    " tue tues thu thur thurs ala ariz ark calif colo conn del fla kan ky md mich minn mo mont neb nev okla penn tenn"
    " tex va vt wis wyo u.s u.k u.n e.u u.a.e d.c n.y l.a a.m p.m e.g i.e b.c a.d ph.d m.d u.s.a u.s.s.r"
)

KNOWN = TITLES | MONTHS | EITHER
