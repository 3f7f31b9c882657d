"""The reasons of a verdict in the reader's language.

English ones are the core's own sentences; for any other language they are made of what the report gives as data. A report
that was made before there was such data has English reasons only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from flask_babel import format_date, get_locale, gettext, ngettext

from factcheck.reason import ReasonCode
from service.desk.sentences import tell_origin

Values = Mapping[str, Any]
LABELS_NAMED, FIGURES_NAMED = 3, 3


def tell_reasons(claim: Mapping[str, Any]) -> list[str]:
    """Return the reasons of a shown claim, one sentence each, in the report's order."""
    if str(get_locale() or "en").startswith("en"):
        return list(claim["reasons"])
    pairs = zip_longest(claim["reasons"], claim["explanations"][: len(claim["reasons"])])
    names = {origin["label"]: tell_origin(origin["label"], origin["publishers"]) for origin in claim["origins"]}
    return [_tell(reason, explanation, names) for reason, explanation in pairs]


def _tell(reason: str, explanation: Mapping[str, Any] | None, names: Mapping[str, str]) -> str:
    if explanation is None or explanation["code"] not in SENTENCES:
        return reason
    values = explanation["values"]
    if "labels" in values:
        values = {**values, "labels": [names.get(label) or tell_origin(label) for label in values["labels"]]}
    sentence = SENTENCES[explanation["code"]](values)
    part = explanation["part"]
    return str(gettext("“%(part)s”: %(reason)s", part=part, reason=sentence)) if part else sentence


def _tell_side(opening: str, values: Values) -> str:
    counted = ngettext("%(num)s publication", "%(num)s publications", values["publications"])
    if values["passages"] != values["publications"]:
        passages = ngettext("%(num)s passage", "%(num)s passages", values["passages"])
        counted = gettext("%(passages)s in %(publications)s", passages=passages, publications=counted)
    if not values["origins"]:
        return f"{opening} {counted}."
    origins = ngettext("%(num)s origin", "%(num)s origins", values["origins"])
    named = _name_some(values["labels"], LABELS_NAMED, "; ")
    return f"{opening} {counted}, {origins}: {named}."


def _name_some(names: Sequence[str], most: int, separator: str) -> str:
    shown = separator.join(names[:most])
    more = len(names) - most
    return str(gettext("%(names)s and %(number)s more", names=shown, number=more)) if more > 0 else shown


def _tell_figures(opening: str, values: Values) -> str:
    told = [
        gettext(
            "%(others)s instead of %(claim)s",
            others=_name_some([_tell_figure(other) for other in figure["others"]], FIGURES_NAMED, ", "),
            claim=figure["claim"],
        )
        for figure in values["figures"]
    ]
    return f"{opening}: {'; '.join(told)}."


def _tell_figure(other: Values) -> str:
    if not other["date"]:
        return str(other["passage"])
    day = format_date(date.fromisoformat(other["date"]))
    return str(gettext("%(figure)s on %(date)s", figure=other["passage"], date=day))


def _tell_unverified(values: Values) -> str:
    if not values["speakers"]:
        return str(gettext("This side rests on what was claimed, not verified."))
    speakers = "; ".join(values["speakers"])
    return str(gettext("This side rests on what was claimed, not verified: %(speakers)s.", speakers=speakers))


SENTENCES: dict[str, Callable[[Values], str]] = {
    ReasonCode.NOTHING_FOUND: lambda _: gettext("No passage in the archive supports the claim or conflicts with it."),
    ReasonCode.SUPPORTED_BY: lambda values: _tell_side(gettext("Supported by"), values),
    ReasonCode.CONTRADICTED_BY: lambda values: _tell_side(gettext("Contradicted by"), values),
    ReasonCode.PARTY: lambda values: gettext(
        "All of it goes back to one side of the conflict: %(party)s.", party=values["party"]
    ),
    ReasonCode.UNVERIFIED_SIDE: _tell_unverified,
    ReasonCode.UNVERIFIED_BY: lambda values: gettext(
        "Not verified, according to %(publishers)s.", publishers=", ".join(values["publishers"])
    ),
    ReasonCode.LATER_FIGURES: lambda values: _tell_figures(gettext("The conflicting figures are later"), values),
    ReasonCode.EARLIER_FIGURES: lambda values: _tell_figures(gettext("Earlier figures were different"), values),
    ReasonCode.OTHER_FIGURES: lambda values: _tell_figures(gettext("The figures differ"), values),
    ReasonCode.LATE_PASSAGES: lambda values: ngettext(
        "%(num)s passage published after the date of the claim did not decide.",
        "%(num)s passages published after the date of the claim did not decide.",
        values["passages"],
    ),
    ReasonCode.ABOUT_SAYING: lambda values: gettext(
        "This is on whether %(speaker)s said so, not on whether it is so.", speaker=values["speaker"]
    ),
    ReasonCode.OTHER_SPEAKERS: lambda values: ngettext(
        "%(num)s document has it from somebody else, or in its own name.",
        "%(num)s documents have it from somebody else, or in their own name.",
        values["documents"],
    ),
    ReasonCode.REMOVED: lambda values: ngettext(
        "Evidence from %(num)s document that is no longer available was removed.",
        "Evidence from %(num)s documents that are no longer available was removed.",
        values["documents"],
    ),
}
