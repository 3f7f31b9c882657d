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
OF_XHTML = frozenset(["html", "body", "div", "section", "article", "main", "p"])


def read_inline(holder: etree._Element) -> str | None:
    """Return the markup of the first child that is XHTML or NITF; None where there is none."""
    for child in holder:
        name = local_name(child)
        if name == "nitf":
            body = child.find("{*}body/{*}body.content")
            return None if body is None else _write(body, is_nitf=True)
        if name in OF_XHTML:
            body = child.find("{*}body") if name == "html" else child
            return None if body is None else _write(body, is_nitf=False)
    return None


def _write(body: etree._Element, *, is_nitf: bool) -> str:
    """Rename the elements to plain HTML in place and serialise them; a fragment has no ``body`` around it."""
    for element in body.iter(etree.Element):
        name = local_name(element)
        element.tag = _rename(name) if is_nitf else name
    body.tag, body.tail = "div", None
    etree.cleanup_namespaces(body)
    markup: str = etree.tostring(body, encoding="unicode", method="html")
    return markup


def _rename(name: str) -> str:
    if name in PICTURES:
        return "figure"
    return "span" if name in INLINE else BLOCKS.get(name, name)
