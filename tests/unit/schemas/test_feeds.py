"""RSS, Atom and sitemaps."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from factcheck.schemas import DocumentError
from factcheck.schemas.document import load_item
from factcheck.schemas.formats import read_items
from factcheck.schemas.items import Item, UnreadableBodyError
from factcheck.store.records import DocumentContent

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Alm Courier</title><language>en-gb</language>
<copyright>Copyright Alm Courier</copyright>
<item><guid isPermaLink="false">tag:courier.example,2024:1</guid><link>https://courier.example/alm</link>
<title>Alm floods &amp;amp; retreats</title><description>A teaser.</description>
<content:encoded><![CDATA[<p>The river Alm rose by two metres.</p><p>Some 1,400 people left.</p>]]></content:encoded>
<dc:creator>Ida Brook</dc:creator><pubDate>Tue, 06 Aug 2024 12:00:00 +0200</pubDate>
<source url="https://wire.example/feed">River Wire</source></item>
<item><guid>https://courier.example/elbe</guid><description>The Elbe stayed low.</description></item>
<item><guid>g-3</guid><title>Only a title</title></item>
<item><guid>g-4</guid><description>Text.</description><pubDate>yesterday</pubDate></item>
<item><description>Text without a name.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Alm-Kurier</title><rights>Alle Rechte</rights>
<entry><id>urn:uuid:1</id><link href="https://kurier.example/1"/><title type="html">Die &lt;b&gt;Alm&lt;/b&gt; steigt</title>
<author><name>Ida Bach</name></author><published>2024-08-06T10:00:00Z</published><updated>2024-08-07T10:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Die Alm stieg um zwei Meter.</p></div></content></entry>
<entry><id>urn:uuid:2</id><updated>2024-08-07T10:00:00Z</updated><summary type="text">Sie sank &lt; wieder.</summary></entry>
</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://x.example/"><title>X</title></channel>
<item rdf:about="https://x.example/1"><title>T</title><link>https://x.example/1</link><description>One.</description></item></rdf:RDF>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://courier.example/alm</loc></url>
<url><loc>https://courier.example/elbe</loc></url></urlset>"""


def read(body: str) -> list[Item]:
    return read_items(body.encode(), "application/xml")


def load(item: Item) -> DocumentContent:
    content = load_item(item, None).content
    assert content is not None
    return content


def refuse(item: Item) -> list[tuple[str, str]]:
    with pytest.raises(DocumentError) as caught:
        load_item(item, None)
    return list(caught.value.errors)


def test_an_item_of_rss_becomes_a_document() -> None:
    item = read(RSS)[0]
    content = load(item)
    assert load_item(item, None).document_id == content.uri == "tag:courier.example,2024:1"
    assert content.text == "The river Alm rose by two metres.\nSome 1,400 people left."
    assert (content.title, content.byline, content.url) == (
        "Alm floods & retreats",
        "Ida Brook",
        "https://courier.example/alm",
    )
    assert (content.publisher, content.credit, content.language) == ("Alm Courier", "River Wire", "en-gb")
    assert content.usage_terms == "Copyright Alm Courier"
    assert content.published_at == datetime(2024, 8, 6, 10, tzinfo=UTC)
    assert content.updated_at is None


def test_a_description_is_the_text_where_there_is_nothing_else() -> None:
    content = load(read(RSS)[1])
    assert (content.text, content.uri, content.url) == (
        "The Elbe stayed low.", "https://courier.example/elbe", "https://courier.example/elbe"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "pointer", "word"),
    [
        (2, "/rss/channel/item[3]/description", "text or html"),
        (3, "/rss/channel/item[4]/pubDate", "not a time"),
        (4, "/rss/channel/item[5]/guid", "id"),
    ],
)
def test_what_is_wrong_with_an_item_is_named(place: int, pointer: str, word: str) -> None:
    ((found, detail),) = refuse(read(RSS)[place])
    assert found == pointer
    assert word in detail


def test_an_entry_of_atom_becomes_a_document() -> None:
    first, second = read(ATOM)
    content = load(first)
    assert (content.text, content.title, content.byline) == ("Die Alm stieg um zwei Meter.", "Die Alm steigt", "Ida Bach")
    assert (content.language, content.publisher, content.usage_terms) == ("de", "Alm-Kurier", "Alle Rechte")
    assert (content.published_at, content.updated_at) == (
        datetime(2024, 8, 6, 10, tzinfo=UTC), datetime(2024, 8, 7, 10, tzinfo=UTC)
    )  # fmt: skip
    plain = load(second)
    assert (plain.text, plain.raw_kind, plain.published_at) == ("Sie sank < wieder.", "text", plain.updated_at)


def test_rss_1_is_read_as_well() -> None:
    (item,) = read(RDF)
    assert (item.pointer, load(item).text, load(item).publisher) == ("/RDF/item[1]", "One.", "X")


def test_a_script_in_a_feed_is_no_text() -> None:
    body = RSS.replace("<p>The river", "<script>steal()</script><p>The river")
    assert load(read(body)[0]).text.startswith("The river Alm")


@pytest.mark.parametrize("name", ["urlset", "sitemapindex"])
def test_every_entry_of_a_sitemap_is_refused(name: str) -> None:
    body = SITEMAP if name == "urlset" else SITEMAP.replace("urlset", name).replace("<url>", "<sitemap>").replace(
        "</url>", "</sitemap>"
    )  # fmt: skip
    errors = [refuse(item)[0] for item in read(body)]
    entry = "url" if name == "urlset" else "sitemap"
    assert [pointer for pointer, _ in errors] == [f"/{name}/{entry}[1]/loc", f"/{name}/{entry}[2]/loc"]
    assert "https://courier.example/elbe" in errors[1][1]


def test_an_empty_feed_and_one_that_is_too_long_are_refused() -> None:
    entry = "<item><guid>g</guid><description>x</description></item>"
    for count, word in ((0, "no document"), (501, "import")):
        with pytest.raises(DocumentError, match=word):
            read(f'<rss version="2.0"><channel>{entry * count}</channel></rss>')


@pytest.mark.parametrize(
    "written",
    ["0000-00-00T00:00:00Z", "0001-01-01T00:00:00+01:00", "-0001-11-30T00:00:00+00:00", "2024-13-45T00:00:00Z", "2024-13-45",
     "2024-02-30T10:00", "2024-08-06 10:75:00Z", "2024-08-06T10:00:00+99:99"],
)  # fmt: skip
def test_a_date_that_is_none_stops_its_own_entry_only(written: str) -> None:
    items = read(RSS.replace("Tue, 06 Aug 2024 12:00:00 +0200", written))
    assert refuse(items[0])[0][0] == "/rss/channel/item[1]/pubDate"
    assert load(items[1]).text == "The Elbe stayed low."


@pytest.mark.parametrize(
    ("written", "hour"),
    [("2024-08-06T12:00:00+02:00", 10), ("2024-08-06t12:00z", 12), ("2024-08-06", 0), ("2024-08-06 12:00:00", 12)],
)
def test_dates_of_iso_are_taken_in_rss_as_well(written: str, hour: int) -> None:
    item = read(RSS.replace("Tue, 06 Aug 2024 12:00:00 +0200", written))[0]
    assert load(item).published_at == datetime(2024, 8, 6, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "clock"),
    [("Tue, 06 Aug 2024 10:00:00 CEST", "08:00"), ("Tue, 06 Aug 2024 10:00:00 CET", "09:00"),
     ("Tue, 06 Aug 2024 10:00 BST", "09:00"), ("Tue, 06 Aug 2024 10:00:00 JST", "01:00"),
     ("Tue, 06 Aug 2024 10:00:00 MSK", "07:00"), ("Tue, 06 Aug 2024 10:00:00 AEST", "00:00"),
     ("Tue, 06 Aug 2024 10:00:00 UTC+2", "08:00"), ("Tue, 06 Aug 2024 10:00:00 GMT-0330", "13:30"),
     ("Tue, 06 Aug 2024 10:00:00 +0200 (CEST)", "08:00"), ("Tue, 06 Aug 2024 10:00:00 EDT", "14:00"),
     ("Tue, 06 Aug 2024 10:00:00 -05:00", "15:00"), ("Tue, 06 Aug 2024 10:00:00 Z", "10:00"),
     ("2024-08-06 10:00:00 EST", "15:00"), ("2024-08-06T10:00:00 CET", "09:00"), ("2024-08-06 10:00:00 +0530", "04:30"),
     ("2024-08-06T10:00:00.000-0500", "15:00"), ("20240806T100000Z", "10:00"), ("20240806T100000+0200", "08:00"),
     ("20240806T1000", "10:00"), ("20240806", "00:00"), ("Tue Aug  6 10:00:00 2024", "10:00")],
)  # fmt: skip
def test_the_zone_that_is_written_counts(written: str, clock: str) -> None:
    found = load(read(RSS.replace("Tue, 06 Aug 2024 12:00:00 +0200", written))[0]).published_at
    assert found == datetime.fromisoformat(f"2024-08-06T{clock}Z")


@pytest.mark.parametrize(
    "written",
    ["Tue, 06 Aug 2024 10:00:00 IST", "Tue, 06 Aug 2024 10:00:00 XYZ", "Tue, 06 Aug 2024 10:00:00 +9900",
     "Tue, 06 Aug 2024 10:00 PM", "2024-08-06 10:00 PM", "1722938400", "1722938400000", "172293", "2024-08-06T10:00:00 IST",
     "2024년 08월 06일  10:00:00"],
)  # fmt: skip
def test_a_time_that_is_not_sure_goes_on_as_it_was_written(written: str) -> None:
    item = read(RSS.replace("Tue, 06 Aug 2024 12:00:00 +0200", written))[0]
    assert item.fields["published_at"] == written
    assert refuse(item)[0][0] == "/rss/channel/item[1]/pubDate"


@pytest.mark.parametrize("namespace", ["http://www.opengis.net/gml", "http://www.opengis.net/gml/3.2"])
def test_a_place_on_the_map_stops_nothing(namespace: str) -> None:
    place = f'<gml:pos xmlns:gml="{namespace}">1 2</gml:pos>'
    assert (
        load(read(RSS.replace("<description>The Elbe", f"{place}<description>The Elbe"))[1]).text == "The Elbe stayed low."
    )


def test_a_feed_that_can_not_be_read_is_said() -> None:
    with pytest.raises(UnreadableBodyError, match="feed"):
        read(RSS.replace("<guid>g-3", '<gml:pos xmlns:gml="urn:x">1 2</gml:pos><guid>g-3'))


@pytest.mark.parametrize(("written", "language"), [("en_US", "en-us"), ("English", None), (" de ", "de"), ("", None)])
def test_a_language_that_is_no_tag_stops_nothing(written: str, language: str | None) -> None:
    assert load(read(RSS.replace("en-gb", written))[0]).language == language


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("/alm", "https://courier.example/alm"),
        ("flood.html", "https://courier.example/news/flood.html"),
        ("//other.example/1", "https://other.example/1"),
        ("no address", None),
        ("ftp://courier.example/alm", None),
        ("http://[a", None),
        ("https://courier.example/" + "a" * 2000, None),
    ],
)
def test_a_link_is_completed_or_left_out(written: str, url: str | None) -> None:
    body = RSS.replace("https://courier.example/alm", written)
    body = body.replace("<channel>", "<channel><link>https://courier.example/news/</link>")
    assert load(read(body)[0]).url == url


def test_a_relative_link_names_nothing_by_itself() -> None:
    entry = "<item><link>/alm</link><description>Text.</description></item>"
    (named,) = read(f'<rss version="2.0"><channel><link>https://a.example</link>{entry}</channel></rss>')
    assert load(named).uri == "https://a.example/alm"
    (unnamed,) = read(f'<rss version="2.0"><channel>{entry}</channel></rss>')
    assert refuse(unnamed)[0][0] == "/rss/channel/item[1]/guid"


def test_all_authors_are_named() -> None:
    several = "<author><name>Ida Bach</name></author><author><name>Tom Wehr</name></author>"
    assert load(read(ATOM.replace("<author><name>Ida Bach</name></author>", several))[0]).byline == "Ida Bach, Tom Wehr"
    creators = "<dc:creator>Ida Brook</dc:creator><dc:creator>Tom Weir</dc:creator>"
    assert load(read(RSS.replace("<dc:creator>Ida Brook</dc:creator>", creators))[0]).byline == "Ida Brook, Tom Weir"
    many = "".join(f"<dc:creator>Author {number} {'x' * 100}</dc:creator>" for number in range(9))
    found = load(read(RSS.replace("<dc:creator>Ida Brook</dc:creator>", many))[0]).byline
    assert found is not None
    assert found.count(", ") == 3
