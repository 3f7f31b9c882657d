"""What may come in from outside, as marshmallow schemas without a web framework: the API and the imports share them."""

from factcheck.schemas.document import DocumentError
from factcheck.schemas.formats import load_document

__all__ = ["DocumentError", "load_document"]
