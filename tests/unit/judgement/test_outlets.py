"""Whom a credit names, as newsrooms write it."""

from __future__ import annotations

import pytest

from factcheck.judgement.outlets import credit_keys
from factcheck.judgement.provenance import read_provenance


@pytest.mark.parametrize(
    ("credit", "keys"),
    [
        ("Associated Press (AP)", {"ap"}), ("By The Associated Press", {"ap"}), ("(AP)", {"ap"}), ("via AP", {"ap"}),
        ("Copyright 2024 The Associated Press. All rights reserved.", {"ap"}), ("AP Photo", {"ap"}),
        ("© Reuters", {"reuters"}), ("Reuters News", {"reuters"}), ("Reuters.com", {"reuters"}),
        ("(c) Reuters", {"reuters"}), ("ABC", {"abc"}),
        ("Agence France Presse", {"afp"}), ("AFP Photo", {"afp"}), ("AFP via Getty Images", {"afp", "getty images"}),
        ("dpa-infocom GmbH", {"dpa"}), ("Jane Doe (AP)", {"ap"}), ("Sky News", {"sky news"}),
        ("Bloomberg News", {"bloomberg"}),
        ("Alm News", {"alm news"}), ("River Wire", {"river wire"}), ("Reuters/AFP", {"reuters", "afp"}), ("Staff", set()),
        ("Agencies", set()), ("(With inputs from agencies)", set()), ("wire reports", set()), ("News Agencies", set()),
    ],
)  # fmt: skip
def test_a_credit_names_its_agencies_however_it_is_written(credit: str, keys: set[str]) -> None:
    assert credit_keys(credit) == keys


@pytest.mark.parametrize(
    ("credit", "ending", "is_own"),
    [
        (None, "", True),
        ("Agencies", "", False),
        ("wire reports", "", False),
        ("With inputs from agencies", "", False),
        (None, "\n\n(With inputs from agencies)", False),
        (None, " The agencies met with wires in their hands.", True),
    ],
)
def test_what_is_credited_to_agencies_is_not_own_reporting(credit: str | None, ending: str, is_own: bool) -> None:
    text = "The new bridge over the Aller is 310 metres long." + ending
    assert read_provenance(text, None, credit=credit, publisher="Alm Courier").is_own is is_own
