"""The formats that are XML, told apart by the root."""

from __future__ import annotations

from factcheck.schemas import feeds, newsml
from factcheck.schemas.document import DocumentError
from factcheck.schemas.items import Item
from factcheck.schemas.xml import local_name, parse_xml

OTHER_XML = "This is none of the XML formats that are taken: NewsML-G2, RSS, Atom, sitemap, XHTML."


def read_xml(body: bytes, charset: str | None) -> list[Item]:
    """Return the documents of an XML text; raises UnreadableBodyError, or DocumentError for any other XML."""
    root = parse_xml(body, charset)
    name = local_name(root)
    if name in newsml.ROOTS:
        return newsml.read_news(root)
    if name in feeds.ROOTS:
        return feeds.read_feed(root)
    if name in feeds.SITEMAPS:
        return feeds.read_sitemap(root)
    raise DocumentError([(f"/{name}", OTHER_XML)])
