"""From pages and plain text to the text of a document version."""

from datetime import UTC, datetime

import pytest

from factcheck.errors import DocumentTextError
from factcheck.text.documents import clean_plain_text, extract_html

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Bridge to reopen in May | Harbour Gazette</title>
<meta property="og:site_name" content="Harbour Gazette"><meta property="og:title" content="Bridge to reopen in May">
<link rel="canonical" href="https://gazette.example/bridge"><meta name="author" content="Ada Quill">%s</head>
<body><nav><a href="/">Home</a> <a href="/w">World</a></nav><article><h1>Bridge to reopen in May</h1>
<p>The old harbour bridge will reopen in May, the <b>city</b> said on Tuesday, two months later than planned.</p>
<p>Repairs cost 4.2 million euros. That is a third more than the <a href="x">council</a> had approved last year.</p>
<script>track("everything")</script>
<p>“We found rust where nobody had looked for forty years,” the engineer in charge told reporters at the site.</p>
</article><footer>© 2025 Harbour Gazette. All rights reserved.</footer></body></html>"""

LINKED_DATA = '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "%s"}]}</script>'


def test_article_and_what_the_page_states_about_itself() -> None:
    found = extract_html(PAGE % '<meta property="article:published_time" content="2025-03-04T09:30:00+01:00">')
    assert found.text.split("\n") == [
        "Bridge to reopen in May",
        "The old harbour bridge will reopen in May, the city said on Tuesday, two months later than planned.",
        "Repairs cost 4.2 million euros. That is a third more than the council had approved last year.",
        "“We found rust where nobody had looked for forty years,” the engineer in charge told reporters at the site.",
    ]
    assert (found.metadata.title, found.metadata.publisher, found.metadata.byline) == (
        "Bridge to reopen in May",
        "Harbour Gazette",
        "Ada Quill",
    )
    assert (found.metadata.url, found.metadata.language) == ("https://gazette.example/bridge", "en")
    assert found.metadata.published_at == datetime(2025, 3, 4, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2025-03-04T09:30:00Z", datetime(2025, 3, 4, 9, 30, tzinfo=UTC)),
        ("2025-03-04T09:30:00", datetime(2025, 3, 4, 9, 30, tzinfo=UTC)),
        ("2025-03-04", datetime(2025, 3, 4, tzinfo=UTC)),
    ],
)
def test_date_from_linked_data(stated: str, expected: datetime) -> None:
    assert extract_html(PAGE % (LINKED_DATA % stated)).metadata.published_at == expected


def test_no_date_is_made_up_from_the_prose() -> None:
    page = PAGE.replace("last year", "in March 2019")
    assert extract_html(page % "").metadata.published_at is None


@pytest.mark.parametrize("linked_data", ["[" * 100_000, "{", '{"datePublished": 5}', '[1, {"@graph": 3}]', '"x"'])
def test_damaged_linked_data_does_no_harm(linked_data: str) -> None:
    found = extract_html(PAGE % f'<script type="application/ld+json">{linked_data}</script>')
    assert "4.2 million euros" in found.text


def test_fragment_of_a_content_management_system() -> None:
    fragment = "<p>He said <b>no</b> to <a href='x'>it</a> &amp; left.<br>She stayed.</p><script>x()</script><p>a &lt; b</p>"
    assert extract_html(fragment).text == "He said no to it & left.\nShe stayed.\na < b"


def test_short_page_keeps_its_lines_whole() -> None:
    body = "<p>He said <b>no</b> to <a href='x'>it</a>.</p><p>She stayed at home.</p>"
    assert (
        extract_html(f"<html><body><article>{body}</article></body></html>").text == "He said no to it.\nShe stayed at home."
    )


@pytest.mark.parametrize(
    "html", ["", "  \n", "<p></p>", "<html><body><script>x</script></body></html>", "<!-- only this -->", "·"]
)
def test_page_without_text_is_refused(html: str) -> None:
    with pytest.raises(DocumentTextError) as refused:
        extract_html(html)
    assert refused.value.pointer == "/html"


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b"])
def test_what_cannot_be_stored_is_refused(bad: str) -> None:
    with pytest.raises(DocumentTextError) as refused:
        clean_plain_text(bad)
    assert refused.value.pointer == "/text"
    with pytest.raises(DocumentTextError):
        extract_html(f"<p>{bad}</p>")


SIZE = 500_000


@pytest.mark.parametrize(
    "unit",
    [
        "<div>text ",
        "<b>text",
        "<figure>",
        "<form>text",
        "<a href='text",
        "<!-- text",
        "<table><tr><td>text",
        "</p>text",
        "<",
        "&#",
    ],
)
def test_hostile_page_comes_to_an_end(unit: str) -> None:
    page = "<html><body><p>First.</p>" + unit * (SIZE // len(unit))
    assert "First." in extract_html(page).text


def test_hostile_attributes_come_to_an_end() -> None:
    attributes = " ".join(f"a{number}" for number in range(SIZE // 10))
    assert extract_html(f"<html><body><p {attributes}>First.</p></body></html>").text == "First."


def test_deep_nesting_keeps_the_text() -> None:
    page = f"<html><head><title>Deep</title></head><body>{'<div>' * 5000}Down here.{'</div>' * 5000}</body></html>"
    found = extract_html(page)
    assert (found.text, found.metadata.title) == ("Down here.", "Deep")


def test_plain_text_keeps_everything_but_its_line_breaks() -> None:
    assert clean_plain_text("\ufeff  a\r\nb\rc\u2028d\u2029e\x85f \t\n") == "  a\nb\nc\nd\ne\nf \t\n"


def test_plain_text_is_stable() -> None:
    once = clean_plain_text("\ufeffa\r\n\r\nb")
    assert clean_plain_text(once) == once
