"""The visible text of drafts, and offsets that hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from factcheck.articles.drafts import BlockKind, Draft, read_html_draft, read_plain_draft

BODY, HEADING, CAPTION, BOILERPLATE = BlockKind.BODY, BlockKind.HEADING, BlockKind.CAPTION, BlockKind.BOILERPLATE


def blocks(draft: Draft) -> list[tuple[str, BlockKind]]:
    return [(draft.text[block.start : block.end], block.kind) for block in draft.blocks]


def test_inline_markup_and_entities_do_not_break_a_line() -> None:
    draft = read_html_draft("<p>The <b>ri</b>ver&nbsp;<a href='x'>rose</a>   by\n 2 &lt; 3&#x2009;metres &amp; more.</p>")
    assert blocks(draft) == [("The river\xa0rose by 2 < 3\u2009metres & more.", BODY)]


def test_each_block_is_a_line_and_stray_text_is_kept() -> None:
    draft = read_html_draft("before<div>one<p>two</p> three <ul><li>four<li>five</ul></div>after<br><br>the break")
    assert [text for text, _ in blocks(draft)] == ["before", "one", "two", "three", "four", "five", "after\n\nthe break"]
    assert draft.text == "before\none\ntwo\nthree\nfour\nfive\nafter\n\nthe break\n"


def test_what_nobody_sees_is_not_read() -> None:
    unseen = """<script>one()</script><style>p {}</style><template>two</template><p hidden>three</p><!-- four -->
    <p style="color: red; DISPLAY : none">five</p><del>six</del><noscript>seven</noscript><textarea>eight</textarea>"""
    assert blocks(read_html_draft(f"<p>Seen.</p>{unseen}<p>Seen <ins>too</ins>.</p>")) == [
        ("Seen.", BODY),
        ("Seen too.", BODY),
    ]


def test_headings_captions_and_boilerplate_are_told_apart() -> None:
    markup = """<h2>A heading</h2><figure><img src="x" alt="y"><figcaption>A caption.</figcaption></figure>
    <table><caption>A title</caption><tr><th>Name<td>Value</table><p>Read more: the flood in pictures</p><p>Text.</p>"""
    assert blocks(read_html_draft(markup)) == [
        ("A heading", HEADING),
        ("A caption.", CAPTION),
        ("A title", CAPTION),
        ("Name", HEADING),
        ("Value", BODY),
        ("Read more: the flood in pictures", BOILERPLATE),
        ("Text.", BODY),
    ]


def test_a_whole_page_and_preformatted_text_are_read() -> None:
    page = (
        "<?xml version='1.0' encoding='latin-1'?><html><head><title>No</title></head><body><pre>a\n  b</pre>Ä</body></html>"
    )
    assert [text for text, _ in blocks(read_html_draft(page))] == ["a\n  b", "Ä"]


def test_nothing_is_nothing() -> None:
    for markup in ("", " ", "<!-- -->", "<p></p>", "<p>&nbsp;</p>", "<!doctype html>"):
        assert read_html_draft(markup).blocks == ()


def test_markup_that_is_nested_too_deep_is_read_all_the_same() -> None:
    draft = read_html_draft(f"{'<div>' * 5000}The river rose.{'</div>' * 5000}")
    assert [text for text, _ in blocks(draft)] == ["The river rose."]


def test_plain_text_keeps_every_character_in_its_place() -> None:
    text = "\ufeffA headline\r\n\r\nFirst line.\u2028Second\x0bline.\rThird."
    draft = read_plain_draft(text)
    assert len(draft.text) == len(text)
    assert blocks(draft)[0] == ("\ufeffA headline", HEADING)
    assert draft.text.index("Third.") == text.index("Third.")


@given(st.text(st.sampled_from("ab .&;<>/p=\"'\n\t\u00a0é𐍈!-"), max_size=80))
def test_blocks_are_in_order_and_never_blank(markup: str) -> None:
    for draft in (read_html_draft(markup), read_plain_draft(markup)):
        end = 0
        for block in draft.blocks:
            assert end <= block.start < block.end <= len(draft.text)
            assert draft.text[block.start : block.end].strip()
            end = block.end
