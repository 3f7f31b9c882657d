"""What a page says: its lines as the editor shows them, and where in them a sentence stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.html import escape
from wagtail import blocks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText, features

from wagtail_factcheck.settings import fields_of

WHITE = re.compile(r"\s+")


@dataclass(frozen=True)
class Line:
    """A heading, paragraph or item.

    ``path`` is the content path of its field or StreamField block; ``key`` names the block within rich text, empty if
    that has no lasting name; it is None elsewhere.
    """

    path: str
    text: str
    key: str | None = None
    is_heading: bool = False


@dataclass(frozen=True)
class Place:
    """Where a comment belongs: ``path`` as in Line, ``position`` as Wagtail's editors store it."""

    path: str
    position: str


def fold(text: str) -> str:
    """Return text with each run of white space made one space, so that two typings of it compare as equal."""
    return WHITE.sub(" ", text).strip()


def lines_of(page: Model) -> list[Line]:
    """Return what stands in the checked fields of a page, in their order, without empty lines."""
    found: list[Line] = []
    for name in fields_of(type(page)):
        model_field, value = page._meta.get_field(name), getattr(page, name)
        if isinstance(model_field, StreamField):
            found += _lines_of_block(model_field.stream_block, value, name)
        elif isinstance(model_field, RichTextField):
            found += _lines_of_rich_text(value or "", model_field.features, name)
        else:
            found += _lines_of_plain(value or "", name)
    return [line for line in found if line.text.strip()]


def plain_of(lines: Sequence[Line]) -> str:
    """Return the text of a page, a line for each of its lines."""
    return "\n".join(fold(line.text) for line in lines)


def html_of(lines: Sequence[Line]) -> str:
    """Return the text of a page as the HTML in which a draft is sent: headings can be told from sentences."""
    return "".join(
        f"<{tag}>{escape(fold(line.text))}</{tag}>" for line in lines for tag in ["h2" if line.is_heading else "p"]
    )


def find(lines: Sequence[Line], sentence: str) -> Place | None:
    """Return the first place at which a sentence stands, however its white space is typed; None if it does not."""
    pattern = re.compile(r"\s+".join(map(re.escape, sentence.split())))
    for line in lines:
        match = pattern.search(line.text)
        if match:
            return Place(line.path, _position(line, *match.span()))
    return None


def _position(line: Line, start: int, end: int) -> str:
    if not line.key:
        return "" if line.key is None else "[]"
    # Draftail counts as JavaScript does, in UTF-16 units.
    before, through = (len(line.text[:offset].encode("utf-16-le")) // 2 for offset in (start, end))
    return json.dumps([{"key": line.key, "start": before, "end": through}])


def _lines_of_block(block: blocks.Block, value: Any, path: str) -> Iterator[Line]:
    if isinstance(block, blocks.StreamBlock):
        for child in value:
            yield from _lines_of_block(child.block, child.value, f"{path}.{child.id}")
    elif isinstance(block, blocks.StructBlock):
        for name, child in value.bound_blocks.items():
            yield from _lines_of_block(child.block, child.value, f"{path}.{name}")
    elif isinstance(block, blocks.ListBlock):
        for child in value.bound_blocks:
            yield from _lines_of_block(child.block, child.value, f"{path}.{child.id}")
    elif isinstance(value, RichText):
        yield from _lines_of_rich_text(value.source, block.features, path)
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock):
        yield from _lines_of_plain(value or "", path)
    else:
        for text in block.get_searchable_content(value):
            yield Line(path, str(text))


def _lines_of_plain(text: str, path: str) -> Iterator[Line]:
    for line in text.splitlines():
        yield Line(path, line)


def _lines_of_rich_text(html: str, allowed: Sequence[str] | None, path: str) -> Iterator[Line]:
    # The converter of the editor itself, so that keys and offsets are the ones that the editor will have.
    converter = ContentstateConverter(features.get_default_features() if allowed is None else allowed)
    for block in json.loads(converter.from_database_format(html))["blocks"]:
        if block["type"] != "atomic":
            # A block that was never edited has a new key each time; a comment can stand beside its field only.
            key = block["key"] if f'data-block-key="{block["key"]}"' in html else ""
            yield Line(path, block["text"], key, block["type"].startswith("header"))
