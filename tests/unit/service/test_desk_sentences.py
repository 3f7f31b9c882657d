"""What core and API say in English, in German: failures, refusals, names of origins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from factcheck.failures import CRASHED, FAILURES
from service.desk.language import register_languages
from service.desk.sentences import tell_origin, tell_problem
from service.problems import DETAILS

CASES = Path(__file__).resolve().parents[2] / "judgement" / "origins.jsonl"
LINES = CASES.read_text(encoding="utf-8").splitlines()
ORIGINS = [origin for line in LINES for origin in json.loads(line)["origins"]]
LABELS = sorted({origin["label"] for origin in ORIGINS if "label" in origin})
# What is left of English in a label that was not translated; the rest is what documents call people.
ENGLISH = ("own reporting", " copy", " quoted by ", "a report by", "unnamed source", "the same text")


@pytest.mark.usefixtures("german")
def test_what_an_editor_meets_when_something_fails_has_its_german() -> None:
    for sentence in (CRASHED[2], *(detail for _, _, detail in FAILURES.values()), *DETAILS.values()):
        assert tell_problem(sentence) != sentence, sentence
    assert tell_problem("This key lacks the scope admin.") == "Diesem Schlüssel fehlt das Recht admin."
    assert tell_problem("Nobody has translated 100 % of this.") == "Nobody has translated 100 % of this."


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("label", LABELS)
def test_no_name_of_an_origin_stays_english(label: str) -> None:
    assert not any(words in tell_origin(label) for words in ENGLISH)


@pytest.mark.usefixtures("german")
def test_names_of_publishers_stay_as_they_are() -> None:
    publishers = ["Town and Country", "Alm Courier"]
    label = "the same text in Town and Country and Alm Courier"
    assert tell_origin(label, publishers) == "derselbe Text in Town and Country und Alm Courier"
    assert tell_origin("own reporting by Town and Country", publishers[:1]) == "eigene Recherche von Town and Country"
    assert tell_origin("the same text in Alm Courier and 4 others") == "derselbe Text in Alm Courier und 4 andere"


@pytest.mark.parametrize("sentence", [CRASHED[2], "This workspace has no such claim."])
def test_english_stays_as_it_is(sentence: str) -> None:
    app = Flask("service")
    register_languages(app)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert tell_problem(sentence) == sentence
        assert [tell_origin(label) for label in LABELS] == LABELS
