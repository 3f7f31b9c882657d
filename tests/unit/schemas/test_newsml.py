"""NewsML-G2 items and messages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from factcheck.schemas import DocumentError
from factcheck.schemas.document import load_item
from factcheck.schemas.formats import read_items
from factcheck.schemas.items import Item
from factcheck.store.editions import DocumentPut, Edition

XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>
<body><p>The river <em>Alm</em> rose by two metres.</p><p>Some 1,400 people left.</p></body></html></inlineXML>"""
NITF = """<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head/><body>
<body.head><hedline><hl1>Not this</hl1></hedline></body.head><body.content><block><p>The river <location>Alm</location> rose
by <num>two</num> metres.</p><media><media-caption>A picture</media-caption></media><hl2>More</hl2><p>Some 1,400 people
left.</p></block></body.content></body></nitf></inlineXML>"""
DATA = '<inlineData contenttype="text/plain">The river Alm rose by two metres.</inlineData>'
STATUS = '<pubStatus qcode="stat:usable"/>'
ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:agency.example:20240806:alm" version="3"
 xml:lang="en"><itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:RW"><name>River Wire</name></provider>
<versionCreated>2024-08-06T12:00:00+02:00</versionCreated><firstCreated>2024-08-06T08:30:00Z</firstCreated>{embargo}{status}
</itemMeta><contentMeta><by>Ida <b>Brook</b></by><creditline>River Wire/Courier</creditline><language tag="en-GB"/>
<headline>Alm floods the lower&#10; town</headline></contentMeta><rightsInfo><copyrightHolder literal="River Wire Ltd"/>
<usageTerms>Not for resale.</usageTerms></rightsInfo><contentSet>{content}</contentSet></newsItem>"""


def build(content: str = XHTML, status: str = STATUS, embargo: str = "") -> str:
    return ITEM.format(content=content, status=status, embargo=embargo)


def read(body: str) -> list[Item]:
    return read_items(body.encode(), "application/vnd.iptc.g2.newsitem+xml")


def load(body: str) -> DocumentPut:
    (item,) = read(body)
    return load_item(item, None)


def refuse(body: str) -> list[str]:
    (item,) = read(body)
    with pytest.raises(DocumentError) as caught:
        load_item(item, None)
    return [pointer for pointer, _ in caught.value.errors]


def test_an_item_becomes_a_document() -> None:
    document_id, content, status, embargoed_until, edition = load(build())
    assert edition == Edition(3, datetime(2024, 8, 6, 10, tzinfo=UTC))
    assert content is not None
    assert (document_id, content.uri) == ("urn:newsml:agency.example:20240806:alm",) * 2
    assert content.text == "The river Alm rose by two metres.\nSome 1,400 people left."
    assert (content.title, content.byline, content.language) == ("Alm floods the lower town", "Ida Brook", "en-gb")
    assert (content.publisher, content.credit) == ("River Wire", "River Wire/Courier")
    assert (content.copyright_holder, content.usage_terms) == ("River Wire Ltd", "Not for resale.")
    assert content.published_at == datetime(2024, 8, 6, 8, 30, tzinfo=UTC)
    assert content.updated_at == datetime(2024, 8, 6, 10, tzinfo=UTC)
    assert (status, embargoed_until) == ("usable", None)


def test_the_story_of_nitf_is_taken_line_by_line() -> None:
    content = load(build(NITF)).content
    assert content is not None
    assert content.text == "The river Alm rose by two metres.\nMore\nSome 1,400 people left."


def test_all_contents_of_nitf_are_taken() -> None:
    two = NITF.replace("</body.content>", "</body.content><body.content><p>It rained.</p></body.content>")
    content = load(build(two)).content
    assert content is not None
    assert content.text.splitlines()[-2:] == ["Some 1,400 people left.", "It rained."]


def test_xhtml_without_a_page_around_it_is_taken_as_a_whole() -> None:
    parts = "<p>The Alm rose.</p><h2>More</h2><ul><li>It rained.</li></ul><p>People left.</p>"
    content = load(build(f'<inlineXML><x:br xmlns:x="urn:x"/>{parts}</inlineXML>')).content
    assert content is not None
    assert content.text == "The Alm rose.\nMore\nIt rained.\nPeople left."


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (DATA, "text"),
        ('<inlineData contenttype="text/html">&lt;p&gt;The river Alm rose by two metres.&lt;/p&gt;</inlineData>', "html"),
        (f'<remoteContent href="https://x.example/1.jpg"/>{DATA}', "text"),
        (f'<inlineData encoding="cenc:base64">QQ==</inlineData><inlineXML><svg xmlns="x"/></inlineXML>{DATA}', "text"),
    ],
)
def test_the_first_rendition_that_is_text_is_taken(content: str, kind: str) -> None:
    found = load(build(content)).content
    assert found is not None
    assert (found.text, found.raw_kind) == ("The river Alm rose by two metres.", kind)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ('<pubStatus qcode="stat:withheld"/>', "withheld"),
        ('<pubStatus qcode="x:canceled"/>', "canceled"),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>', "canceled"),
        ("", "usable"),
    ],
)
def test_the_status_is_obeyed(status: str, expected: str) -> None:
    assert load(build(status=status)).status == expected


def test_embargoes_with_and_without_an_end() -> None:
    found = load(build(embargo="<embargoed>2030-01-01T00:00:00Z</embargoed>"))
    assert (found.status, found.embargoed_until) == ("usable", datetime(2030, 1, 1, tzinfo=UTC))
    assert load(build(embargo="<embargoed/>")).status == "withheld"
    assert load(build(embargo="<embargoed/>", status='<pubStatus qcode="stat:canceled"/>')).status == "canceled"


def test_an_item_without_content_takes_back_a_document() -> None:
    found = load(build("", status='<pubStatus qcode="stat:canceled"/>'))
    edition = Edition(3, datetime(2024, 8, 6, 10, tzinfo=UTC))
    assert found == DocumentPut("urn:newsml:agency.example:20240806:alm", None, "canceled", None, edition)


@pytest.mark.parametrize(
    "content",
    ['<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body></body></html></inlineXML>',
     '<inlineData contenttype="text/plain"> </inlineData>'],
)  # fmt: skip
@pytest.mark.parametrize("embargo", ["", "<embargoed/>", "<embargoed>2024-08-06T10:00:00</embargoed>"])
def test_a_notice_with_an_empty_content_takes_back_a_document(content: str, embargo: str) -> None:
    found = load(build(content, status='<pubStatus qcode="stat:canceled"/>', embargo=embargo))
    assert (found.content, found.status, found.embargoed_until) == (None, "canceled", None)


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (build('<remoteContent href="https://x.example/1.jpg"/>'), ["/newsItem/contentSet"]),
        (
            build('<inlineData contenttype="text/html">&lt;p&gt; &lt;/p&gt;</inlineData>'),
            ["/newsItem/contentSet/inlineData"],
        ),
        (build(status='<pubStatus qcode="stat:spiked"/>'), ["/newsItem/itemMeta/pubStatus"]),
        (build(embargo="<embargoed>soon</embargoed>"), ["/newsItem/itemMeta/embargoed"]),
        (build().replace("2024-08-06T08:30:00Z", "2024-08-06"), ["/newsItem/itemMeta/firstCreated"]),
        (build().replace('tag="en-GB"', 'tag="English!"'), ["/newsItem/contentMeta/language/@tag"]),
        (build().replace(' guid="urn:newsml:agency.example:20240806:alm"', ""), ["/newsItem/@guid"]),
    ],
)
def test_what_is_wrong_is_named(body: str, pointers: list[str]) -> None:
    assert refuse(body) == pointers


def test_a_message_holds_several_items() -> None:
    second = build(DATA, embargo="<embargoed>soon</embargoed>").replace(":alm", ":elbe")
    message = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>{build()}<packageItem/>{second}
    </itemSet></newsMessage>"""
    first, package, last = read(message)
    assert load_item(first, None).document_id.endswith(":alm")
    with pytest.raises(DocumentError) as caught:
        load_item(package, None)
    assert caught.value.errors[0][0] == "/newsMessage/itemSet/packageItem[1]"
    with pytest.raises(DocumentError) as caught:
        load_item(last, None)
    assert caught.value.errors[0][0] == "/newsMessage/itemSet/newsItem[2]/itemMeta/embargoed"
