"""The body of an item that stands in the midst of other XML, as a fragment of HTML: from XHTML and from NITF."""

from __future__ import annotations

from lxml import etree

from factcheck.schemas.xml import local_name

# Of NITF: what a line goes on through, what begins a new one under another name, and what is not the story's text.
_INLINE_NAMES = """a abbr alt-code b chron city classifier copyrite copyrite.holder copyrite.year country em event frac
frac-den frac-num function i lang location money num object.title org person person.title postaddr pronounce q region state
sub sublocation sup virtloc"""
INLINE = frozenset(_INLINE_NAMES.split())
BLOCKS = {"hl2": "h2", "hl1": "h1", "bq": "blockquote", "block": "div", "note": "aside", "body.content": "div"}
PICTURES = frozenset(["media", "figure"])
_XHTML_NAMES = "div section article main p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre"
OF_XHTML = frozenset(_XHTML_NAMES.split())


def read_inline(holder: etree._Element) -> str | None:
    """Return the markup of the first child that is XHTML or NITF, with all its parts; None where there is none.

    A story of NITF may have several contents, and XHTML may stand there without a page around it.
    """
    first = next((child for child in holder if local_name(child) in ("nitf", "html", *OF_XHTML)), None)
    if first is None:
        return None
    name = local_name(first)
    if name == "nitf":
        parts = first.findall("{*}body/{*}body.content")
    elif name == "html":
        parts = first.findall("{*}body")
    else:
        parts = [child for child in holder if local_name(child) in OF_XHTML]
    return "".join(_write(part, is_nitf=name == "nitf") for part in parts) or None


def _write(body: etree._Element, *, is_nitf: bool) -> str:
    """Rename the elements to plain HTML in place and serialise them; a fragment has no ``body`` around it."""
    for element in body.iter(etree.Element):
        name = local_name(element)
        element.tag = _rename(name) if is_nitf else name
    body.tag, body.tail = "div" if body.tag == "body" else body.tag, None
    etree.cleanup_namespaces(body)
    markup: str = etree.tostring(body, encoding="unicode", method="html")
    return markup


def _rename(name: str) -> str:
    if name in PICTURES:
        return "figure"
    return "span" if name in INLINE else BLOCKS.get(name, name)
