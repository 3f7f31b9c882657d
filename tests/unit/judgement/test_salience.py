"""Which names a passage must speak of: aliases and peoples count as the same, other actors do not."""

from __future__ import annotations

import pytest

from factcheck.judgement.names import find_names
from factcheck.judgement.salience import Scene, find_salience


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Kyiv and Kiev are one city.", ["ukraine", "ukraine"]),
        ("Moscow’s troops left.", ["russia"]),
        ("The White House denied it.", ["united states"]),
        ("North Korean soldiers arrived.", ["north korea"]),
        ("Korean soldiers", []),
        ("Residents left. Troops stayed.", []),
        ("An ATACMS strike hit Port-au-Prince.", ["atacms", "haiti"]),
        ("They met Angela Merkel in Reykjavik on Monday.", ["angela merkel", "iceland"]),
        ("U.S. officials said so in March.", ["united states"]),
    ],
)
def test_names_are_found_under_one_key(text: str, keys: list[str]) -> None:
    assert [name.key for name in find_names(text)] == keys


def test_spans_are_true() -> None:
    text = "“Côte d'Ivoire’s president met the Dutch in The Hague,” he said."
    assert [text[name.start : name.end] for name in find_names(text)] == [name.text for name in find_names(text)]


@pytest.mark.parametrize(
    ("claim", "scene", "missing", "rivals"),
    [
        ("NATO soldiers entered Norden.", Scene("North Korean soldiers entered Norden."), ("NATO",), ("North Korean",)),
        ("Ukraine holds Sudzha.", Scene("Ukrainian forces hold Sudzha."), (), ()),
        ("Ukraine holds Sudzha.", Scene("Kyiv holds the town.", context="Fighting reached Sudzha."), (), ()),
        ("Ukraine holds Sudzha.", Scene("We hold it.", head="Ukraine and Sudzha"), (), ()),
        ("The mayor of Bergen resigned.", Scene("The mayor of Oslo resigned."), ("Bergen",), ("Oslo",)),
        ("Anna Berg resigned.", Scene("Berg resigned on Friday."), (), ()),
    ],
)
def test_salience(claim: str, scene: Scene, missing: tuple[str, ...], rivals: tuple[str, ...]) -> None:
    found = find_salience(find_names(claim), scene)
    assert (found.missing, found.rivals) == (missing, rivals)
