"""The words that the grammar and the comparison know, as plain sets."""

from __future__ import annotations

from factcheck.quantities.quantity import Modifier


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


MONTHS = word_set(
    "January February March April May June July August September October November December"
    " Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)

_MODIFIER_LINES = {
    Modifier.ABOUT: "about|some|around|roughly|approximately|approx|approx .|circa|c .|~|≈|an estimated|estimated"
    "|an average of|on average|averaging|in the region of|in the order of|reportedly",
    Modifier.NEARLY: "nearly|almost|close to|just under|a little under|just short of|just below|approaching",
    Modifier.MORE_THAN: "more than|over|above|in excess of|exceeding|exceeded|exceeds|exceed|greater than|just over"
    "|a little over|well over|slightly more than|just above|topping|topped|upwards of|upward of|surpassing|surpassed|>",
    Modifier.AT_LEAST: "at least|no fewer than|not fewer than|no less than|not less than|a minimum of|minimum|≥",
    Modifier.UP_TO: "up to|as many as|as much as|as high as",
    Modifier.AT_MOST: "at most|no more than|not more than|a maximum of|maximum|≤",
    Modifier.LESS_THAN: "less than|fewer than|under|below|lower than|well under|<",
    Modifier.EXACTLY: "exactly|precisely",
}
MODIFIERS = {tuple(phrase.split()): modifier for modifier, line in _MODIFIER_LINES.items() for phrase in line.split("|")}
LONGEST_MODIFIER = max(map(len, MODIFIERS))
MODIFIER_ENDS = frozenset(phrase[-1] for phrase in MODIFIERS)
TRAILING_MODIFIERS = {
    ("or", "so"): Modifier.ABOUT, ("or", "more"): Modifier.AT_LEAST, ("or", "less"): Modifier.AT_MOST,
    ("or", "fewer"): Modifier.AT_MOST, ("-", "plus"): Modifier.AT_LEAST, ("+",): Modifier.AT_LEAST,
    ("-", "odd"): Modifier.ABOUT, ("-", "some"): Modifier.ABOUT,
}  # fmt: skip

# Words that carry grammar and no content.
GRAMMAR_WORDS = word_set(
    """
    a an the this that these those its his her their our my your it he she they we you i us them him who which what
    whose where when while whom why how and or but nor so yet if than then as at by for from in into inside within of
    off on onto out over per since through throughout to toward towards under until up upon via with without across
    after against along amid among around before behind below beneath beside besides between beyond despite down during
    except near above about like unlike because although though whether is are was were be been being am has have had
    having do does did done will would shall should can could may might must not no there here also already now still
    currently again later ago earlier only just even ever never always each every both all any either neither such
    according due including included told said says say saying added respectively apiece altogether alone together
    today yesterday tomorrow daily weekly monthly yearly annually too very more less fewer most least another other
    others further soon once twice plus minus versus vs some several many few nearly almost roughly approximately mr
    mrs ms dr s t
    """
)
# Verbs and participles that end a noun phrase: "24 soldiers killed", "12 companies took part".
PREDICATES = word_set(
    """
    ahead away apart worth remain remains remained remaining became become becomes went go goes going came come comes
    gone got get gets took take takes made make makes began begin begins left leave leaves held hold holds fell fall
    falls rose rise rises gave give gives kept keep keeps lost lose loses won stood stand stands sat saw see sees seen
    sent send sends taken used needed need needs want wants wanted planned expected set believed thought known followed
    reported reports report claimed claims claim arrived arriving attended attending gathered engaged deployed
    stationed trained serving living working waiting hit killed dead wounded injured missing displaced captured
    destroyed damaged hurt died fled evacuated arrested detained hospitalized hospitalised rescued infected homeless
    tested involved affected trapped stranded recovered ran run runs leaked spilled escaped flowed burned burnt struck
    broke broken sank sunk met fought brought bought built paid spent cost costs meant saw spread drove flew threw drew
    """
)
FUNCTION_WORDS = GRAMMAR_WORDS | PREDICATES
NUMBER_BREAKS = word_set("first second last past next previous coming final")

PLURALS_WITHOUT_S = word_set(
    """
    people men women children personnel troops police servicemen servicewomen policemen firefighters crew
    aircraft  cattle sheep staff dead wounded injured infantry cavalry livestock fish media teeth feet mice
    geese
    """
)
SINGULARS = {
    "men": "man", "women": "woman", "children": "child", "servicemen": "serviceman", "servicewomen": "serviceman",
    "policemen": "policeman", "people": "people", "lives": "life", "wives": "wife", "knives": "knife",
    "countries": "country", "series": "series", "species": "species", "news": "news", "houses": "house",
    "wolves": "wolf", "loaves": "loaf", "halves": "half", "leaves": "leaf", "thieves": "thief", "shelves": "shelf",
    "buses": "bus", "minibuses": "minibus", "viruses": "virus", "bonuses": "bonus", "campuses": "campus", "gases": "gas",
}  # fmt: skip

# Nouns that name the same kind of thing; the first word stands for the class.
_SYNONYM_LINES = """
troop soldier serviceman servicemember personnel fighter force servicewoman combatant militaryman conscript
people person resident inhabitant individual citizen
death fatality dead killed casualtykilled
village settlement hamlet
drone uav quadcopter
plane aircraft airplane aeroplane jet
ship vessel boat
child kid youngster minor
home house dwelling household
participant volunteer enrollee
job position post
company firm business enterprise
worker employee staff staffer
student pupil
car vehicle automobile
attack strike assault
territory land ground area soil
country nation
forest woodland
doctor physician medic
case infection
prisoner captive pow
migrant refugee
town city
policeman police officer
shop store
injury wounded injured
increase rise growth gain
fan supporter
film movie
shell round projectile
""".strip().splitlines()
SYNONYMS = {word: line.split()[0] for line in _SYNONYM_LINES for word in line.split()}
_VERB_LINES = """
control controls controlled controlling hold holds held holding occupy occupies occupied occupying maintain
retake retakes retook retaken recapture recaptured reclaim reclaimed regain regained
deploy deploys deployed send sends sent sending mobilise mobilised mobilize mobilized amass amassed dispatch dispatched
kill kills killed killing dies died dead deaths death fatalities
lose loses lost losing relinquish relinquished surrender surrendered cede ceded
destroy destroyed destroys down downed shot intercept intercepted
wound wounded wounding injure injured injuring hurt
arrest arrested detain detained
begin begins began begun start starts started
buy buys bought purchase purchased
spend spends spent pay pays paid cost costs
get gets got receive receives received
make makes made build builds built construct constructed building constructing
give gives gave given donate donated
take takes took taken seize seized capture captured
rise rises rose risen increase increased grow grows grew surge surged climb climbed jump jumped gain gains
fall falls fell fallen drop dropped decline declined decrease decreased plunge plunged plummet plummets
hit hits strike strikes struck
say says said
"""
VERBS = {word: line.split()[0] for line in _VERB_LINES.strip().splitlines() for word in line.split()}
PEOPLE = word_set(
    """
    troop people child worker student policeman doctor prisoner migrant woman man civilian passenger patient
    victim  protester voter player driver teacher farmer tourist hostage journalist member girl boy teenager
    adult official  customer user viewer visitor participant fan guest family militant rebel gunman suspect
    sailor pilot  firefighter rescuer volunteer nurse athlete immigrant american briton palestinian israeli
    """
)
NEUTRAL_QUALIFIERS = word_set(
    """
    new different total additional separate local individual various consecutive full whole entire main key
    major  more other own such potential fellow so-called several elite fresh estimated reported
    """
)
LABELS = word_set(
    """
    article section chapter page paragraph clause verse figure table appendix highway route interstate
    motorway     flight channel room apartment flat gate platform floor question item exhibit episode season
    series volume issue     phase stage level category class grade type tier group version model mark part
    unit no number day week round lap     magnitude top rule regulation resolution protocol act title size
    line lane block building formula windows     boeing airbus iphone android playstation xbox ios apollo
    operation covid sars league division district zone     region ward sector area bus train tram file form
    code pin zip po box suite agent pope chromosome
    """
)
