"""Pages of a small newsroom."""

from __future__ import annotations

from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail_factcheck.panels import FactcheckPanel


class BoxBlock(blocks.StructBlock):
    """A box with facts."""

    heading = blocks.CharBlock()
    text = blocks.RichTextBlock(features=["bold", "link"])
    facts = blocks.ListBlock(blocks.CharBlock())


class ArticlePage(Page):
    """An article: a lead, a body, and boxes."""

    lead = models.TextField(blank=True)
    body = RichTextField(blank=True)
    extras = StreamField(
        [("paragraph", blocks.RichTextBlock()), ("note", blocks.TextBlock()), ("box", BoxBlock())], blank=True
    )

    content_panels = (
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("extras"),
        FactcheckPanel(),
    )


class SectionPage(Page):
    """A page that is not checked."""
