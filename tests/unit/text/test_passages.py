"""What becomes a passage, and that its offsets are true whatever the text."""

import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from factcheck.text.boilerplate import tag_lines
from factcheck.text.passages import MOST_WORDS, PassageSpan, split_passages

ARTICLE = """\
Cracks close the northern quay | Region | Harbour Gazette

Cracks close the northern quay

By Ina Holm

The harbour authority closed the northern quay on Tuesday after divers found cracks below the waterline. Nobody was hurt.

“We found rust where nobody had looked for forty years. It was bad. It was very bad,” the engineer in charge, Lt. Col. Per \
Lund, told reporters. He did not say who had paid for the last survey.

See also  Ferry fares to double

The Ferries
He left. Two ferries will use the southern quay until the end of October. (With inputs from Reuters)

Leave a Reply
Required fields are marked *
"""


def texts(text: str) -> list[str]:
    return [text[passage.start : passage.end] for passage in split_passages(text)]


def check(text: str, passages: list[PassageSpan]) -> None:
    tagged = [line for line in tag_lines(text) if line.kind not in {None, "blank"}]
    position = 0
    for passage in passages:
        quote = text[passage.start : passage.end]
        assert position <= passage.start < passage.end <= len(text)
        assert quote == quote.strip()
        assert len(quote.split()) <= MOST_WORDS
        assert len(quote) <= 10 * MOST_WORDS + 100
        assert any(map(str.isalnum, quote))
        assert not any(line.start < passage.end and passage.start < line.end for line in tagged)
        assert len(passage.context.split()) <= 60
        position = passage.end


def test_passages_of_an_article() -> None:
    assert texts(ARTICLE) == [
        "The harbour authority closed the northern quay on Tuesday after divers found cracks below the waterline. "
        "Nobody was hurt.",
        "“We found rust where nobody had looked for forty years. It was bad.",
        "It was very bad,” the engineer in charge, Lt. Col. Per Lund, told reporters.",
        "He did not say who had paid for the last survey.",
        "He left. Two ferries will use the southern quay until the end of October.",
    ]


def test_context_is_what_stands_before() -> None:
    contexts = [passage.context for passage in split_passages(ARTICLE)]
    assert contexts[0] == "Cracks close the northern quay."
    assert contexts[1].endswith("below the waterline. Nobody was hurt.")
    assert contexts[4].startswith("It was very bad,” the engineer")
    assert contexts[4].endswith("the last survey.")


def test_short_opening_of_a_quotation_goes_with_its_rest() -> None:
    text = "The council heard the engineer on Tuesday morning at ten. “It is over. We cannot repair what is not there.”"
    assert texts(text)[1].startswith("“It is over. We cannot")


def test_no_more_than_three_sentences_together() -> None:
    assert texts("He came. She went. It rained. They slept. All was well.") == [
        "He came. She went. It rained.",
        "They slept. All was well.",
    ]


def test_passages_stay_within_a_paragraph() -> None:
    assert texts("He came.\nShe went.\n\nIt rained.") == ["He came.", "She went.", "It rained."]


def test_stray_phrase_is_in_no_passage() -> None:
    text = "The quay is closed until the end of October. Subscribe to our newsletter. The ferries use the southern quay now."
    assert texts(text) == ["The quay is closed until the end of October.", "The ferries use the southern quay now."]


def test_long_sentence_is_cut_at_a_clause() -> None:
    clause = "the quay that the authority had closed in the spring was opened again by the mayor of the town"
    text = "; ".join([clause] * 8) + "."
    passages = split_passages(text)
    check(text, passages)
    assert len(passages) == 2
    assert all(text[passage.end - 1] in ";." for passage in passages)


def test_wrapped_paragraph_is_one() -> None:
    text = (
        "The harbour authority closed the northern quay on Tuesday after\n"
        "divers found cracks below the waterline. Engineers who looked at\n"
        "President Holm and other survey boats expect repairs to last and\n"
        "last until October, the authority told residents at the meeting."
    )
    assert [quote.count("\n") for quote in texts(text)] == [1, 2]


def test_heading_and_menu_alone_give_no_passage() -> None:
    assert split_passages("Leave a Reply\nShare on Facebook\n* * *") == []


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
@example("🙂\u200d👨\u200d👩\u200d👧 was here.\r\nשלם עלם. מה שלמך?\r\n")
@example("e\u0301" * 500)
@example("\ufeff\u2028 a\u2029\x85b\x0b\x1c")
def test_passages_of_any_text_are_true(text: str) -> None:
    check(text, split_passages(text))


PIECES = (
    "He;left.;Gen.;the;quay;“We;won,”;said;\n;\n\n;See also;U.S.;| News;5;café;؟;Leave a Reply;\r\n;—;a:;b,;Photo:;© 2024"
    ";日本語。;🙂;- item;Related content;end.Then"
)
WORDS = st.sampled_from(PIECES.split(";"))


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=150))
def test_passages_of_any_news_like_text_are_true(words: list[str]) -> None:
    text = " ".join(words)
    check(text, split_passages(text))


@pytest.mark.parametrize(
    "unit", ["x", "e\u0301", "👨‍👩‍👧", "字", "a.", "\n", " ", "word ", "He left. ", "Word\n", "| ", "(", "\u200d"]
)
def test_long_repetition_of_one_thing(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    check(text, split_passages(text))


def test_cut_does_not_tear_combining_marks() -> None:
    text = "e\u0301" * 2000
    assert all(text[passage.start] == "e" for passage in split_passages(text))


@pytest.mark.skipif("FACTCHECK_SEEDS" not in os.environ, reason="FACTCHECK_SEEDS names no folder of real items")
def test_real_items() -> None:
    files = sorted(Path(os.environ["FACTCHECK_SEEDS"]).glob("*.txt"))
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8-sig")
        passages = split_passages(text)
        check(text, passages)
        assert len(passages) >= 10
        covered = sum(passage.end - passage.start for passage in passages)
        assert covered > 0.5 * len(text)
        joined = " ".join(text[passage.start : passage.end] for passage in passages).casefold()
        for phrase in ("leave a reply", "see also", "subscribe to", "discover more", "| world", "© ", "with inputs from"):
            assert phrase not in joined
