"""Quotes are the sentence, or the two, that carry the stance of a passage, and no two of a side are the same words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factcheck.domain import QuantityComparison, StanceScores, VerdictLabel
from factcheck.judgement.withdrawal import withdraw_document
from tests.unit.pipeline.conftest import Newsroom

YES, NO = StanceScores(0.9, 0.05, 0.05), StanceScores(0.05, 0.9, 0.05)
PASSAGE = "It was late. The Aller bridge opened on Monday. Nobody slept."
CLAIM = "The Aller bridge opened on Monday."


def test_the_sentence_that_says_it_is_quoted(newsroom: Newsroom) -> None:
    newsroom.script["The Aller bridge opened"] = YES
    newsroom.publish("bridge", PASSAGE, url="https://courier.example/bridge")
    (piece,) = newsroom.check(CLAIM).report.evidence
    assert piece.quote.exact == PASSAGE[piece.quote.start : piece.quote.end] == "The Aller bridge opened on Monday."
    assert (piece.quote.prefix, piece.quote.suffix) == ("It was late. ", " Nobody slept.")
    assert piece.document.link is not None
    assert piece.document.link.endswith("#:~:text=The%20Aller%20bridge%20opened%20on%20Monday.")


def test_the_judged_passage_stays_in_the_trace(newsroom: Newsroom) -> None:
    newsroom.script["The Aller bridge opened"] = YES
    newsroom.publish("bridge", PASSAGE)
    (entry,) = newsroom.check(CLAIM).report.trace
    assert (entry["start"], entry["end"]) == (0, len(PASSAGE))


def test_two_sentences_are_quoted_where_none_says_it_alone(newsroom: Newsroom) -> None:
    text = "Rain fell. The Aller bridge was finished. It opened on Monday."
    newsroom.script[text] = YES
    newsroom.publish("bridge", text)
    (piece,) = newsroom.check(CLAIM).report.evidence
    assert piece.quote.exact == "The Aller bridge was finished. It opened on Monday."


def test_the_figure_is_quoted(newsroom: Newsroom) -> None:
    text = "The flood left many homeless. Some 900 people left the town. Many went north."
    newsroom.script[text] = YES
    newsroom.publish("flood", text)
    (piece,) = newsroom.check("About 300 people left the town.").report.evidence
    assert piece.quote.exact == "Some 900 people left the town."
    assert [pair.relation for pair in piece.quantities] == ["differs"]
    assert isinstance(piece.quantities[0], QuantityComparison)


def test_a_figure_that_alone_says_little_is_quoted_with_what_it_counts(newsroom: Newsroom) -> None:
    text = "Rain fell. The flood made 900 people leave Ostervale. On Friday it was 300."
    newsroom.script[text] = YES
    newsroom.publish("flood", text)
    (piece,) = newsroom.check("The flood made 300 people leave Ostervale.").report.evidence
    assert "made 900 people leave Ostervale. On Friday" in piece.quote.exact


def test_a_denial_is_quoted_with_what_it_denies(newsroom: Newsroom) -> None:
    text = "A crowd came. The Aller bridge did not open on Monday. It rained."
    newsroom.script[text] = NO
    newsroom.publish("bridge", text)
    (piece,) = newsroom.check(CLAIM).report.evidence
    assert piece.quote.exact == "The Aller bridge did not open on Monday."


def test_a_passage_of_one_sentence_is_quoted_whole(newsroom: Newsroom) -> None:
    text = "After four years of work, the Aller bridge opened on Monday, the town said."
    newsroom.script[text] = YES
    newsroom.publish("bridge", text)
    (piece,) = newsroom.check(CLAIM).report.evidence
    assert piece.quote.exact == text


def test_parts_that_rest_on_the_same_words_share_one_piece_of_evidence(newsroom: Newsroom) -> None:
    text = "Norden captured Alder and took Birch after a week of fighting in the hills."
    newsroom.script[text] = YES
    newsroom.publish("war", text)
    report = newsroom.check("Norden captured Alder and took Birch.").report
    assert [part.evidence for part in report.parts] == [(0,), (0,)]
    assert len(report.evidence) == 1


def test_parts_that_rest_on_two_sentences_of_a_passage_have_each_their_own(newsroom: Newsroom) -> None:
    text = "Norden captured Alder. Norden lost Birch."
    newsroom.script[text] = YES
    newsroom.script |= {"Norden captured Alder.": YES, "Norden lost Birch.": YES}
    newsroom.publish("war", text)
    report = newsroom.check("Norden captured Alder and lost Birch.").report
    assert report.verdict.label is VerdictLabel.SUPPORTED
    assert sorted(piece.quote.exact for piece in report.evidence) == ["Norden captured Alder.", "Norden lost Birch."]


STORM = "Storm Kira did not close the port of Selm and injured 20 people."
SHUT, HURT = "Storm Kira closed the port of Selm.", "Storm Kira injured 30 people."


def publish_storm(newsroom: Newsroom) -> None:
    """An older document that one sentence sets against both parts of a claim, for different reasons."""
    newsroom.script |= {STORM: NO, SHUT: YES, HURT: YES}
    for number, (name, text) in enumerate([("old", STORM), ("shut", SHUT), ("hurt", HURT)]):
        newsroom.publish(name, text, published_at=newsroom.clock() - timedelta(days=9 - number), publisher=name)


def test_a_figure_of_one_part_says_nothing_on_another_that_shares_its_sentence(newsroom: Newsroom) -> None:
    publish_storm(newsroom)
    report = newsroom.check("Storm Kira closed the port of Selm and injured 30 people.").report
    assert [part.verdict for part in report.parts] == [VerdictLabel.DISPUTED, VerdictLabel.SUPPORTED]
    assert report.verdict.label is VerdictLabel.DISPUTED
    told = {part.text: [one.text for one in report.verdict.because if one.part == part.text] for part in report.parts}
    shut, hurt = told.values()
    assert not any("20" in reason for reason in shut)
    assert any("20" in reason and "30" in reason for reason in hurt)
    (shared,) = [piece for piece in report.evidence if piece.document.document_id == "old"]
    assert [(pair.claim, pair.passage) for pair in shared.quantities] == [("30 people", "20 people")]


def test_what_is_a_parts_own_is_kept_when_the_verdict_is_drawn_anew(newsroom: Newsroom) -> None:
    publish_storm(newsroom)
    newsroom.publish("aside", SHUT, published_at=newsroom.clock(), publisher="aside")
    serialised = newsroom.check("Storm Kira closed the port of Selm and injured 30 people.").serialised
    assert [part["verdict"] for part in withdraw_document(serialised, "aside")["parts"]] == ["disputed", "supported"]


NORVIK = "Chief executive Eva Sand said Norvik had no plans to cut jobs. Norvik employs 6,200 people."


def test_a_quote_is_said_by_whoever_says_its_own_words(newsroom: Newsroom) -> None:
    newsroom.script["Norvik employs"] = YES
    newsroom.publish("norvik", NORVIK)
    (piece,) = newsroom.check("Norvik employs 6,200 people.").report.evidence
    assert (piece.quote.exact, piece.attribution) == ("Norvik employs 6,200 people.", None)


def test_what_stands_beside_the_words_of_a_speaker_is_not_theirs(newsroom: Newsroom) -> None:
    newsroom.script["Norvik employs"] = YES
    newsroom.publish("norvik", NORVIK)
    report = newsroom.check("Eva Sand said that Norvik employs 6,200 people.").report
    assert (report.verdict.label, report.evidence) == (VerdictLabel.NOT_ENOUGH_EVIDENCE, ())
    assert report.verdict.reasons[-1] == "1 document has it from somebody else, or in its own name."
    assert [entry["rule"] for entry in report.trace] == ["other_speaker"]


@pytest.mark.parametrize(
    "text",
    [
        "Eva Sand said Norvik had no plans to cut jobs. “Norvik employs 6,200 people,” she said.",
        "Eva Sand said Norvik had no plans to cut jobs. She added: “Norvik employs 6,200 people.”",
        "“Norvik has no plans to cut jobs,” Eva Sand said. “Norvik employs 6,200 people.”",
        "“Norvik will cut no jobs. Norvik employs 6,200 people. That is enough,” said Eva Sand.",
    ],
)
def test_a_speaker_who_goes_on_is_still_the_speaker(newsroom: Newsroom, text: str) -> None:
    newsroom.script["Norvik employs"] = YES
    newsroom.publish("norvik", text)
    (piece,) = newsroom.check("Eva Sand said that Norvik employs 6,200 people.").report.evidence
    assert "Norvik employs" in piece.quote.exact
    assert piece.attribution is not None
    assert piece.attribution.speaker == "Eva Sand"
