"""Quotes: what is asked, and how it stands in the document."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate
from typing_extensions import override

from factcheck.schemas.fields import LONGEST_DOCUMENT_ID, Text
from factcheck.text.verification import QuoteResult
from service.paths import LAST_VERSION

LONGEST_QUOTE = 10_000


class JsonInteger(fields.Integer):
    """A whole number in JSON, where 1.0 is one as well, and "1" is not."""

    def __init__(self, *, minimum: int, maximum: int = LAST_VERSION, description: str, **options: Any) -> None:
        rule = validate.Range(min=minimum, max=maximum)
        described = {"description": description}
        super().__init__(strict=True, validate=rule, metadata=described, **{"allow_none": True, **options})

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        number: int = super()._deserialize(whole, attr, data, **kwargs)
        return number


class QuoteBody(Schema):
    """A quote to be looked up."""

    document_id = Text(required=True, maximum=LONGEST_DOCUMENT_ID)
    version = JsonInteger(minimum=1, description="The current one if it is left out.")
    exact = Text(
        required=True,
        maximum=LONGEST_QUOTE,
        metadata={"description": "The quote, up to 10,000 characters.", "examples": ["Some 1,400 people"]},
    )
    start = JsonInteger(minimum=0, description="Look at this place only; else the first occurrence counts.")


class QuoteCheckSchema(Schema):
    """How the quote stands in the text: `exact` is as it stands there, `text[start:end]`; null where it is missing."""

    result = fields.String(required=True, validate=validate.OneOf([result.value for result in QuoteResult]))
    document_id = fields.String(required=True)
    version = fields.Integer(required=True)
    start = fields.Integer(required=True, allow_none=True)
    end = fields.Integer(required=True, allow_none=True)
    exact = fields.String(required=True, allow_none=True)
