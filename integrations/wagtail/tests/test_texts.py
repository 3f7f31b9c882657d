"""What a page says and where."""

from __future__ import annotations

import json

from django.test import TestCase
from wagtail.models import Comment
from wagtail_factcheck.texts import find, html_of, lines_of, plain_of

from tests.newsroom.models import ArticlePage
from tests.pages import rich, stream


class TextsTest(TestCase):
    """Lines of the checked fields, and places of sentences in them."""

    def test_lines_follow_the_settings_and_leave_out_what_is_empty(self) -> None:
        page = ArticlePage(title="Title", lead="One.\n\nTwo.", body=rich(("a", "Three <b>bold</b> &amp; four."), ("b", " ")))
        assert plain_of(lines_of(page)) == "One.\nTwo.\nThree bold & four."

    def test_headings_can_be_told_from_sentences_and_text_is_no_markup(self) -> None:
        page = ArticlePage(body='<h2 data-block-key="a">Flood</h2><p data-block-key="b">1 &lt; 2</p>')
        assert html_of(lines_of(page)) == "<h2>Flood</h2><p>1 &lt; 2</p>"

    def test_a_place_in_rich_text_is_counted_in_utf_16(self) -> None:
        page = ArticlePage(body=rich(("a", "Nothing."), ("b", "😀 It <i>rained\u00a0on</i> Monday. So it did.")))
        place = find(lines_of(page), "It rained on Monday.")
        assert place is not None
        assert place.path == "body"
        assert json.loads(place.position) == [{"key": "b", "start": 3, "end": 23}]

    def test_a_place_in_a_plain_field_is_the_field(self) -> None:
        place = find(lines_of(ArticlePage(lead="It rained. It snowed.")), "It snowed.")
        assert place is not None
        assert (place.path, place.position) == ("lead", "")

    def test_rich_text_that_was_never_edited_has_a_place_but_no_position(self) -> None:
        place = find(lines_of(ArticlePage(body="<p>It rained.</p>")), "It rained.")
        assert place is not None
        assert (place.path, place.position) == ("body", "[]")

    def test_places_in_blocks_are_ones_that_wagtail_takes(self) -> None:
        box = {
            "heading": "Numbers",
            "text": rich(("a", "It rained.")),
            "facts": [{"type": "item", "value": "It snowed.", "id": "7d5b1a30-0000-4000-8000-000000000001"}],
        }
        extras, block_id = stream("box", box)
        page = ArticlePage(extras=extras)
        places = [find(lines_of(page), sentence) for sentence in ("Numbers", "It rained.", "It snowed.")]
        assert [place and place.path.removeprefix(f"extras.{block_id}.") for place in places] == [
            "heading",
            "text",
            "facts.7d5b1a30-0000-4000-8000-000000000001",
        ]
        for place in places:
            assert place is not None
            assert Comment(contentpath=place.path).has_valid_contentpath(page)

    def test_what_does_not_stand_there_has_no_place(self) -> None:
        assert find(lines_of(ArticlePage(lead="It rained.")), "It snowed.") is None
