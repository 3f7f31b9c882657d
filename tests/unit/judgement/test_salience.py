"""Which names a passage must speak of: aliases and peoples count as the same, other actors do not."""

from __future__ import annotations

import pytest

from factcheck.judgement.names import find_capitalised, find_names, occurs_in
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
        ("Russia sent troops to Kursk.", Scene("Russia has troops in Ukraine.", head="Kursk"), (), ("Ukraine",)),
        ("The mayor of Bergen resigned.", Scene("The mayor of Oslo resigned."), ("Bergen",), ("Oslo",)),
        ("Anna Berg resigned.", Scene("Berg resigned on Friday."), (), ()),
    ],
)
def test_salience(claim: str, scene: Scene, missing: tuple[str, ...], rivals: tuple[str, ...]) -> None:
    found = find_salience(find_names(claim), scene)
    assert (found.missing, found.rivals) == (missing, rivals)


def test_a_name_elsewhere_in_the_document_is_known_but_not_near() -> None:
    claim = find_names("Russia sent troops to Kursk.")
    head = Scene("Russia has troops in Ukraine.", head="Fighting in Kursk")
    text = Scene("Russia has troops in Ukraine.", document="They fight in Kursk. Russia has troops in Ukraine.")
    for scene in (head, text):
        found = find_salience(claim, scene)
        assert (found.missing, found.distant) == ((), ("Kursk",))
        assert found.is_loose
        assert not found.is_about_another
        assert not found.is_actor_distant


@pytest.mark.parametrize(
    ("passage", "is_about_another"),
    [
        ("The Stavanger mill will close in May.", True),
        ("The board told Marit Lie on Friday that it will close in May.", False),
        ("It will close in May, Marit Lie said.", False),
        ("Its director, Marit Lie, resigned in May.", False),
        ("“She will close it in May,” Marit Lie said.", False),
        ("Marit Lie said that it will close in May.", True),
    ],
)
def test_who_acts_may_be_meant_by_a_passage_that_opens_with_a_description(passage: str, is_about_another: bool) -> None:
    claim = find_names("Norlux Steel will close in May.")
    found = find_salience(claim, Scene(passage, document=f"Norlux Steel is old. {passage}"))
    assert found.is_actor_distant
    assert found.is_about_another is is_about_another


def test_a_name_that_the_document_does_not_have_makes_a_passage_one_on_another() -> None:
    found = find_salience(find_names("Norlux Steel will close in May."), Scene("It will close, Marit Lie said."))
    assert found.missing == ("Norlux Steel",)
    assert found.is_about_another


def test_a_word_at_the_start_is_a_name_where_other_texts_write_it_as_one() -> None:
    capitalised = find_capitalised(["They left Sudzha.", "The troops stayed.", "Troops came.", "On Monday it rained."])
    assert [name.text for name in find_names("Sudzha fell.", capitalised)] == ["Sudzha"]
    assert find_names("Troops left.", capitalised) == []
    assert find_names("Monday was dry.", capitalised) == []


@pytest.mark.parametrize(
    ("claim", "document", "occurs"),
    [
        ("They met in Zürich.", "A meeting in ZURICH’s town hall.", True),
        ("They met in Zurich.", "A meeting in Zürich.", True),
        ("They met Joe Biden.", "What Biden said.", True),
        ("They met Joe Biden.", "What the Bidens said.", False),
        ("They met in Russia.", "What the Kremlin said.", True),
        ("They met in the United States.", "A quarrel between us.", False),
        ("They met in Oslo.", "", False),
    ],
)
def test_a_name_occurs_in_a_document_by_any_word_for_it(claim: str, document: str, occurs: bool) -> None:
    assert occurs_in(find_names(claim)[-1], document) is occurs
