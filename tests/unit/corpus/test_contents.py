"""The demo corpus holds every situation that its README lists."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

BOILERPLATE = re.compile(
    r"(?m)^(See also|Photo: |Share this|Sign up|Leave a |Discover more|Related content|Copyright|Advertisement"
    r"|Print this page|Lesen Sie auch|Newsletter abonnieren)"
)


def _paragraphs(document):
    return document["text"].split("\n")


def test_verbatim_copy_has_the_same_text_and_credit(by_id):
    original, copy = by_id["bridge-001"], by_id["bridge-002"]
    assert copy["text"] == original["text"]
    assert copy["publisher"] != original["publisher"]


def test_shortened_copy_has_fewer_sentences_and_no_own_news(by_id):
    original, copy = by_id["bridge-001"], by_id["bridge-003"]
    news = BOILERPLATE.split("\n".join(_paragraphs(copy)))[0]
    assert set(re.split(r"(?<=\.)\s+", news.strip())) < set(re.split(r"(?<=\.)\s+", original["text"]))


def test_local_copy_adds_one_paragraph(by_id):
    original, copy = by_id["bridge-001"], by_id["bridge-004"]
    own = [p for p in _paragraphs(copy) if p not in original["text"] and not BOILERPLATE.match(p)]
    assert len(own) == 1
    assert "Eastholm" in own[0]


def test_reworded_copy_shares_the_credit_and_no_sentence(by_id):
    original, copy = by_id["bridge-001"], by_id["bridge-005"]
    sentences = [set(re.split(r"(?<=\.)\s+", document["text"])) for document in (original, copy)]
    assert not sentences[0] & sentences[1]


def test_all_copies_name_one_agency(by_id):
    assert {by_id[f"bridge-00{n}"]["credit"] for n in range(1, 6)} == {"Meridian News Agency"}


@pytest.mark.parametrize(
    ("document_ids", "words"),
    [
        (("kursk-001", "kursk-002"), "General Staff officer|officer of the Ukrainian General Staff"),
        (("bridge-007", "bridge-008"), "person close to the investigation"),
        (("business-001", "business-002"), "person familiar with the negotiations"),
    ],
)
def test_two_publishers_quote_one_anonymous_source(by_id, document_ids, words):
    assert len({by_id[key]["publisher"] for key in document_ids}) == 2
    assert all(re.search(words, by_id[key]["text"]) for key in document_ids)


@pytest.mark.parametrize(
    ("metric", "other", "factor"),
    [
        (("kursk-001", r"(1,376) square kilometres"), ("kursk-002", r"(531) square miles"), 0.3861),
        (("kursk-001", r"(800) square kilometres"), ("kursk-002", r"(309) square miles"), 0.3861),
        (("kursk-006", r"(300) metres"), ("kursk-007", r"(984) feet"), 3.2808),
        (("kursk-008", r"(110) kilometres"), ("kursk-008", r"(70) miles"), 0.6214),
        (("bridge-014", r"(412) metres"), ("bridge-012", r"(1,352) feet"), 3.2808),
        (("bridge-001", r"(18,500) tonnes"), ("bridge-012", r"(20,400) tons"), 1.1023),
        (("spill-005", r"(12) tonnes"), ("spill-006", r"(13) tons"), 1.1023),
        (("flood-001", r"(6.2) metres"), ("flood-003", r"(20.3) feet"), 3.2808),
        (("fire-001", r"(1,850) hectares"), ("fire-002", r"(4,570) acres"), 2.4711),
        (("fire-003", r"(3,400) hectares"), ("fire-004", r"(34) square kilometres"), 0.01),
    ],
)
def test_one_amount_stands_in_two_units(by_id, metric, other, factor):
    def read(place):
        found = re.search(place[1], by_id[place[0]]["text"], re.IGNORECASE)
        return float(found[1].replace(",", ""))

    assert read(metric) * factor == pytest.approx(read(other), rel=0.03)


@pytest.mark.parametrize(
    ("celsius", "fahrenheit"),
    [(("vaccine-001", "38.5 °C"), ("vaccine-002", "101.3 °F")), (("fire-001", "41.3 °C"), ("fire-002", "106.3 °F"))],
)
def test_one_temperature_stands_in_two_scales(by_id, celsius, fahrenheit):
    degrees = [float(text.split()[0]) for _, text in (celsius, fahrenheit)]
    assert degrees[0] * 9 / 5 + 32 == pytest.approx(degrees[1], abs=0.06)
    assert all(text in by_id[key]["text"] for key, text in (celsius, fahrenheit))


@pytest.mark.parametrize(
    ("earlier", "later", "figures"),
    [
        ("bridge-001", "bridge-006", ("Four people", "seven")),
        ("bridge-010", "bridge-011", ("60 million euros", "86 million euros")),
        ("vaccine-006", "vaccine-007", ("95 euros", "110 euros")),
        ("flood-001", "flood-002", ("2,400", "3,100")),
        ("fire-001", "fire-003", ("1,850", "3,400")),
        ("vaccine-004", "vaccine-007", ("has not approved", "approved the vaccine")),
    ],
)
def test_later_item_overtakes_a_figure(by_id, earlier, later, figures):
    dates = [datetime.fromisoformat(by_id[key]["published_at"]) for key in (earlier, later)]
    assert dates[0] < dates[1]
    assert figures[0] in by_id[earlier]["text"]
    assert figures[1] in by_id[later]["text"]


@pytest.mark.parametrize(("wrong", "corrected", "facts"), [
    ("bridge-012", "bridge-013", ("opened in 1986", "opened in 1968")),
    ("vaccine-002", "vaccine-003", ("2,900 volunteers across", "9,200 volunteers across")),
])  # fmt: skip
def test_correction_names_the_paragraph_and_stays_usable(by_id, wrong, corrected, facts):
    assert facts[0] in by_id[wrong]["text"]
    assert facts[1] in by_id[corrected]["text"]
    assert re.search(r"corrects paragraph \d", by_id[corrected]["text"])
    assert by_id[corrected]["status"] == "usable"
    assert "updated_at" in by_id[corrected]


def test_one_item_each_is_held_back_in_each_way(documents):
    far = datetime(2099, 1, 1, tzinfo=UTC)
    embargoed = [d for d in documents if "embargoed_until" in d]
    assert [datetime.fromisoformat(d["embargoed_until"]) >= far for d in embargoed] == [True]
    for status in ("withheld", "canceled"):
        assert len([d for d in documents if d.get("status") == status]) == 1


def test_denials_hedges_and_both_languages_occur(documents):
    texts = [document.get("text", "") for document in documents]
    assert sum("denied" in text for text in texts) >= 5
    assert sum("has not confirmed" in text for text in texts) >= 4
    assert sum("claim" in text for text in texts) >= 5
    assert sum(document["language"] == "de" for document in documents) == 2
    assert {document["language"] for document in documents} == {"en", "de"}


def test_boilerplate_stands_in_many_plain_items_between_paragraphs_too(documents):
    plain = [document for document in documents if "text" in document]
    assert sum(bool(BOILERPLATE.search(document["text"])) for document in plain) >= 20
    between = [d for d in plain if any(BOILERPLATE.match(p) for p in _paragraphs(d)[1:-1])]
    assert len(between) >= 5


def test_readme_speaks_of_every_file_and_only_of_items_that_exist(by_id, corpus_folder):
    readme = (corpus_folder / "README.md").read_text(encoding="utf-8")
    assert all(f"`{path.name}`" in readme for path in corpus_folder.glob("*.jsonl"))
    named = set(re.findall(r"`([a-z]+-\d{3})`", readme))
    assert named <= set(by_id)
    assert {"bridge-015", "spill-009", "bridge-016", "vaccine-005"} <= named
    assert f"{len(by_id)} short news items" in readme
    for name, count in re.findall(r"\| `([a-z-]+\.jsonl)` \|[^|]+\| (\d+) \|", readme):
        assert len((corpus_folder / name).read_text(encoding="utf-8").splitlines()) == int(count), name
