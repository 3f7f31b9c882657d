"""The API's words for verdicts, states and kinds, as people read them."""

from __future__ import annotations

from flask_babel import gettext


def show_word(name: str) -> str:
    """Return a value of the API's enumerations in the reader's language; an unknown one with its underscores as spaces."""
    words = {**report_words(), **states(), **causes_and_changes(), **line_kinds()}
    return words.get(name) or name.replace("_", " ")


def report_words() -> dict[str, str]:
    """Return the words of a report: verdicts, sides, kinds of gaps, origins, hedges, fact checks, and of feedback."""
    return {
        "supported": gettext("supported"),
        "refuted": gettext("refuted"),
        "disputed": gettext("disputed"),
        "outdated": gettext("outdated"),
        "not_enough_evidence": gettext("not enough evidence"),
        "supporting": gettext("Supporting"),
        "conflicting": gettext("Conflicting"),
        "agrees": gettext("agrees"),
        "differs": gettext("differs"),
        "incomparable": gettext("can’t be compared"),
        "quantity": gettext("number"),
        "name": gettext("name"),
        "place": gettext("place"),
        "date": gettext("date"),
        "term": gettext("word"),
        "agency_copy": gettext("agency copy"),
        "shared_source": gettext("one source"),
        "own_reporting": gettext("own reporting"),
        "unknown": gettext("unknown"),
        "claimed": gettext("claimed"),
        "alleged": gettext("alleged"),
        "unverified": gettext("not verified"),
        "denied": gettext("denied"),
        "reported": gettext("reported"),
        "right": gettext("right"),
        "wrong_sign": gettext("on the wrong side"),
        "irrelevant": gettext("irrelevant"),
        "same": gettext("the same claim"),
        "opposite": gettext("the opposite"),
        "related": gettext("related"),
        "amounts": gettext("numbers"),
        "dates": gettext("dates"),
        "names": gettext("names"),
        "negation": gettext("negation"),
        "roles": gettext("roles"),
        "words": gettext("words"),
    }


def states() -> dict[str, str]:
    """Return the states of checks, documents, imports, webhooks and deliveries."""
    return {
        "queued": gettext("waiting"),
        "running": gettext("running"),
        "done": gettext("done"),
        "failed": gettext("failed"),
        "canceled": gettext("canceled"),
        "refused": gettext("refused"),
        "active": gettext("active"),
        "disabled": gettext("switched off"),
        "pending": gettext("on its way"),
        "delivered": gettext("delivered"),
        "usable": gettext("usable"),
        "withheld": gettext("withheld"),
        "indexed": gettext("indexed"),
        "receiving": gettext("being received"),
    }


def causes_and_changes() -> dict[str, str]:
    """Return why a claim was checked again, and what that has changed."""
    return {
        "added": gettext("new"),
        "removed": gettext("gone"),
        "stance": gettext("on another side"),
        "new_version": gettext("new version"),
        "released": gettext("released"),
        "deleted": gettext("deleted"),
        "embargo_changed": gettext("embargo changed"),
        "embargo_ended": gettext("embargo ended"),
        "new_document": gettext("new document"),
        "watch_started": gettext("watching began"),
        "editor": gettext("asked for by an editor"),
    }


def line_kinds() -> dict[str, str]:
    """Return the kinds of lines that are not an article's own text."""
    return {
        "blank": gettext("blank line"),
        "separator": gettext("separator"),
        "headline": gettext("headline"),
        "heading": gettext("heading"),
        "title_tail": gettext("part of the page’s title"),
        "duplicate": gettext("repetition"),
        "byline": gettext("byline"),
        "timestamp": gettext("time stamp"),
        "dateline": gettext("dateline"),
        "agency_credit": gettext("agency’s credit"),
        "caption": gettext("caption"),
        "image_credit": gettext("picture credit"),
        "see_also": gettext("see also"),
        "advertisement": gettext("advertisement"),
        "navigation": gettext("navigation"),
        "share": gettext("sharing"),
        "newsletter": gettext("newsletter"),
        "comment_form": gettext("comment form"),
        "comment": gettext("comment"),
        "cookie_notice": gettext("cookie notice"),
        "copyright": gettext("copyright notice"),
    }
