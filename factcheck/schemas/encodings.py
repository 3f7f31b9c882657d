"""From bytes to text by the encoding that a sender states."""

from __future__ import annotations

import codecs
import re

from factcheck.schemas.items import UnreadableBodyError

# The longer marks first: that of UTF-32 begins like that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The character sets among Python's codecs, by the names that Python gives them. The others compress, or decode host names:
# what they make of a small body can be large, or take long.
CHARACTER_SETS = re.compile(
    r"utf-(?:7|8|8-sig|(?:16|32)(?:-[bl]e)?)|ascii|iso8859-\d{1,2}|cp\d{3,5}|koi8-[rtu]|mac-\w{1,9}|tis-620|"
    r"gb(?:2312|k|18030)|hz|big5(?:hkscs)?|shift_jis(?:_2004|x0213)?|euc_\w{1,9}|johab|iso2022_\w{1,9}"
)

# As browsers know, what is stated as the one is the other: of the two only Windows-1252 has quotation marks and the euro.
MEANT = {"iso8859-1": "cp1252"}


def decode_text(body: bytes, charset: str | None) -> str:
    """Return the bytes as text without a byte order mark, which wins over ``charset``; raises UnreadableBodyError."""
    marked = next((name for mark, name in MARKS if body.startswith(mark)), None)
    name = marked or charset or "utf-8"
    try:
        codec = codecs.lookup(name)
        codec = codecs.lookup(MEANT.get(codec.name, codec.name))
        text = codec.decode(body)[0] if CHARACTER_SETS.fullmatch(codec.name) else None
    except UnicodeDecodeError as error:
        raise UnreadableBodyError(f"This is not {name[:40].upper()}: byte {error.start + 1} can't be decoded.") from None
    except (LookupError, ValueError):
        text = None
    if text is None:
        raise UnreadableBodyError(f"The character set {name[:40]} is not known.")
    return text.removeprefix("\ufeff")
