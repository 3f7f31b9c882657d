"""Verbs of news prose by form, without a tagger: which word can open a predicate, and what it can stand behind.

A closed list on purpose. A verb that is missing here leaves a claim whole; a noun taken for a verb would tear it apart.
"""

from __future__ import annotations

_REGULAR = """
abandon abduct abolish accept achieve acquire add admit adopt advance appoint approve arrest attack attend award
back ban block board bomb bombard breach cancel capture cease chair change charge claim clear close collapse
complete condemn conduct confiscate conquer continue control convict crash create cripple criticise criticize
cross cure damage declare defeat defend delay deliver demand demolish deploy deport destroy detain devastate
dismantle dismiss dissolve donate double down earn elect eliminate encircle end enter establish evacuate exceed
execute expel explode export extend extradite fail fine finish fire flatten flood follow force gain grant halt
halve hand help hijack hire host import impose impound imprison improve inaugurate include increase injure
inspect install intercept interrupt introduce invade invest jail join kidnap kill land launch liberate lift loot
lower manage marry mine move murder name nationalise nationalize nominate obtain occupy open operate order oust
own pardon pass patrol permit plan plant poison possess postpone praise prevent produce promise publish punish
raid raise ransack ratify reach recall recapture receive recognise recognize recover reduce refuse reject
release remove rename repair repel replace repulse rescue resume retain retire return revoke rob ruin sack
sanction scrap secure seize serve shell sign stab start stop store sue suffer summon supply support surround
suspend target tax threaten topple torch torpedo torture train transfer treat triple use vaccinate veto violate
visit voice walk warn win wound
""".split()  # noqa: SIM905
_INTRANSITIVE = """
resign die arrive collapse escape surrender retreat remain agree appear disappear decline vote emerge
""".split()  # noqa: SIM905
_IRREGULAR = """
beat beat beaten | become became become | begin began begun | break broke broken | bring brought brought
build built built | buy bought bought | catch caught caught | choose chose chosen | come came come | cut cut cut
draw drew drawn | drive drove driven | fall fell fallen | feed fed fed | fight fought fought | find found found
flee fled fled | fly flew flown | forbid forbade forbidden | freeze froze frozen | get got got | give gave given
go went gone | grow grew grown | hit hit hit | hold held held | keep kept kept | lead led led | leave left left
lend lent lent | lose lost lost | make made made | meet met met | overrun overran overrun
overtake overtook overtaken | pay paid paid | put put put | rebuild rebuilt rebuilt | retake retook retaken
ride rode ridden | ring rang rung | rise rose risen | run ran run | seek sought sought | sell sold sold
send sent sent | set set set | shoot shot shot | shut shut shut | sink sank sunk | speak spoke spoken
spend spent spent | spread spread spread | stand stood stood | steal stole stolen | strike struck struck
swear swore sworn | take took taken | teach taught taught | throw threw thrown | undergo underwent undergone
win won won | withdraw withdrew withdrawn | withhold withheld withheld | write wrote written
"""

_FORMS = [form.split() for line in _IRREGULAR.strip().splitlines() for form in line.split("|")]


_DOUBLED = frozenset(
    "ban stop stab rob scrap admit permit plan expel repel kidnap cancel control patrol transfer".split()  # noqa: SIM905
)


def _past_of(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return f"{verb}{verb[-1] if verb in _DOUBLED else ''}ed"


_REGULAR_PASTS = frozenset(map(_past_of, _REGULAR)) | {"canceled"}
# Without an object: "the troops arrived" never means troops that somebody arrived.
INTRANSITIVE_PASTS = frozenset(map(_past_of, _INTRANSITIVE))

PASTS = _REGULAR_PASTS | INTRANSITIVE_PASTS | {past for _, past, _ in _FORMS}
PARTICIPLES = _REGULAR_PASTS | INTRANSITIVE_PASTS | {participle for _, _, participle in _FORMS}
# Pasts that are no participle, or none that could stand behind its noun.
CERTAIN_PASTS = (PASTS - PARTICIPLES) | INTRANSITIVE_PASTS | {"fled"}
# The base of each irregular form, which no stemmer finds.
IRREGULAR_BASES = {form: forms[0] for forms in _FORMS for form in forms[1:]}
BASES = (frozenset(_REGULAR) | frozenset(_INTRANSITIVE) | {base for base, _, _ in _FORMS}) - {"down"}
# Of the forms in -s only those that are hardly ever plural nouns.
PRESENTS = frozenset(
    """
    remains holds controls owns occupies keeps continues begins becomes loses wins takes makes includes leads
    seeks denies refuses allows buys sells builds employs produces destroys kills captures seizes invades bans
    gets gives goes comes pays sends brings receives belongs suffers enters rejects accepts operates
    abandons abolishes accuses achieves acquires admits adopts appoints approves condemns confiscates conquers criticises
    criticizes delivers demolishes deports detains dismantles dismisses donates elects establishes evacuates expels
    extradites imposes imprisons kidnaps lends liberates marries nominates obtains opposes overtakes praises prevents
    prosecutes sues threatens topples urges violates withdraws
    """.split()  # noqa: SIM905
)
# The other forms in -s are plural nouns as well ("attacks", "orders").
NOUN_PRESENTS = frozenset(base + ("es" if base.endswith(("s", "sh", "ch", "x", "go")) else "s") for base in BASES) - PRESENTS
MODALS = frozenset(["will", "would", "can", "could", "may", "might", "must", "shall", "should", "do", "does", "did"])
BE = frozenset(["is", "are", "was", "were"])
HAVE = frozenset(["has", "have", "had"])
AUXILIARIES = MODALS | BE | HAVE
# These describe whom a title follows as often as they say what was done: "ousted President", "retired General".
ADJECTIVAL = frozenset(["retired", "united", "advanced", "armed", "wounded", "injured"])
# Whoever does this to A and B does it to A, and to B.
DISTRIBUTIVE = frozenset(
    """
    arrested attacked banned bombarded bombed bought built captured captures cleared closed conquered controlled
    controls damaged defeated deported destroyed destroys detained downed employs encircled entered evacuated
    executed expelled flooded hit holds injured intercepted invaded jailed killed kills liberated looted lost
    murdered nationalised nationalized occupied occupies opened overran owns poisoned raided recaptured rescued
    retook sacked sanctioned seized seizes shelled stole struck suspended targeted took toppled torched visited
    won wounded delivered sent supplied donated launched ordered deployed received
    """.split()  # noqa: SIM905
)


def looks_like_participle(word: str) -> bool:
    """Say whether a lower-case word may be a verb in -ed or an irregular participle, known or not."""
    return word in PARTICIPLES or (len(word) > 4 and word.endswith("ed") and word not in _NO_PARTICIPLES)


_NO_PARTICIPLES = frozenset(["hundred", "indeed", "speed", "breed", "creed", "greed", "bleed", "kindred", "sacred", "naked"])
