"""Documents and claims with soft hyphens and the like: found and judged as without, quoted as they were sent."""

from __future__ import annotations

from factcheck.domain import Stance, StanceScores, VerdictLabel
from factcheck.quantities import parse_quantities
from factcheck.text.invisible import drop_invisible
from factcheck.watching.probes import hash_terms
from tests.unit.pipeline.conftest import Newsroom

YES = StanceScores(0.9, 0.05, 0.05)
SOLD = "The Aller theatre sold 4,200 tickets, Mayor Anna Berg said on Monday."
HYPHENATED = (
    "The Al\u00adler thea\u00adtre sold 4,\u00ad200 tick\u00adets, Mayor Anna Ber\u00adg sa\u00adid on Mon\u00adday."
)
BEFORE = "The thea\u200btre had been closed for two years because of a fire.\n\n"


def test_a_hyphenated_document_is_found_and_judged_and_quoted_as_it_is(newsroom: Newsroom) -> None:
    newsroom.script[SOLD] = YES
    newsroom.publish("theatre", BEFORE + HYPHENATED)
    report = newsroom.check("The Aller theatre sold 4,200 tickets.").report
    assert (report.verdict.label, report.gaps) == (VerdictLabel.SUPPORTED, ())
    (piece,) = report.evidence
    assert piece.quote.exact == HYPHENATED == (BEFORE + HYPHENATED)[piece.quote.start : piece.quote.end]
    assert [(pair.passage_value, pair.relation) for pair in piece.quantities] == [(4200, "agrees")]
    assert piece.attribution is not None
    said = piece.attribution
    assert (BEFORE + HYPHENATED)[said.start : said.end] == said.speaker
    assert drop_invisible(said.speaker) == "Mayor Anna Berg"


def test_another_figure_is_seen_through_soft_hyphens(newsroom: Newsroom) -> None:
    newsroom.script[SOLD] = StanceScores(0.3, 0.4, 0.3)
    newsroom.publish("theatre", BEFORE + HYPHENATED)
    (piece,) = newsroom.check("The Aller theatre sold 9,200 tickets.").report.evidence
    assert (piece.stance, piece.quantities[0].passage_value) == (Stance.CONFLICTING, 4200)


def test_a_claim_is_read_without_what_nobody_sees_and_its_gaps_point_into_what_was_sent(newsroom: Newsroom) -> None:
    newsroom.script[SOLD] = YES
    newsroom.publish("theatre", SOLD)
    assert (
        newsroom.check("The Al\u00adler thea\u200btre sold 4,\u00ad200 tickets.").report.verdict.label
        is VerdictLabel.SUPPORTED
    )
    claim = "The Al\u00adler thea\u00adtre was pain\u00adted in Mare\u00adnia."
    outcome = newsroom.check(claim)
    gaps = outcome.report.gaps
    assert "Mare\u00adnia" in [gap.text for gap in gaps]
    assert all(claim[gap.start : gap.end] == gap.text for gap in gaps)
    (part,) = outcome.report.parts
    assert (part.text, claim[part.start : part.end]) == (drop_invisible(claim), claim)


def test_copies_with_and_without_soft_hyphens_are_one_origin(newsroom: Newsroom) -> None:
    newsroom.script[SOLD] = YES
    newsroom.publish("one", BEFORE + HYPHENATED, publisher="Aller Courier")
    newsroom.publish("two", drop_invisible(BEFORE + HYPHENATED), publisher="Harbour Gazette")
    report = newsroom.check("The Aller theatre sold 4,200 tickets.").report
    assert (len(report.evidence), len(report.origins)) == (2, 1)


def test_a_fact_check_of_the_same_claim_is_the_same(newsroom: Newsroom) -> None:
    claim = "The Aller theatre sold 4,200 tickets."
    reviewed = "The Al\u00adler thea\u00adtre sold 4,\u00ad200 tick\u00adets."
    newsroom.publish("check", reviewed, kind="fact_check", claim_reviewed=reviewed, rating="True")
    (prior,) = newsroom.check(claim).report.prior_checks
    assert (prior.relation, prior.fact_check.claim_reviewed) == ("same", reviewed)


def test_watched_words_are_the_same() -> None:
    assert hash_terms(HYPHENATED).tolist() == hash_terms(SOLD).tolist()
    assert len(parse_quantities(drop_invisible(HYPHENATED))) == 1
