"""XML from strangers, parsed so that it can neither reach out nor blow up.

No document type with declarations of its own is taken (that is where entities come from, by which a few lines grow to
gigabytes or a local file is read), no entity is resolved, nothing is fetched, and the limits on depth and size stay on.
"""

from __future__ import annotations

import re

from lxml import etree

from factcheck.schemas.encodings import decode_text
from factcheck.schemas.items import UnreadableBodyError

LONGEST_DECLARATION = 400
_DECLARED = re.compile(rb"""<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})["']""")
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]{0,300}\?>")
DECLARATIONS = ("<!ENTITY", "<!ATTLIST", "<!ELEMENT", "<!NOTATION")


def parse_xml(body: bytes, charset: str | None = None) -> etree._Element:
    """Return the root; raises UnreadableBodyError with the line that is wrong.

    The encoding is that of a byte order mark, else ``charset`` (of the content type), else the declared one, else UTF-8
    (RFC 7303, section 3).
    """
    declared = _DECLARED.match(body[:LONGEST_DECLARATION].lstrip())
    text = decode_text(body, charset or (declared.group(1).decode("ascii") if declared else None))
    if any(declaration in text for declaration in DECLARATIONS):
        raise UnreadableBodyError("A document type with declarations of its own, such as entities, is not taken.")
    # Only where the text begins: searching it for blanks would take time by the square of their number.
    declaration = _DECLARATION.match(text)
    content = text[declaration.end() :] if declaration else text
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(content.encode("utf-8"), parser)
    except UnicodeEncodeError:
        raise UnreadableBodyError("This holds half of a surrogate pair, which is not a character.") from None
    except etree.XMLSyntaxError as error:
        raise UnreadableBodyError(f"This is not well-formed XML: {error.msg}.") from None


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    name: str = etree.QName(element).localname
    return name


def read_text(element: etree._Element | None) -> str | None:
    """Return the text inside an element, with runs of white space as one space; None if there is none."""
    if element is None:
        return None
    return " ".join("".join(element.itertext()).split()) or None
