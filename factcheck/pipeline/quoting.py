"""The smallest words of a passage that carry its stance: one sentence where one says it, two at most."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from factcheck.domain import Judgement, Stance, StanceScores
from factcheck.judgement.attribution import Attribution, find_attribution
from factcheck.judgement.claimed_speakers import find_claimed_speaker, is_other_speaker
from factcheck.judgement.features import Features
from factcheck.judgement.judge import Rule
from factcheck.judgement.polarity import Terms, compare_polarity, read_terms
from factcheck.judgement.salience import Scene
from factcheck.pipeline.evidence import is_evidence
from factcheck.pipeline.judging import Judged
from factcheck.store.records import Document
from factcheck.text.invisible import drop_invisible
from factcheck.text.sentences import split_sentences
from factcheck.text.spans import Span

# A claim and some texts to the probabilities of each.
Scorer = Callable[[str, Sequence[str]], list[StanceScores]]

# As sure as the rules want the model to be of a whole passage.
ENOUGH = 0.6
# Where the figure stands, half of the words that the passage shares with the claim tell what it counts.
FEWER_WORDS = 0.5


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a passage: how likely it takes the passage's side, and how much of the claim it has."""

    span: Span
    probability: float
    coverage: float
    has_figures: bool

    @property
    def weight(self) -> tuple[bool, float]:
        return self.has_figures, self.probability + self.coverage


def narrow_quotes(claim: str, judged: Sequence[Judged], documents: Mapping[str, Document], score: Scorer) -> list[Judged]:
    """Return the judgements with the quotes of evidence narrowed to the sentence, or the two, that carry the stance.

    Only evidence of several sentences is looked at, all of it in one call of the model. Who says it is found anew for the
    narrower words; where the claim is that somebody said them, and these words are not theirs, the passage is neutral.
    """
    wide = {
        place: sentences
        for place, (judgement, _features) in enumerate(judged)
        if is_evidence(judgement) and len(sentences := _split(judgement, documents)) > 1
    }
    if not wide:
        return list(judged)
    texts = {place: _text_of(judged[place][0], documents) for place in wide}
    scores = iter(score(claim, [texts[place][span.start : span.end] for place, spans in wide.items() for span in spans]))
    terms, claimed = read_terms(claim), find_claimed_speaker(claim)
    narrowed = list(judged)
    for place, spans in wide.items():
        judgement, features = judged[place]
        weighed = [_weigh(judgement, texts[place], span, next(scores), terms) for span in spans]
        quote = _pick(weighed, features.polarity.coverage)
        narrowed[place] = _narrow(judgement, features, texts[place], quote, claimed)
    return narrowed


def _narrow(judgement: Judgement, features: Features, text: str, quote: Span, claimed: Attribution | None) -> Judged:
    attribution = find_attribution(text, quote.start, quote.end)
    narrowed = replace(judgement, start=quote.start, end=quote.end, attribution=attribution)
    if not is_other_speaker(claimed, Scene(text[quote.start : quote.end], attribution=attribution)):
        return narrowed, features
    silent = replace(
        judgement,
        stance=Stance.NEUTRAL,
        confidence=features.weighed.neutral,
        rule=Rule.OTHER_SPEAKER,
        attribution=attribution,
    )
    return silent, replace(features, is_other_speaker=True, attribution=attribution)


def _text_of(judgement: Judgement, documents: Mapping[str, Document]) -> str:
    return documents[judgement.candidate.passage.document_key].content.text


def _split(judgement: Judgement, documents: Mapping[str, Document]) -> list[Span]:
    return split_sentences(_text_of(judgement, documents), judgement.start, judgement.end)


def _weigh(judgement: Judgement, text: str, span: Span, scores: StanceScores, claim: Terms) -> _Sentence:
    words = drop_invisible(text[span.start : span.end])
    return _Sentence(
        span=span,
        probability=scores.supporting if judgement.stance is Stance.SUPPORTING else scores.conflicting,
        coverage=compare_polarity(claim, read_terms(words)).coverage,
        has_figures=bool(judgement.quantities) and all(pair.passage in words for pair in judgement.quantities),
    )


def _pick(sentences: Sequence[_Sentence], coverage: float) -> Span:
    """Return the sentence that says it; with its stronger neighbour where it neither convinces nor has all the words."""
    best = max(range(len(sentences)), key=lambda place: (sentences[place].weight, -place))
    chosen = sentences[best]
    asked = coverage * FEWER_WORDS if chosen.has_figures else coverage
    if chosen.probability >= ENOUGH or chosen.coverage >= asked:
        return chosen.span
    beside = [place for place in (best - 1, best + 1) if 0 <= place < len(sentences)]
    other = sentences[max(beside, key=lambda place: (sentences[place].weight, -place))]
    return Span(min(chosen.span.start, other.span.start), max(chosen.span.end, other.span.end))
