"""Judging candidates: features passage by passage, the stance model where it has a say, then the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import lru_cache

from factcheck.domain import Candidate, Judgement, Passage, StanceScores
from factcheck.judgement.attribution import Attribution, find_attribution
from factcheck.judgement.features import Features, gather_features, read_claim
from factcheck.judgement.judge import Thresholds, is_settled, judge_passage, silence_strays
from factcheck.judgement.salience import Scene
from factcheck.ports import StanceModel
from factcheck.store.records import Document
from factcheck.text.invisible import BareText, drop_invisible, has_invisible

HEAD_CHARACTERS = 300

Judged = tuple[Judgement, Features]


class PassageJudge:
    """Judges passages with a stance model and the rules of ``factcheck.judgement.judge``."""

    def __init__(self, stance_model: StanceModel, thresholds: Thresholds | None = None) -> None:
        self._stance_model = stance_model
        self._thresholds = thresholds or Thresholds()

    @property
    def name(self) -> str:
        """Name the stance model, as reports show it."""
        return self._stance_model.name

    def score(self, claim: str, texts: Sequence[str]) -> list[StanceScores]:
        """Return what the stance model alone says of each text, in order."""
        return self._stance_model.judge(claim, [drop_invisible(text) for text in texts])

    def judge(self, claim: str, candidates: Sequence[Candidate], documents: Mapping[str, Document]) -> list[Judged]:
        """Return the judgement of each candidate with the features behind it, in order."""
        known = self._ask(claim, candidates, self._read(claim, candidates, documents))
        judgements = [
            judge_passage(candidate, features, self._thresholds)
            for candidate, features in zip(candidates, known, strict=True)
        ]
        return list(zip(silence_strays(judgements, self._thresholds), known, strict=True))

    def _read(self, claim: str, candidates: Sequence[Candidate], documents: Mapping[str, Document]) -> list[Features]:
        read = read_claim(claim, [drop_invisible(candidate.passage.text) for candidate in candidates])
        passages = [candidate.passage for candidate in candidates]
        return [gather_features(read, build_scene(passage, documents[passage.document_key])) for passage in passages]

    def _ask(self, claim: str, candidates: Sequence[Candidate], known: Sequence[Features]) -> list[Features]:
        """Return the features with the stance model's scores, which costs most: only where they can change something."""
        asked = [place for place, features in enumerate(known) if not is_settled(features, self._thresholds)]
        scores = self.score(claim, [candidates[place].passage.text for place in asked])
        answers = dict(zip(asked, scores, strict=True))
        return [
            replace(features, scores=answers[place]) if place in answers else features
            for place, features in enumerate(known)
        ]


def build_scene(passage: Passage, document: Document) -> Scene:
    """Return the passage with what its document tells a reader: the sentences before, the head, and who is quoted.

    Invisible characters are left out of all, but the place of who is quoted is that in the document as it is stored.
    """
    content = document.content
    if has_invisible(passage.text) or has_invisible(passage.context):
        return _build_bare_scene(passage, document)
    return Scene(
        passage=passage.text,
        context=passage.context,
        head=head_of(document),
        document=content.text,
        attribution=find_attribution(content.text, passage.start, passage.end),
    )


def _build_bare_scene(passage: Passage, document: Document) -> Scene:
    text = _read_bare(document.content.text)
    start, end = text.to_bare(passage.start), text.to_bare(passage.end)
    return Scene(
        passage=drop_invisible(passage.text),
        context=drop_invisible(passage.context),
        head=drop_invisible(head_of(document)),
        document=text.text,
        attribution=_place_in_source(find_attribution(text.text, start, end), text),
    )


# The passages of a document that hyphenates its words all have soft hyphens.
@lru_cache(maxsize=16)
def _read_bare(text: str) -> BareText:
    return BareText(text)


def _place_in_source(found: Attribution | None, text: BareText) -> Attribution | None:
    if found is None or found.start == found.end:
        return found
    start, end = text.to_source(found.start, found.end)
    return replace(found, speaker=text.source[start:end], start=start, end=end)


def head_of(document: Document) -> str:
    """Return what a reader sees first of a document: its title, or else the opening of its text."""
    return document.content.title or document.content.text[:HEAD_CHARACTERS]


def trace_judgement(judgement: Judgement, features: Features, document: Document) -> dict[str, object]:
    """Return how the stance of a passage came about, as a mapping that JSON can hold; it has no text of the document."""
    candidate = judgement.candidate
    return {
        "document_id": document.document_id,
        "version": document.version,
        "start": candidate.passage.start,
        "end": candidate.passage.end,
        "score": round(candidate.score, 6),
        "bm25_rank": candidate.bm25_rank,
        "vector_rank": candidate.vector_rank,
        "similarity": None if candidate.similarity is None else round(candidate.similarity, 4),
        "scores": _round(features.scores) if features.is_asked else None,
        "weighed": _round(features.weighed) if features.is_asked else None,
        "coverage": round(features.polarity.coverage, 3),
        "opposed": list(features.polarity.opposed),
        "missing": list(features.salience.missing),
        "distant": list(features.salience.distant),
        "is_actor_distant": features.is_actor_distant,
        "has_rivals": bool(features.salience.rivals),
        "is_other_speaker": features.is_other_speaker,
        "quantities": [pair.relation for pair in features.quantities],
        "differs": features.differs,
        "lacks_figure": features.lacks_figure,
        "repeats_figure": features.repeats_figure,
        "has_other_date": features.has_other_date,
        "lacks_event": features.lacks_event,
        "is_event_opposed": features.is_event_opposed,
        "is_event_planned": features.is_event_planned,
        "is_event_elsewhere": features.is_event_elsewhere,
        "names_figure": features.names_figure,
        "has_names": features.has_names,
        "rival_slot": features.rival_slot,
        "is_rival_doer": features.is_rival_doer,
        "has_swapped_roles": features.has_swapped_roles,
        "has_other_doer": features.has_other_doer,
        "withheld": sorted(stance.value for stance in features.withheld),
        "rule": judgement.rule,
        "stance": judgement.stance.value,
        "confidence": round(judgement.confidence, 4),
    }


def _round(scores: StanceScores) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(scores).items()}
