"""Fields that refuse what the store, the index or a reader could not carry, and say why."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields, validate
from typing_extensions import override

from factcheck.report_json import format_time

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
LOCAL_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?", re.ASCII)
LANGUAGE_PATTERN = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$"
URL_PATTERN = r"^https?://[^\s\x00-\x20\x7f]+$"
DOCUMENT_ID_PATTERN = r"^[^\s/\x00-\x20\x7f-\xa0]+$"
LONGEST_DOCUMENT_ID = 200
MOST_EXCLUDED = 50

NO_TIME = "This is not a time such as 2024-08-06T12:00:00Z or 2024-08-06T14:00:00+02:00."
NO_ZONE = "This time has no zone: end it with Z or with an offset such as +02:00."


class Text(fields.String):
    """A text of ``minimum`` to ``maximum`` characters after trimming, kept as it came.

    Refuses NUL, which PostgreSQL can't store, and lone surrogates, which UTF-8 can't.
    """

    documented: ClassVar[dict[str, Any]] = {}

    def __init__(self, *, minimum: int = 1, maximum: int | None = None, **kwargs: Any) -> None:
        rules = {"minLength": minimum, "pattern": _pattern(minimum), **self.documented}
        if maximum is not None:
            rules["maxLength"] = maximum
        super().__init__(metadata={**rules, **kwargs.pop("metadata", {})}, **kwargs)
        self.minimum, self.maximum = minimum, maximum

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        check_storable(text)
        length = len(text.strip())
        if length < self.minimum and length == 0:
            raise ValidationError(f"This is blank: at least {self.minimum} character(s) are needed.")
        if length < self.minimum:
            raise ValidationError(f"This is too short: at least {self.minimum} character(s) are needed.")
        if self.maximum is not None and length > self.maximum:
            raise ValidationError(f"This is too long: {length:,} characters, at most {self.maximum:,} are taken.")
        return text


class TrueOrFalse(fields.Boolean):
    """True or false as JSON writes them: neither 1 nor "yes"."""

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class ZonedTime(fields.DateTime):
    """A time as RFC 3339 writes it, with its zone; loaded as an aware datetime in UTC."""

    @override
    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else format_time(value)

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        text = value.upper() if isinstance(value, str) else ""
        if not TIME.fullmatch(text):
            raise ValidationError(NO_ZONE if LOCAL_TIME.fullmatch(text) else NO_TIME)
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError(NO_TIME) from None


class WebUrl(Text):
    """An http or https address; other schemes could run as script where a page shows it as a link."""

    documented: ClassVar[dict[str, Any]] = {"pattern": URL_PATTERN, "format": "web-url"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(maximum=2000, **kwargs)

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        url = super()._deserialize(value, attr, data, **kwargs)
        if not is_web_address(url):
            raise ValidationError("This is not an http or https address.")
        return url


class Language(Text):
    """A language tag such as ``en`` or ``pt-BR`` (BCP 47), loaded in lower case."""

    documented: ClassVar[dict[str, Any]] = {"pattern": LANGUAGE_PATTERN}

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        tag = super()._deserialize(value, attr, data, **kwargs)
        if not re.fullmatch(LANGUAGE_PATTERN, tag):
            raise ValidationError("This is not a language tag such as en or pt-BR.")
        return tag.lower()


class DocumentId(Text):
    """The sender's own name of a document."""

    documented: ClassVar[dict[str, Any]] = {"pattern": DOCUMENT_ID_PATTERN}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(maximum=LONGEST_DOCUMENT_ID, **kwargs)

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        document_id = super()._deserialize(value, attr, data, **kwargs)
        if not is_document_id(document_id):
            raise ValidationError("A document id has 1 to 200 printable characters without spaces or slashes.")
        return document_id


class DocumentIds(fields.List[str]):
    """Up to ``MOST_EXCLUDED`` documents by the sender's own names; a name that stands twice counts once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(DocumentId(), validate=validate.Length(max=MOST_EXCLUDED), **kwargs)


def is_document_id(value: str) -> bool:
    """Say whether the sender may name a document so: it must stand unharmed in a path, a log line and a list."""
    # "." and ".." are resolved by clients before they send them; U+FFFD is what undecodable bytes in a path turn into.
    if not 0 < len(value) <= LONGEST_DOCUMENT_ID or value in (".", "..") or "\ufffd" in value:
        return False
    return value.isprintable() and "/" not in value and " " not in value


def is_web_address(url: str) -> bool:
    """Say whether this is an http or https address that can be taken apart: one such as ``http://[a`` can't."""
    try:
        urlsplit(url)
    except ValueError:
        return False
    return re.fullmatch(URL_PATTERN, url) is not None


def check_storable(text: str) -> None:
    """Raise marshmallow's ValidationError if the text holds what UTF-8 or PostgreSQL can't."""
    if "\x00" in text:
        raise ValidationError("This holds a NUL character.")
    if not is_unicode(text):
        raise ValidationError("This holds half of a surrogate pair, which is not a character.")


def is_unicode(text: str) -> bool:
    """Say whether the text can be written as UTF-8, that is, has no lone surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def is_storable(text: str) -> bool:
    """Say whether the text has neither NULs nor lone surrogates."""
    return "\x00" not in text and is_unicode(text)


def _pattern(minimum: int) -> str:
    return r"^[^\x00]*" + r"[^\s\x00][^\x00]*" * min(minimum, 2) + "$"
