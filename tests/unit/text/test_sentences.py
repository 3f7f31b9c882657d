"""Where sentences end in news prose, and that spans are true whatever the text."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.text.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "sentence",
    [
        "He met Lt. Col. Ann Ray of the U.S. Army in St. Louis on Jan. 5.",
        "Maj. Gen. Ivo Perl, Brig. Gen. Lee and Sgt. Maj. Kim saluted Adm. Fox.",
        "Gov. Lee and Sen. Orr arrived at 5 a.m. with J. K. Holm and Harry S. Lund.",
        "No. 10 Downing Street was silent.",
        "About 3 sq. km. were lost and 40 were won.",
        "It cost $2.5 million, approx. 300 more than on p. 5 of the plan.",
        "“Stop!” he said.",
        "“Why?” asked Mr. Lee.",
        "See www.Example.com for St.Petersburg.",
    ],
)
def test_one_sentence_stays_whole(sentence: str) -> None:
    assert sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    "parts",
    [
        ["“We held the line.", "We will hold it again,” she said.", "“It was hard.”", "He left."],
        ['"Now we hold 309 square miles.', 'We will hold them for long."', "He added nothing."],
        ["They went to the U.S.", "He stayed."],
        ["The army left the depot.", "Norway won.", "He fell ill.", "Oslo said so.", "Bergen said it will.", "Day broke."],
        ["The answer is no.", "We left."],
        ["They met at 5 p.m.", "The talks failed."],
        ["It rose 3.5 percent.", "12 people died."],
        ["(See it there.)", "Then go."],
    ],
)
def test_sentences_are_told_apart(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_end_without_a_space_behind_it() -> None:
    assert sentences("They met a week later.News of it spread.") == ["They met a week later.", "News of it spread."]


def test_full_width_marks_end_sentences() -> None:
    assert sentences("橋は閉鎖された。修理は十月まで続く。") == ["橋は閉鎖された。", "修理は十月まで続く。"]


def test_blank_line_ends_a_sentence_and_a_line_break_does_not() -> None:
    assert sentences("The old\nquay\n\nThe new quay") == ["The old\nquay", "The new quay"]


def test_only_the_range_is_split() -> None:
    text = "One came. Two went. Three stayed."
    assert split_sentences(text, 10, 19) == [(10, 19)]


@settings(max_examples=200, deadline=None)
@given(st.text(), st.integers(0, 50), st.integers(0, 50))
def test_spans_are_tight_ordered_and_complete(text: str, first: int, second: int) -> None:
    start, end = sorted((min(first, len(text)), min(second, len(text))))
    position = start
    for span in split_sentences(text, start, end):
        assert position <= span.start < span.end <= end
        assert not text[position : span.start].strip()
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        position = span.end
    assert not text[position:end].strip()


@pytest.mark.parametrize("unit", ["a", "a.", '?"', ". ", "\n", "A. ", "... ", "a.\n\n", "abc.Def", " \n", "。", "“", "!? "])
def test_hostile_repetition_comes_to_an_end(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    assert all(span.end <= len(text) for span in split_sentences(text, 0, len(text)))


def test_threads_get_the_same_answer() -> None:
    text = "Gen. Lee came. The U.S. won. " * 20
    expected = split_sentences(text, 0, len(text))
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: split_sentences(text, 0, len(text)), range(32)))
    finally:
        sys.setswitchinterval(interval)
    assert all(answer == expected for answer in answers)
