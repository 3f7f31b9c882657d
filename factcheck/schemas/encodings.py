"""From bytes to text by the encoding that a sender states."""

from __future__ import annotations

import codecs

from factcheck.schemas.items import UnreadableBodyError

# The longer marks first: that of UTF-32 begins like that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_text(body: bytes, charset: str | None) -> str:
    """Return the bytes as text without a byte order mark, which wins over ``charset``; raises UnreadableBodyError."""
    marked = next((name for mark, name in MARKS if body.startswith(mark)), None)
    name = marked or charset or "utf-8"
    try:
        text: str | None = codecs.lookup(name).decode(body)[0]
    except UnicodeDecodeError as error:
        raise UnreadableBodyError(f"This is not {name[:40].upper()}: byte {error.start + 1} can't be decoded.") from None
    except (LookupError, TypeError, ValueError):
        text = None
    # There are codecs that are none of character sets; they refuse in their own way or give bytes.
    if not isinstance(text, str):
        raise UnreadableBodyError(f"The character set {name[:40]} is not known.")
    return text.removeprefix("\ufeff")
