"""What all lists share: a cursor, a limit, and the shape of their answer."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import Schema, fields, validate

from factcheck.schemas.fields import Text

LONGEST_PAGE = 200
DEFAULT_PAGE = 50


class WholeNumber(fields.Integer):
    """A number in a query string, in plain ASCII digits; Python's ``int`` would also read ``1_0`` and ``٣``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not re.fullmatch("-?[0-9]{1,9}", str(value)):
            raise self.make_error("invalid")
        number: int = super()._deserialize(value, attr, data, **kwargs)
        return number


class LinksSchema(Schema):
    """Where to go from here."""

    self = fields.String(required=True)


class ListQuery(Schema):
    """Where to go on in a list, and how many items to give."""

    cursor = Text(
        maximum=200,
        metadata={"description": "The `next_cursor` of the page before.", "format": "cursor"},
    )
    limit = WholeNumber(load_default=DEFAULT_PAGE, validate=validate.Range(min=1, max=LONGEST_PAGE))


class ListAnswer(Schema):
    """Base of all lists: the subclass adds `items`."""

    next_cursor = fields.String(
        required=True, allow_none=True, metadata={"description": "Null on the last page.", "format": "cursor"}
    )
