"""The text of markup that nobody has made for a parser."""

from __future__ import annotations

import time

import pytest

from factcheck.articles.drafts import read_html_draft
from factcheck.text.documents import extract_html
from factcheck.text.markup import strip_markup


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<p>One.</p><script async="" src="https://x/w.js"/><p>Two.</p>', "One.\nTwo."),
        ("<p>One.</p><script src='a'/><p>Two.</p><script>x()</script><p>Three.</p>", "One.\nTwo.\nThree."),
        ("<p>One.</p><script src='a'/>x()</script><p>Two.</p>", "One.\nTwo."),
        ("<p>One.</p><figure/><p>Two.</p><figure><img/>Bus</figure><p>Three.</p>", "One.\nTwo.\nThree."),
        ("<p>One.</p><style/><p>Two.</p>", "One.\nTwo."),
    ],
)
def test_an_element_that_is_closed_in_itself_takes_nothing_with_it(markup: str, expected: str) -> None:
    assert strip_markup(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<p>See <img alt="a > b" src="x"/> it. <a href="x" title="5 > 3 said">Link</a> end.</p>', "See it. Link end."),
        ('<div data-x=\'{"h":"<p>Fake 500 metres.</p>"}\'>Real.</div>', "Real."),
        ("<p title='5 > 3'>It's \"here\".</p>", 'It\'s "here".'),
        ('<p><a href="x>The bridge</a> is "old".</p><p class="b">It is long.</p>', 'The bridge is "old".\nIt is long.'),
        ("<p><a title=it's>The bridge</a> isn't old.</p>", "The bridge isn't old."),
        ("<p>Growth was <5% and x<y in a<b c.</p><p>More.</p>", "Growth was <5% and x<y in a<b c.\nMore."),
        ("<p>a<b c", "a<b c"),
        ("<![CDATA[<p>One.</p>", "One."),
        ("<p>One.</p><!-- unclosed <p>Two.</p>", "One."),
        ("<p>One.</p><!-- a > b --><p>Two.</p><!--><p>Three.</p>", "One.\nTwo.\nThree."),
    ],
)
def test_a_tag_ends_where_a_reader_would_end_it(markup: str, expected: str) -> None:
    assert strip_markup(markup) == expected


UNSEEN = [
    f"<p>Seen.</p>{hidden}<p>Too.</p>"
    for hidden in [
        "<del>No.</del>",
        "<p><s>No.</s></p>",
        "<p><strike>No.</strike></p>",
        "<p hidden>No.</p>",
        "<p hidden>No.",
        '<p hidden="hidden">No.<b>No.</b></p>',
        '<div style="color: red; DISPLAY : none"><div>No.</div>No.<br>No.</div>',
        "<ul><li hidden>No.</ul>",
        "<div style='visibility:hidden'><script>'</div>'</script>No.</div>",
        "<textarea>No.</textarea><iframe>No.</iframe><title>No.</title><video>No.</video><audio>No.</audio>",
        "<template><p>No.</p></template><select><option>No.</select><button>No.</button>",
    ]
]


@pytest.mark.parametrize("markup", UNSEEN)
def test_what_is_hidden_or_struck_out_is_left_out_of_drafts_and_documents_alike(markup: str) -> None:
    assert strip_markup(markup) == "Seen.\nToo."
    draft = read_html_draft(markup)
    assert [draft.text[block.start : block.end] for block in draft.blocks] == ["Seen.", "Too."]


def test_what_is_hidden_ends_where_something_around_it_ends() -> None:
    assert strip_markup("<section><div hidden>No.<p>No.</section>Seen.") == "Seen."
    assert strip_markup("<ul><li hidden>No.<li>Seen.</ul>") == "Seen."


@pytest.mark.parametrize(
    "markup",
    ['<p type="hidden">Seen.</p>', '<p title="hidden">Seen.</p>', "<p data-hidden>Seen.</p>", "<input hidden>Seen."],
)
def test_what_only_speaks_of_hiding_is_seen(markup: str) -> None:
    assert strip_markup(markup) == "Seen."


def test_a_page_is_read_without_what_is_struck_out_or_hidden() -> None:
    page = """<html><body style="visibility: hidden"><article>
    <p>The bridge is <del>500</del> <s>400</s> 310 metres long, m<sup>2</sup>, the council said.</p>
    <p hidden>It cost 3 million.</p><p style="display:none">It cost 4 million.</p>
    <p>Work on the bridge over the Aller ended in May after four years.</p></article></body></html>"""
    assert extract_html(page).text.split("\n") == [
        "The bridge is 310 metres long, m², the council said.",
        "Work on the bridge over the Aller ended in May after four years.",
    ]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<p>In <st1:City>London</st1:City> he said<o:p></o:p> that <big>5</big> <acronym>UN</acronym> men left.",
            "In London he said that 5 UN men left.",
        ),
        (
            '<p>It rose <img class="wp-smiley" alt="x"/> Monday by <nobr>3</nobr> <tt>metres</tt>.</p>',
            "It rose Monday by 3 metres.",
        ),
        ("<p>東<ruby>京<rt>とう</rt></ruby>で。</p>", "東京で。"),
        ("<p>東<ruby>京<rp>(<rt>とう<rp>)</ruby>で。</p>", "東京で。"),
        ("<p>CO<sub>2</sub> rose 10<sup>6</sup> m<sup>2</sup> s<sup>-1</sup>.</p>", "CO2 rose 10⁶ m² s⁻¹."),
        ("<p>It is 310<sup>1, 2</sup> metres in 5<sup>th</sup> place.</p>", "It is 310¹, ² metres in 5th place."),
    ],
)
def test_a_sentence_stays_in_one_piece(markup: str, expected: str) -> None:
    assert strip_markup(markup) == expected
    assert read_html_draft(markup).text.strip() == expected


def test_elements_of_xhtml_with_a_prefix_break_lines() -> None:
    assert strip_markup("<html:p>One.</html:p><xhtml:p>Two.</xhtml:p>") == "One.\nTwo."


@pytest.mark.parametrize(
    "unit",
    [
        "<a=\"' ='",
        "<a b='>",
        '<a b=">" ',
        '<a x="1"',
        "<a<",
        "<div hidden>",
        "<p hidden>",
        "<rt>x",
        "<div hidden></p>",
        "<figure/>",
        "<script/>",
        "<s><del>",
        "<!--",
        "<sup>1",
        "<p style='",
        "<a b=\"<a c='",
    ],
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    def spend(size: int) -> float:
        began = time.process_time()
        strip_markup(unit * (size // len(unit)))
        return time.process_time() - began

    spend(1000)
    assert spend(400_000) < 30 * max(spend(50_000), 0.005)
