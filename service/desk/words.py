"""The API's words for verdicts, states and kinds, as people read them."""

from __future__ import annotations

from flask_babel import gettext


def show_word(name: str) -> str:
    """Return a value of the API's enumerations in the reader's language; an unknown one with its underscores as spaces."""
    words = {
        "supported": gettext("supported"),
        "refuted": gettext("refuted"),
        "disputed": gettext("disputed"),
        "outdated": gettext("outdated"),
        "not_enough_evidence": gettext("not enough evidence"),
        "supporting": gettext("Supporting"),
        "conflicting": gettext("Conflicting"),
        "queued": gettext("waiting"),
        "running": gettext("running"),
        "done": gettext("done"),
        "failed": gettext("failed"),
        "canceled": gettext("canceled"),
        "agrees": gettext("agrees"),
        "differs": gettext("differs"),
        "incomparable": gettext("can’t be compared"),
        "quantity": gettext("number"),
        "name": gettext("name"),
        "place": gettext("place"),
        "date": gettext("date"),
        "agency_copy": gettext("agency copy"),
        "shared_source": gettext("one source"),
        "own_reporting": gettext("own reporting"),
        "unknown": gettext("unknown"),
        "claimed": gettext("claimed"),
        "alleged": gettext("alleged"),
        "unverified": gettext("not verified"),
        "right": gettext("right"),
        "wrong_sign": gettext("on the wrong side"),
        "irrelevant": gettext("irrelevant"),
        "refused": gettext("refused"),
        "active": gettext("active"),
        "disabled": gettext("switched off"),
        "pending": gettext("on its way"),
        "delivered": gettext("delivered"),
        "added": gettext("new"),
        "removed": gettext("gone"),
        "usable": gettext("usable"),
        "withheld": gettext("withheld"),
        "indexed": gettext("indexed"),
        "receiving": gettext("being received"),
    }
    return words.get(name) or name.replace("_", " ")
