"""Ways of saying the same and of saying the reverse, for comparing two claims word by word.

Written for this purpose: words that claims in the news use, not a dictionary. A word that is in no group stands for itself.
"""

from __future__ import annotations

from functools import cache

from factcheck.judgement.polarity import read_terms

# Each line is one group; words with more than one sense are left out unless claims use them in one.
ALIKE = """
die died dead death deaths perish kill kills killed killing
injure injured wound wounded hurt
buy bought purchase purchased acquire acquired
sell sold sale
resign resigned resignation quit
fire fired dismissal sack sacked
arrest arrested detain detained
jail jailed prison imprison imprisoned
ban banned prohibit prohibited outlaw outlawed forbid forbidden
allow allowed permit permitted legalize legalise
rise rose risen increase increased grow grew grown growth climb climbed soar soared
fall fell fallen decrease decreased decline drop dropped shrink shrank
win won victory
lose lost defeat
child children kid kids
woman women female
man men male
doctor doctors physician physicians
car cars vehicle vehicles automobile
house houses home homes
flee fled evacuate evacuated
destroy destroyed demolish demolished
build built construct constructed construction
begin began begun start started
end ended stop stopped cease halt
capture captured seize seized
attack attacked assault
explode exploded explosion blast
collapse collapsed
coronavirus covid corona
vaccine vaccines vaccination vaccinated jab jabs shot shots
infertile infertility sterile sterility
cancer cancers tumour tumor
cause causes trigger triggers lead leads
cure cures heal heals
prevent prevents avert
immigrant immigrants migrant migrants
soldier soldiers troop troops
police cop cops
election elections vote votes voting ballot
fraud rigged fraudulent
tax taxes taxation
pay pays paid payment
money cash
job jobs employment
unemployed unemployment jobless
company companies firm firms corporation
law laws legislation
poll polls survey surveys
school schools
student students pupil pupils
teacher teachers
hospital hospitals clinic clinics
drug drugs medicine medicines
dangerous harmful unsafe hazardous
safe harmless
warming warmer heating
human humans mankind
earth planet
proof evidence
help helped aid
large big huge
small tiny
quick fast rapid
whole entire
receive received
leave left exit exited
give gave given
take took taken
make made
go went gone
come came
send sent
spend spent
steal stole stolen
write wrote written
speak spoke spoken
break broke broken
hold held
meet met
find found
get got
keep kept
bring brought
catch caught
teach taught
swim swam swum
drink drank drunk
drive drove driven
eat ate eaten
fly flew flown
hide hid hidden
""".strip().splitlines()

# The first word of a line stands for its group; the two are each other's reverse.
REVERSE = [
    ("rise", "fall"),
    ("win", "lose"),
    ("safe", "dangerous"),
    ("allow", "ban"),
    ("begin", "end"),
    ("build", "destroy"),
    ("buy", "sell"),
    ("cause", "prevent"),
    ("legal", "illegal"),
    ("guilty", "innocent"),
    ("approve", "reject"),
    ("accept", "refuse"),
    ("support", "oppose"),
    ("open", "close"),
    ("alive", "die"),
    ("arrive", "leave"),
    ("join", "leave"),
    ("strengthen", "weaken"),
    ("true", "untrue"),
    ("possible", "impossible"),
    ("rich", "poor"),
    ("high", "low"),
    ("higher", "lower"),
    ("effective", "ineffective"),
    ("hire", "fire"),
]

# What says that something is claimed or shown, of how many, in which unit or when: the claim itself is the rest, and
# amounts and dates are compared apart.
LIGHT = """
claim claims claimed allege alleged allegedly report reported reportedly reveal reveals revealed
show shows showed shown showing photo photos photograph picture image video footage clip post viral
according fact really actually truly news recent recently new now today yesterday currently already again ever
january february march april june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen dozens hundred hundreds thousand thousands
million millions
billion billions half third quarter percent per cent percentage number amount about nearly almost around approximately
mile miles km kilometre kilometres kilometer kilometers metre metres meter meters foot feet yard yards inch inches
acre acres hectare hectares tonne tonnes ton tons pound pounds kilo kilos kilogram kilograms kg gram grams litre litres
liter liters gallon gallons degree degrees celsius fahrenheit dollar dollars euro euros
people person persons somebody someone less fewer fail fails failed true false untrue hoax myth debunked
""".split()  # noqa: SIM905

DENIED = frozenset({"false", "untrue", "hoax", "myth", "debunked"})


def stem_word(word: str) -> str:
    """Return the stem of a content word as ``read_terms`` gives it; the word itself if it is none."""
    return next(iter(read_terms(word).polarities), word)


@cache
def light_stems() -> frozenset[str]:
    """Return the stems of words that a claim can gain or lose without becoming another."""
    return frozenset(map(stem_word, LIGHT))


def find_group(stem: str) -> str:
    """Return what stands for all stems that mean the same; the stem itself where it is alone."""
    return _groups().get(stem, stem)


def is_reverse(group: str, other: str) -> bool:
    """Say whether two groups mean the reverse of each other."""
    return (group, other) in _reverses()


@cache
def _groups() -> dict[str, str]:
    groups: dict[str, str] = {}
    for line in ALIKE:
        words = line.split()
        for word in words:
            groups.setdefault(stem_word(word), stem_word(words[0]))
    return groups


@cache
def _reverses() -> frozenset[tuple[str, str]]:
    pairs = [(find_group(stem_word(one)), find_group(stem_word(other))) for one, other in REVERSE]
    return frozenset([*pairs, *((other, one) for one, other in pairs)])
