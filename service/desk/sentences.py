"""Sentences that core and API make in English, in the reader's language: what went wrong, and names of origins.

Each is known by its English words, with a place for what changes from one to the next. What is not listed stays English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from flask_babel import format_decimal, gettext

PLACE = re.compile(r"%\\\((\w+)\\\)s")
# Places that hold a whole number; from a thousand on it may have commas.
NUMBERS = ("number", "most", "line", "column")
# What is wrong with one field of several: a JSON pointer, then the sentence.
POINTED = re.compile(r"(/\S{0,1000}: )(.+)", re.DOTALL)


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogs."""
    return sentence


PROBLEMS = (
    # Why a check or an import came to nothing.
    N_("%(number)s times the worker stopped, or took longer than it may, while checking this claim."),
    N_("%(number)s times an unexpected error ended the check; the log of the worker has the details."),
    N_("The index, or another part that checks need, could not be used for too long. Ask an operator, then check it anew."),
    N_("The worker stopped %(number)s times while indexing it."),
    N_("The worker stopped %(number)s times while storing the lines around this one."),
    # What the service refuses.
    N_("The request can't be read."),
    N_("There is nothing at this address."),
    N_("This address does not take this method; the Allow header lists those that it takes."),
    N_("The body is larger than this address takes."),
    N_("Something failed on our side. The log has the details under the id in X-Request-Id."),
    N_("This workspace has no such claim."),
    N_("This workspace has no such article."),
    N_("This workspace has no such document."),
    N_("This workspace has no such version."),
    N_("This workspace has no such import."),
    N_("This workspace has no such webhook."),
    N_("This workspace has no such delivery."),
    N_("This workspace has no such key."),
    N_("This workspace has no such %(what)s."),
    N_("This key lacks the scope %(scope)s."),
    N_("This key is unknown, revoked or expired."),
    N_("Send a key: Authorization: Bearer KEY."),
    N_("This key has used up its %(kind)s for now. Come back when Retry-After has passed."),
    N_("A key has 1 to 255 visible ASCII characters."),
    N_("This key came with another request before; give each request its own."),
    N_("This request was carried out, but its answer was lost."),
    N_("This check has ended and can't be canceled any more."),
    N_("This claim has no report: its check has not ended well, or not yet."),
    N_("The claim shows no such evidence: name document, version, start and end as it does."),
    N_("More claims wait than can be checked soon. Nothing was taken; send it again when Retry-After has passed."),
    N_("Too many clients listen to events at the moment."),
    N_("No worker answered the search in time."),
    N_("The list has no such page."),
    N_("This is no cursor of ours."),
    N_("The service can't answer at the moment. Try again in a minute."),
    N_("The import was closed before all its lines had come; nothing of it is kept."),
    N_("Send the body as %(what)s."),
    N_("Send the body without a content encoding."),
    N_("The body ended before it was complete."),
    N_("The body holds no line."),
    # What is wrong with a file, a line or a document.
    N_("This line is longer than %(number)s bytes."),
    N_("This line holds a NUL character."),
    N_("This line is not JSON: This is not valid JSON: %(reason)s at line %(line)s, column %(column)s."),
    N_("This line is not JSON: %(reason)s"),
    N_("This is not valid JSON: %(reason)s at line %(line)s, column %(column)s."),
    N_("The JSON is nested too deeply."),
    N_("A JSON object has the same name twice."),
    N_("A number has more than %(number)s digits."),
    N_("%(name)s is not JSON."),
    N_("This is not well-formed XML: %(reason)s."),
    N_("A document type with declarations of its own, such as entities, is not taken."),
    N_("This is none of the XML formats that are taken: NewsML-G2, RSS, Atom, sitemap, XHTML."),
    N_("Only news items are taken, this is a %(name)s."),
    N_("This feed can't be read."),
    N_("A sitemap names a page without its text: send the page itself, %(address)s"),
    N_("The character set %(name)s is not known."),
    N_("This is not %(encoding)s: byte %(number)s can't be decoded."),
    N_("This holds no document."),
    N_("This holds more than %(number)s documents: send them as an import."),
    N_("This holds %(number)s documents: send one here, or all of them to POST /v1/documents."),
    N_("A document needs a text or html."),
    N_("Send either text or html, not both."),
    N_("Send exactly one of text and html."),
    N_("Send exactly one of evidence and verdict."),
    N_("A fact check needs this."),
    N_("Only a fact check has this."),
    N_("This needs an id: a document_id, or what its format names it by."),
    N_("There is no such document to take back."),
    N_("A document id has 1 to 200 printable characters without spaces or slashes."),
    N_("no text is left when the markup is taken away"),
    N_("character U+%(code)s at %(number)s cannot be stored"),
    N_("This holds a NUL character."),
    N_("This holds half of a surrogate pair, which is not a character."),
    N_("This is blank: at least %(number)s character(s) are needed."),
    N_("This is too short: at least %(number)s character(s) are needed."),
    N_("This is too long: %(number)s characters, at most %(most)s are taken."),
    N_("This is not an http or https address."),
    N_("This is not a language tag such as en or pt-BR."),
    N_("This is not a time such as 2024-08-06T12:00:00Z or 2024-08-06T14:00:00+02:00."),
    N_("This time has no zone: end it with Z or with an offset such as +02:00."),
    N_("Missing data for required field."),
    N_("Unknown field."),
    N_("This is given more than once."),
    N_("Invalid input type."),
    N_("Field may not be null."),
    N_("Must be one of: %(choices)s."),
    N_("Not a valid string."),
    # Why a webhook got nothing.
    N_("The endpoint did not answer in time."),
    N_("The endpoint answered %(status)s; redirects are not followed."),
    N_("The endpoint answered %(status)s."),
    N_("The exchange failed: %(reason)s"),
    N_("The time for the whole exchange is over."),
    N_("There is no address to connect to."),
    N_("The host name has no address."),
    N_("The host name has no address that could be used."),
    N_("The host name could not be looked up in time."),
    N_("The host is at an address to which nothing is sent: private, local or reserved."),
    N_("This is no plain address such as https://cms.example/hook: no user, no fragment, ASCII only."),
    N_("Only https is allowed."),
    N_("There is no such port."),
    N_("This is no host name."),
    N_("This is no IPv6 address."),
    N_("Write an IPv4 address as four decimal numbers without leading zeros."),
    N_("What the event is about is gone; nothing was sent."),
    N_("The message could not be built or sent; the service's log says why."),
)
ORIGINS = (
    N_("own reporting by %(publishers)s"),
    N_("own reporting"),
    N_("a news agency copy quoting %(speaker)s"),
    N_("a news agency copy"),
    N_("%(agency)s copy quoting %(speaker)s"),
    N_("%(agency)s copy"),
    N_("a report by %(outlet)s"),
    N_("an unnamed source in %(publishers)s"),
    N_("an unnamed source"),
    N_("the same text in %(publishers)s"),
    N_("%(speaker)s quoted by %(outlet)s"),
)
OTHERS = (N_("%(name)s and %(number)s others"),)


def tell_problem(sentence: str) -> str:
    """Return a sentence on what went wrong; one that is not known stays as it is."""
    if found := POINTED.fullmatch(sentence):
        return found[1] + _tell(found[2], PROBLEMS)
    return _tell(sentence, PROBLEMS)


def tell_origin(label: str, publishers: Sequence[str] = ()) -> str:
    """Return the name of an origin; people and media in it are called what the archive calls them."""
    return _tell(label, ORIGINS, publishers)


def _tell(sentence: str, known: tuple[str, ...], publishers: Sequence[str] = ()) -> str:
    for template, pattern in _compile(known):
        if found := pattern.fullmatch(sentence):
            values = found.groupdict()
            if "publishers" in values:
                values["publishers"] = _list(values["publishers"], publishers)
            if "reason" in values:
                values["reason"] = _tell(values["reason"], known)
            values |= {name: _write_number(values[name]) for name in NUMBERS if name in values}
            return str(gettext(template, **values))
    return sentence


def _write_number(written: str) -> str:
    """Group the digits of a number as the language does, if they came in groups."""
    return str(format_decimal(int(written.replace(",", "")))) if "," in written else written


def _list(written: str, publishers: Sequence[str]) -> str:
    """Several publishers are named by their names, or by the first name and a number."""
    if len(publishers) > 1 and written == f"{', '.join(publishers[:-1])} and {publishers[-1]}":
        first, last = ", ".join(publishers[:-1]), publishers[-1]
        return str(gettext("%(names)s and %(name)s", names=first, name=last))
    return _tell(written, OTHERS)


@cache
def _compile(known: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(_patterns(known))


def _patterns(known: tuple[str, ...]) -> Iterator[tuple[str, re.Pattern[str]]]:
    for template in known:
        places = PLACE.sub(lambda found: _place(found[1]), re.escape(template))
        yield template, re.compile(places, re.DOTALL)


def _place(name: str) -> str:
    return rf"(?P<{name}>\d[\d,]*)" if name in NUMBERS else f"(?P<{name}>.+)"
