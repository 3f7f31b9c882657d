"""The phrases of boilerplate as regular expressions, by the kind of line that they give away.

They are matched against one line of bounded length with its whitespace squeezed, ignoring case. Repetitions inside
them are bounded or cannot overlap, so that matching takes time in proportion to the line.
"""

from __future__ import annotations

import re

from factcheck.text.lines import LineKind

Rules = list[tuple[LineKind, re.Pattern[str]]]

AGENCY = r"(?:reuters|ap|afp|epa(?:-efe)?|dpa|ansa|efe|tass|ptis?|ians|anadolu|upi|agencies|agency|bloomberg|xinhua)"
PICTURE = r"(?:photo(?:graph)?|image|picture|pic|video|illustration|graphic|footage|map|screenshot)s?"
_SITES = r"(?:x|twitter|facebook|telegram|instagram|youtube|google news|whatsapp|linkedin)"
_OURS = r"our (?:free |daily |weekly )?(?:newsletter|channel|app|telegram|whatsapp|podcast|youtube)"


def _build(tail: str, *rules: tuple[LineKind, tuple[str, ...]]) -> Rules:
    return [(kind, re.compile(f"(?:{'|'.join(patterns)}){tail}", re.IGNORECASE)) for kind, patterns in rules]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# The phrase is the whole line, apart from marks at its end.
WHOLE = _build(
    r" ?[.:!…»>→]{0,3}$",
    (
        LineKind.COMMENT_FORM,
        (
            r"leave (?:a|your) (?:reply|comment)(?: to .{1,60})?(?: cancel reply)?|cancel reply",
            r"(?:post|add|write|submit) (?:a |your )?comments?|comments are closed|comments?(?: \(?\d+\)?)?",
            r"(?:\d+|no) (?:comments?|replies)(?: yet)?|(?:view|show|load|read) (?:all |more )?(?:\d+ )?comments",
            r"be the first to (?:comment|reply).{0,20}|join the (?:conversation|discussion)",
            r"log ?in to (?:reply|(?:leave a )?comment)|you must be (?:logged in|registered) to .{0,40}comment",
            r"your email address will not be published.{0,80}|required fields are marked.{0,10}",
            r"(?:name|email|website) \*|save my name.{0,120}|notify me of .{0,60}",
        ),
    ),
    (
        LineKind.SEE_ALSO,
        (r"see also|read also|also read|read more|read next|further reading",),
    ),
    (
        LineKind.RELATED,
        (
            r"(?:related|recommended|suggested|similar|trending|popular|latest|featured|top|more|other|recent) "
            r"(?:content|articles?|stor(?:y|ies)|topics?|news|posts?|coverage|links?|reading|videos?|reads?|headlines"
            r"|picks|for you)",
            r"related|recommended|trending(?: now)?|most (?:read|popular|viewed|shared|recent)|up next|what to read next",
            r"you (?:may|might) (?:also )?(?:like|be interested in|have missed).{0,20}|don['’]t miss",
            r"editors?['’]?s?['’]? (?:picks?|choice)|(?:in|on) this (?:article|story|page|topic)",
            r"more (?:on|about) this (?:story|topic)",
        ),
    ),
    (
        LineKind.ADVERTISEMENT,
        (
            r"advertisements?|advertising|ad|sponsored(?: content)?|paid (?:content|post)|promoted|remove ads?",
            r"(?:story|article) continues (?:below|after).{0,30}|(?:scroll|continue reading) (?:to|below) .{0,30}",
        ),
    ),
    (
        LineKind.NAVIGATION,
        (
            r"skip to (?:main )?content|back to (?:top|home(?:page)?)|load more|show more|home(?:page)?|menu",
            r"(?:next|previous) (?:article|story|post|page)|read (?:the )?full (?:story|article)",
            r"continue reading.{0,40}|click here.{0,60}|sign in|log ?in|subscribe(?: now)?|subscribers? only",
            r"\d+ min(?:ute)?s? read|privacy policy|terms (?:of (?:use|service)|and conditions)|contact us|about us",
            r"(?:tags?|topics?|filed under|categor(?:y|ies)|keywords?) ?:.{1,200}",
        ),
    ),
    (LineKind.SHARE, (r"click to (?:share|email|print).{0,60}|copy link.{0,20}|link copied.{0,20}",)),
)

# The phrase begins the line, whatever follows.
START = _build(
    "",
    (
        LineKind.COOKIE_NOTICE,
        (
            r"this (?:web)?site uses cookies|we (?:and our .{1,30} )?use cookies|accept (?:all )?cookies",
            r"by (?:continuing|clicking|using) .{1,80} you (?:agree|accept|consent)|manage (?:cookies|consent)",
            r"cookie (?:policy|settings|preferences|notice)\b",
        ),
    ),
    (
        LineKind.COPYRIGHT,
        (r"©|\(c\) ?(?:copyright|\d{4})|copyright(?: ©| \(c\)|,? \d{4})|all rights reserved",),
    ),
    (
        LineKind.IMAGE_CREDIT,
        (
            rf"{PICTURE} ?(?:source|credit|by|courtesy|via|copyright)?s? ?[:©]|\(?credits? ?:",
            rf"reuters/|(?:ap|afp|epa) {PICTURE}\b",
        ),
    ),
    (
        LineKind.CAPTION,
        (rf"(?:file|archive) {PICTURE} ?[:—–-]|\(?pictured(?: (?:above|below|left|right|here))? ?:",),
    ),
    (
        LineKind.AGENCY_CREDIT,
        (
            r"\(?(?:with|based on) (?:additional )?(?:inputs?|reports?|reporting|material) (?:from|by)\b.{1,60}\)?$",
            rf"\(?with {AGENCY} (?:inputs?|reports?)\)?$|\(?source ?: .{{1,60}}$",
            rf"\(?{AGENCY}(?:[,/ ]{{1,2}}{AGENCY}){{0,3}}\)?$",
        ),
    ),
    (
        LineKind.SEE_ALSO,
        (
            r"(?:see also|also read|read also|also see|read more|read next|more"
            r"|related(?: content| articles?| stories| news)?"
            r"|watch|listen|must read"
            r"|in pictures|recommended|explained) ?[:|»>]",
        ),
    ),
    (
        LineKind.NEWSLETTER,
        (
            rf"(?:subscribe|sign up|register|join|get|follow|download|enter|type|like)\b.{{0,80}}\b(?:your (?:e-?mail|inbox)"
            rf"|{_OURS}|us on {_SITES})\b",
            r"(?:subscribe to|sign up (?:to|for)|join|get) (?:the|our|this|a) (?:[\w-]+ ){0,4}newsletter",
            r"support our journalism|type your email|already a (?:subscriber|member)|check your inbox",
            r"thank you for (?:subscribing|signing up)",
        ),
    ),
)

# The phrase begins a line that does not end a sentence: "See also the treaty of 1976, which …." is prose.
OPEN_START = _build(
    "",
    (
        LineKind.SEE_ALSO,
        (r"(?:see also|also read|read also|also see|read more|read next|read full|watch live|watch also)\b(?! than\b)",),
    ),
    (
        LineKind.NEWSLETTER,
        (r"discover more from\b|subscribe (?:to|for)\b|sign up (?:to|for)\b|stay (?:up to date|informed|tuned)\b",),
    ),
    (LineKind.COPYRIGHT, (r"copyright\b",)),
    (LineKind.RELATED, (r"(?:more|latest|news) (?:from|on|in|about|stories)\b",)),
    (LineKind.IMAGE_CREDIT, (rf"{PICTURE} (?:by|courtesy of|via|credit)\b",)),
)

CAPTION_END = re.compile(
    r"(?:^|[.!?\])(/|—–,-] ?)(?:illustrati(?:ve|on)|file|archive|stock|handout|representational|undated) "
    rf"{PICTURE}\W*$"
    rf"|\((?:{AGENCY}|getty)(?: {PICTURE})?/[^)]{{1,60}}\)\W*$"
    rf"|/ ?(?:{AGENCY}|getty images|shutterstock|ap {PICTURE})(?:/file {PICTURE})?\W*$"
    r"|via (?:getty images|reuters|ap)\W*$",
    re.IGNORECASE,
)
# Names in capitals after "by": "By Monday evening" is no byline.
BYLINE = re.compile(
    r"(?i:by|written by|story by|author ?:|text ?:)\s+(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z][a-z]+ \d)"
    r"[A-Z][\w.'’-]*(?:,? (?:and |de |van |von |of )?[A-Z][\w.'’-]*){0,8}\W*$"
    r"|(?i:our correspondent|staff (?:writer|reporter)|news desk|web desk|editorial team)\W*$"
    r"|(?i:team) [A-Z]\w+(?: [A-Z]\w+)?$"
)
# What agencies put under an item: who reported it, and who edited it.
_WORK = r"(?i:additional |compiled and )?(?i:reporting|writing|editing|compiled|edited|reported|translated) by [A-Z]"
SIGN_OFF = re.compile(rf"\({_WORK}.{{0,300}}\)$|{_WORK}[^.]{{1,200}};")
SIGN_OFF_OPEN = re.compile(_WORK)
DATELINE = re.compile(r"[A-Z][A-Z .'’-]{2,40}(?:[,/] ?[\w .]{2,30}){0,2} ?(?:\([\w /]{2,20}\) ?)?[—–-]+$")

# A publisher speaks of the use of its own pages: what is done with them, by whose leave, and that they are its own.
NOTICE_OF_USE = re.compile(
    r"\b(?:reproduc|republi|redistribut|retransmi|rewrit|rebroadcast|broadcast\b|download|copied|scrap)", re.IGNORECASE
)
NOTICE_OF_LEAVE = re.compile(
    r"\b(?:consent|permission|prohibited|forbidden|may not be|rights reserved|authori[sz]ation|licen[cs]e)\b", re.IGNORECASE
)
NOTICE_OF_SELF = re.compile(
    r"\b(?:this|our|the) (?:web ?site|site|article|material|content|publication|page|portal|document|service)\b"
    r"|\brights reserved\b|\bcontent (?:available |published )?on\b",
    re.IGNORECASE,
)
# An article on copyright reports what others say of it.
REPORTED = re.compile(
    r"\b(?:said|says|told|ruled|according to|argued|reported|accused|claimed|court|lawsuit)\b|[“”\"]", re.IGNORECASE
)

# What lines are made of that say nothing but when, or where to share.
DAY_WORDS = _set(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug"
    " sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri"
    " sat sun ago today yesterday"
)
TIME_WORDS = DAY_WORDS | _set(
    "updated update published publish posted last first modified created date time on at am pm a p m h s t z st nd rd th"
    " utc gmt est edt cst cdt mst mdt pst pdt cet cest eet eest msk bst ist aest local hour hours hr hrs minute minutes"
    " min mins second seconds day days week weeks month months year years an of the read"
)
NETWORKS = _set(
    "share tweet facebook twitter whatsapp telegram linkedin email pinterest reddit instagram youtube tiktok bluesky"
    " mastodon messenger viber flipboard bookmark print"
)
SHARE_WORDS = NETWORKS | _set(
    "x copy link copied on via this article story post page save listen follow us in to by and with e mail threads"
    " pocket sms more new window opens your friends"
)
