"""The desk's texts: every one has its German, and what is compiled is what stands in the catalog."""

from __future__ import annotations

import string
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

DESK = Path(__file__).resolve().parents[3] / "service" / "desk"
CATALOG = DESK / "translations" / "de" / "LC_MESSAGES" / "messages.po"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def messages() -> dict[str | tuple[str, ...], Message]:
    with CATALOG.open("rb") as file:
        return {message.id: message for message in read_po(file, locale="de") if message.id}


def texts_in_code() -> Iterator[str | tuple[str, ...]]:
    for _, _, text, *_ in extract_from_dir(DESK, METHODS):
        yield tuple(text) if isinstance(text, tuple | list) else text


def test_every_text_has_its_german() -> None:
    translated = {key for key, message in messages().items() if message.string and not message.fuzzy and all(message.string)}

    assert set(texts_in_code()) - translated == set()


def test_no_german_is_left_of_texts_that_are_gone() -> None:
    assert set(messages()) - set(texts_in_code()) == set()


def test_translations_keep_the_places_of_values() -> None:
    for message in messages().values():
        wanted, has = (message.id, message.string)
        originals = wanted if isinstance(wanted, tuple) else (wanted,)
        for text in has if isinstance(has, tuple) else (has,):
            assert any(places(text) <= places(original) for original in originals), message.id


def test_the_compiled_catalog_is_current() -> None:
    with CATALOG.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)

    for message in messages().values():
        if isinstance(message.id, tuple):
            assert tuple(compiled.ngettext(*message.id, number) for number in (1, 2)) == tuple(message.string)
        else:
            assert compiled.gettext(message.id) == message.string


def places(text: str) -> set[str]:
    """Return the names of the values that a text has room for: ``%(name)s``."""
    parts = text.split("%(")[1:]
    return {part.split(")")[0] for part in parts if set(part.split(")")[0]) <= set(string.ascii_letters + "_")}
