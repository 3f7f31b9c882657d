"""The words by which a sentence gives away what it does: report, ask, judge, call upon, foresee. English."""

from __future__ import annotations

import re


def _words(*lines: str) -> str:
    return "|".join(word.replace("_", r"\s+") for line in lines for word in line.split())


def _pattern(*lines: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_words(*lines)})\b", re.IGNORECASE)


WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"
MONTHS = "january february march april may june july august september october november december"

DATE = re.compile(
    rf"\b(?:1[5-9]|20)\d\d\b|\b(?:{_words(WEEKDAYS, MONTHS.replace(' may ', ' '))})\b|\b(?:in|of|since|last) May\b"
    r"|\b\d{1,2}:\d\d\b|\b(?:last|this|next) (?:year|month|week|night|season|summer|autumn|winter|spring)\b|\bsince\b"
    r"|\b(?:years?|months?|weeks?|days?) (?:ago|earlier|later)\b|\byesterday\b|\btoday\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b(?![.,]\d)")
NUMBER_WORD = _pattern(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen",
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million",
    "billion dozen dozens half halved doubled twice thrice third quarter fifth majority most nobody_else every_third",
)
DIGITS = re.compile(r"\d")
_MEASURES = (
    "percent per_cent euros? pounds? dollars? crowns? marks? francs? millions? billions? metres? meters? miles? feet",
    "kilomet(?:re|er)s? km hectares? acres? tonnes? kilos? kg litres? degrees decibels seconds? minutes? hours? people",
    "votes? seats? years?_old times",
)
MEASURE = re.compile(rf"[%€$£°]|\b(?:{_words(*_MEASURES)})\b", re.IGNORECASE)
REPORTED = _pattern(
    "said says told tells according_to announced confirmed reported reports stated claimed claims denied maintained",
    "maintains admitted conceded replied objected argued insisted revealed disclosed testified warned accused alleged",
    "acknowledged estimated estimates found finds showed shows counted put_the pointed_to spoke_of ruled_that learned",
)
# What regular past tenses look like; adjectives of the same ending are told apart by what stands before them.
REGULAR_PAST = re.compile(r"\b[a-z]{2,}(?<!e)ed\b")
IRREGULAR_PAST = _pattern(
    "was were had did went came took gave made got became began broke brought built bought caught chose cut fell felt",
    "fled flew forgot found fought grew held hit kept knew led left lent lost met paid put ran rose sank sat saw sold",
    "sent set shook shot shrank shut sang slept spent split spread stole stood struck swept swore taught threw told",
    "understood withdrew won wore wrote overturned",
)
PERFECT = re.compile(
    r"\b(?:has|have|had)\s+(?:\w+\s+){0,2}?(?:\w+ed|been|become|begun|broken|brought|built|bought|cut|died|fallen|fled|found|given"
    r"|gone|grown|held|kept|left|lost|made|met|paid|risen|run|sent|set|shrunk|sold|spent|stood|stolen|taken|told|won|written)\b",
    re.IGNORECASE,
)
COMPARISON = _pattern(
    "record highest lowest largest smallest biggest oldest youngest longest first sixth third more_than less_than",
    "fewer higher lower compared against up_from down_from worst_since rose fell increased decreased doubled halved",
    "dropped grew previous twice",
)
ACT = _pattern(
    "voted decided resigned sentenced dismissed sacked banned closed opened signed elected appointed killed injured",
    "died arrested charged founded bought sold cut raised won beat lost refused rejected approved upheld suspended",
    "destroyed flooded rescued postponed disqualified employs belongs belonged holds recommends retook",
)
FUTURE = _pattern(
    "will shall won't is_going_to are_going_to is_to_be are_to_be is_likely are_likely is_expected are_expected is_due",
    "planned plan_to plans_to intend_to intends_to want_to wants_to hope_to hopes_to hope_for expects is_supposed_to",
    "promises_to promised tomorrow in_the_coming next_up is_being_planned time_will_tell",
)
MODAL = _pattern(
    "should must ought could would might may perhaps maybe hardly probably possibly seems seemed seem seldom surely",
    "certainly of_course in_my_view i_think i_believe i_find i_guess one_can one_might one_would would_have",
    "could_have cannot can't worth time_to need_to needs_to let_us let's deserves",
)
JUDGEMENT = _pattern(
    "scandal disgrace disaster shame ashamed bitter blow wonderful terrible great best worst beautiful beauty sad",
    "happy proud unfair fair honest brave courage luck surprise surprises special quiet devastation hope relief never",
    "nobody everybody everyone hopeful tense tired worried amused unbelievable extraordinary better enough wrong",
    "right excuse patience thoughts peace fear",
)
UNKNOWN = _pattern(
    "unclear not_clear still_open is_open remain_to_be_seen remains_to_be_seen could_not_be_checked could_not_be_verified",
    "could_not_be_reached can't_be_verified little_is_known",
)
FIRST_PERSON = re.compile(r"(?<![\w'’])(?:I|I'm|I'd|I've|we|We|my|My|our|Our|us|me|let's|Let's)(?![\w])")
SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_IMPERATIVES = (
    "please go see keep drink wash make check take send follow read register subscribe share look avoid don't do_not never",
    "first, let call visit click find_out remember imagine ask use try stay join watch listen discover more_on photo:",
    "getting have_you thank_you if_you those_who",
)
IMPERATIVE = re.compile(
    rf"^(?:{_words(*_IMPERATIVES)})(?:\b|(?<=[,:]))",
    re.IGNORECASE,
)
QUOTE_START = re.compile(r"^[\"“„«'‘]")
QUOTED = re.compile(r"[\"“„«].*?[\"”“»]")
# A capital letter within the sentence, not behind a quotation mark: a name, or the pronoun.
NAME = re.compile(r"(?<=[a-z0-9,;)’'] )(?!I\b|I')[A-Z][\w’'-]+")
LEADING_NAME = re.compile(r"^(?:[A-Z][\w’'-]+ ){1,3}(?=[A-Z])")
CALENDAR = re.compile(rf"(?:{_words(WEEKDAYS, MONTHS)})", re.IGNORECASE)
SCENERY = _pattern(
    "sky sun fog dark silence eyes faces heads bench bend evening_of sounds looked felt snow falling sitting",
    "stand_still stood_still quiet air seemed tempers applause shouts",
)
GENERIC = re.compile(
    r"^(?:a|an|the|those|there|nobody|no one|everybody|everyone|one|time|money)\b(?!.*\d)",
    re.IGNORECASE,
)
