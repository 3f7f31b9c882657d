"""Sentences that core and API make in English, in the reader's language: what went wrong, and names of origins.

Each is known by its English words, with a place for what changes from one to the next. What is not listed stays English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from flask_babel import gettext

PLACE = re.compile(r"%\\\((\w+)\\\)s")


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogs."""
    return sentence


PROBLEMS = (
    N_("%(number)s times the worker stopped, or took longer than it may, while checking this claim."),
    N_("%(number)s times an unexpected error ended the check; the log of the worker has the details."),
    N_("The index, or another part that checks need, could not be used for too long. Ask an operator, then check it anew."),
    N_("The worker stopped %(number)s times while indexing it."),
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
    N_("This check has ended and can't be canceled any more."),
    N_("No worker answered the search in time."),
    N_("The list has no such page."),
    N_("The service can't answer at the moment. Try again in a minute."),
    N_("This line is not JSON: This is not valid JSON: %(reason)s."),
    N_("This is not valid JSON: %(reason)s."),
    N_("This is not UTF-8: byte %(number)s can't be decoded."),
    N_("This holds no document."),
    N_("A document needs a text or html."),
    N_("Send either text or html, not both."),
    N_("This needs an id: a document_id, or what its format names it by."),
    N_("A document id has 1 to 200 printable characters without spaces or slashes."),
    N_("This is blank: at least %(number)s character(s) are needed."),
    N_("This is too short: at least %(number)s character(s) are needed."),
    N_("This is too long: %(number)s characters, at most %(most)s are taken."),
    N_("This is not an http or https address."),
    N_("This is not a language tag such as en or pt-BR."),
    N_("This is not a time such as 2024-08-06T12:00:00Z or 2024-08-06T14:00:00+02:00."),
    N_("This time has no zone: end it with Z or with an offset such as +02:00."),
    N_("Missing data for required field."),
    N_("Unknown field."),
    N_("Not a valid string."),
    N_("The endpoint did not answer in time."),
    N_("The endpoint answered %(status)s; redirects are not followed."),
    N_("The endpoint answered %(status)s."),
    N_("The exchange failed: %(reason)s"),
    N_("The host name has no address."),
    N_("The host name could not be looked up in time."),
    N_("The host is at an address to which nothing is sent: private, local or reserved."),
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
            return str(gettext(template, **values))
    return sentence


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
    return rf"(?P<{name}>\d+)" if name == "number" else f"(?P<{name}>.+)"
