"""XML that is out to do harm, or is not what it says."""

from __future__ import annotations

import bz2
import time
import zlib

import pytest

from factcheck.schemas.encodings import decode_text
from factcheck.schemas.items import UnreadableBodyError
from factcheck.schemas.xml import parse_xml, read_text

LAUGHS = b"""<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><r>&c;</r>"""
OUTSIDE = b"""<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>"""


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (LAUGHS, "document type"),
        (LAUGHS.decode().encode("utf-16"), "document type"),
        (OUTSIDE, "document type"),
        (b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd" \n [<!ATTLIST r a CDATA "b">]><r/>', "document type"),
        (b'<!-- <!DOCTYPE r> --><!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]><r/>', "document type"),
        (b"<r>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</r>", "well-formed"),
        (b"<r><a></r>", "line 1"),
        (b"<r>&nbsp;</r>", "nbsp"),
        (b"<r/><r/>", "well-formed"),
        (b"", "well-formed"),
        (b"not xml", "well-formed"),
        (b"<r>\x00</r>", "well-formed"),
        (b"<r>\xff</r>", "byte 4"),
        (b'<?xml version="1.0" encoding="ebcdic-x"?><r/>', "ebcdic-x"),
        (b'<?xml version="1.0" encoding="rot13"?><r/>', "rot13"),
        (b'<?xml version="1.0" encoding="hex"?><r/>', "hex"),
        (b'<?xml version="1.0" encoding="ascii"?><r>\xc3\xa4</r>', "ASCII"),
    ],
)
def test_it_is_refused_with_a_reason(body: bytes, word: str) -> None:
    with pytest.raises(UnreadableBodyError, match=word):
        parse_xml(body)


def test_nothing_is_fetched_and_no_entity_resolved() -> None:
    root = parse_xml(b'<!DOCTYPE r SYSTEM "file:///etc/hostname"><r>a &lt; b</r>')
    assert read_text(root) == "a < b"


def test_what_would_take_long_does_not() -> None:
    started = time.process_time()
    attributes = " ".join(f'a{number}="x"' for number in range(20_000))
    parse_xml(f"<r {attributes}>{'<a/>' * 100_000}</r>".encode())
    with pytest.raises(UnreadableBodyError):
        parse_xml(b"<!DOCTYPE " * 100_000)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<r>ä</r>".encode(), None),
        ("<r>ä</r>".encode("utf-8-sig"), "iso-8859-1"),
        ("<r>ä</r>".encode("utf-16"), None),
        ('<?xml version="1.0" encoding="UTF-16"?><r>ä</r>'.encode("utf-16"), None),
        ('<?xml version="1.0" encoding="iso-8859-1"?><r>ä</r>'.encode("latin-1"), None),
        ("<r>ä</r>".encode("cp1252"), "Windows-1252"),
        ('<?xml version="1.0" encoding="utf-8"?><r>ä</r>'.encode("latin-1"), "iso-8859-1"),
    ],
)
def test_the_encoding_is_found(body: bytes, charset: str | None) -> None:
    assert read_text(parse_xml(body, charset)) == "ä"


def test_a_mark_wins_over_what_is_said() -> None:
    assert decode_text(b"\xef\xbb\xbfa", "utf-16") == "a"
    with pytest.raises(UnreadableBodyError, match="UTF-8"):
        decode_text(b"\xff", None)


@pytest.mark.parametrize(
    "name",
    [
        "bz2",
        "zlib",
        "Zip",
        "punycode",
        "idna",
        "base64",
        "uu",
        "quopri",
        "unicode_escape",
        "raw-unicode-escape",
        "undefined",
    ],
)
def test_a_codec_that_is_no_character_set_is_not_known(name: str) -> None:
    started = time.process_time()
    for body in (b"plain", zlib.compress(b"a" * 10_000_000), bz2.compress(b"a" * 10_000_000), b"a" * 400_000 + b"-a"):
        with pytest.raises(UnreadableBodyError, match=f"The character set {name} is not known"):
            decode_text(body, name)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "name",
    ["UTF8", "utf-16le", "US-ASCII", "latin1", "ISO-8859-15", "latin9", "cp1252", "windows-1251", "koi8-u", "KOI8-R",
     "gb18030", "GBK", "GB2312", "Big5", "big5-hkscs", "Shift_JIS", "sjis", "euc-jp", "EUC-KR", "ks_c_5601-1987",
     "iso-2022-jp", "iso-2022-kr", "macintosh", "ibm866", "tis-620"],
)  # fmt: skip
def test_character_sets_are_known_by_their_usual_names(name: str) -> None:
    encoding = "ascii" if name == "US-ASCII" else name
    assert decode_text("The river rose.".encode(encoding), name) == "The river rose."


@pytest.mark.parametrize("name", ["ISO-8859-1", "iso8859_1", "latin1", "Latin-1", "l1", "windows-1252"])
def test_quotation_marks_of_windows_are_read_whatever_it_is_called(name: str) -> None:
    said = "“It cost 5 €” – he said…"
    assert decode_text(said.encode("cp1252"), name) == said
    declared = f'<?xml version="1.0" encoding="{name}"?><r>{said}</r>'
    assert read_text(parse_xml(declared.encode("cp1252"))) == said
