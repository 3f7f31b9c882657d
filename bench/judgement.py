"""What each mechanism of the judgement costs for one claim with sixteen passages, beside the stance model's time.

    .venv/bin/python -m bench.judgement [--rounds 20] [--json]

Counted is the processor's time, on one thread, so that other work on the machine does not count. The mechanisms and the
model alternate, and the best round of each counts, so that a busy moment hits none of them alone. In every round claim and
passages are new to the caches; words are not, as in a worker that has run for a while. What a mechanism reads of a passage,
those behind it in the table need not read again, as in a check.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import click
from rich.console import Console
from rich.table import Table

from factcheck.domain import Candidate, CitedDocument, Evidence, Judgement, Passage, Quote, Stance, StanceScores, Time
from factcheck.inference import OnnxStanceModel, build_stance_model
from factcheck.judgement.attribution import find_attribution
from factcheck.judgement.dates import find_dates
from factcheck.judgement.events import is_event_opposed, is_event_planned, speaks_of_event
from factcheck.judgement.features import gather_features, read_claim
from factcheck.judgement.gaps import find_gaps, read_amounts
from factcheck.judgement.judge import Thresholds, judge_passage
from factcheck.judgement.names import find_names, folded_words, read_names
from factcheck.judgement.origins import OriginInput, group_origins
from factcheck.judgement.parts import split_claim
from factcheck.judgement.polarity import compare_polarity, read_terms
from factcheck.judgement.references import resolve_references
from factcheck.judgement.salience import find_salience
from factcheck.judgement.slots import are_swapped, find_rival_slot, find_slots, is_event_elsewhere, read_roles
from factcheck.judgement.verdict import decide
from factcheck.pipeline.judging import build_scene
from factcheck.quantities import align_quantities
from factcheck.store.records import Document, DocumentContent

CLAIM = "About 2,400 tonnes of oil leaked from the tanker Brisa off Ventspils, and the Latvian coast guard closed the port."
# Of this, nothing is in the passages.
STRANGE_CLAIM = "On 17 July 2031 Angolan insurers poured 77 hectares of glass and 512 giraffes past a yacht in Osaka."
SCORES = StanceScores(0.62, 0.18, 0.20)
MOST_MS = 5.0
PASSAGES = (
    "A source in Latvia's coast guard told Reuters that about 2,400 tonnes of oil had leaked from the tanker Brisa.",
    "Nearly 2,400 tonnes of heavy fuel oil have run out of the Brisa since Sunday, the source said, adding that the hull "
    "was torn open over a length of 30 metres.",
    "Latvia's coast guard closed the port of Ventspils on Monday morning after the tanker Brisa had lost some 2.4 million "
    "kilograms of oil, according to an officer cited by Reuters.",
    "The owner of the Brisa denied that more than 900 tonnes of oil had leaked from its ship off Ventspils.",
    "“We saw a black band three miles wide,” said Janis Ozols, a fisherman from Pavilosta, who had put to sea at dawn.",
    "The port of Ventspils was not closed to ferries, the Latvian transport ministry said in a statement on Tuesday.",
    "Lithuania's navy sent two ships with booms, and Estonia offered an aircraft that can find oil by night.",
    "The figure could not be independently verified; the ministry in Riga has so far spoken of at least 1,800 tonnes.",
    "Beaches along 45 kilometres of the coast were closed, and volunteers had collected 3,600 birds by Wednesday evening.",
    "Insurers put the damage at between 80 and 120 million euros, a third of what the spill off Brittany cost in 1999.",
    "The Brisa, a ship of 183 metres built in 2004, was on its way from Primorsk to Rotterdam with 31,000 tonnes of oil.",
    "Prosecutors in Riga said they had opened an inquiry into the captain, a man of 58, and his first officer.",
    "In Klaipeda, a hundred kilometres to the south, the authorities saw no oil and did not close the harbour.",
    "The European Commission said it would pay for the cleaning of the coast if Latvia asked for help within ten weeks.",
    "The leak was stopped late on Thursday, when divers closed the last of four tanks with plates of steel.",
    "By then 2,600 tonnes had been lost, the coast guard's commander told Latvian television, more than was feared.",
)
BACKGROUND = (
    "The Baltic is shallow, and what is poured into it stays there for decades, as the town knows from two earlier wrecks.",
    "Residents had complained for years that old tankers pass within sight of the lighthouse in every kind of weather.",
    "The wind turned to the west on Tuesday and drove the oil towards the nature reserve south of the river.",
    "Schools gave pupils of the upper classes two days off so that they could help on the beaches.",
    "“Nobody has told us how long this will last,” the mayor said at a meeting in the town hall on Wednesday.",
    "The price of fish in the market of Riga rose by 12 percent within the week.",
    "A spokeswoman for the shipping company declined to comment on the age of the pumps.",
    "Similar ships have been banned from the ports of three neighbouring countries since 2019.",
)
# As much of a draft as may be sent with a claim.
AROUND = "\n".join((*BACKGROUND, *BACKGROUND, "The Brisa ran aground on Sunday."))[-2000:]
PUBLISHERS = ("Baltic Courier", "Harbour Gazette", "Riga Evening Post", "The Northern Star")
ARTICLES = 8
PUBLISHED_AT = datetime(2025, 3, 10, 6, 0, tzinfo=UTC)


class Case(NamedTuple):
    """One claim's candidates, as retrieval hands them over."""

    candidates: list[Candidate]
    documents: dict[str, Document]


def build_case() -> Case:
    """Return sixteen passages in eight articles of about two thousand characters, each passage within background."""
    documents, candidates = {}, []
    for number in range(ARTICLES):
        own = PASSAGES[number::ARTICLES]
        lines = [own[0], *BACKGROUND[number:], *BACKGROUND[:number], *own[1:], *BACKGROUND]
        document = build_document(number, "\n".join(lines))
        documents[document.document_key] = document
        candidates += [build_candidate(document, text, rank) for rank, text in enumerate(own, 1)]
    return Case(candidates, documents)


def build_document(number: int, text: str) -> Document:
    """Return an article that the store could have handed out."""
    published_at = PUBLISHED_AT + timedelta(hours=5 * number)
    content = DocumentContent(
        "",
        "text",
        text,
        title="Oil off Ventspils",
        publisher=PUBLISHERS[number % len(PUBLISHERS)],
        published_at=published_at,
    )
    key = f"d{number}"
    return Document(
        key, "w", key, 1, "usable", None, "indexed", None, 1, published_at, published_at, None, content, sha256=""
    )  # fmt: skip


def build_candidate(document: Document, text: str, rank: int) -> Candidate:
    """Return a passage of the document with the sentence before it."""
    start = document.content.text.index(text)
    before = document.content.text[:start].rstrip().rpartition("\n")[2]
    passage = Passage(
        f"{document.document_key}-{rank}", "w", document.document_key, 1, start, start + len(text), text, before
    )
    return Candidate(passage, 1 / rank, rank, rank)


def build_evidence(judgement: Judgement, document: Document) -> Evidence:
    """Return a judged passage as evidence, whatever its stance, so that origins have all sixteen to compare."""
    passage, content = judgement.candidate.passage, document.content
    stance = judgement.stance if judgement.stance is not Stance.NEUTRAL else Stance.SUPPORTING
    return Evidence(
        stance=stance,
        confidence=judgement.confidence,
        quote=Quote(passage.text, "", "", passage.start, passage.end),
        document=CitedDocument(
            document.document_id, 1, content.title, content.publisher, None, content.published_at, None
        ),
        time=Time.BEFORE,
        quantities=judgement.quantities,
        attribution=judgement.attribution,
    )  # fmt: skip


def build_origin_input(place: int, piece: Evidence, document: Document) -> OriginInput:
    """Return evidence as grouping sees it."""
    cited = piece.document
    return OriginInput(
        place, cited.document_id, cited.publisher, None, cited.published_at, piece.quote.exact, document.content.text,
        piece.attribution, piece.quantities,
    )  # fmt: skip


def build_ways(case: Case, model: OnnxStanceModel) -> dict[str, Callable[[str], object]]:
    """Return what is timed, by name; each takes the claim."""
    texts = [candidate.passage.text for candidate in case.candidates]
    scenes = [build_scene(item.passage, case.documents[item.passage.document_key]) for item in case.candidates]
    read = read_claim(CLAIM, texts)
    features = [gather_features(read, scene, SCORES) for scene in scenes]
    judgements = [judge_passage(item, found, Thresholds()) for item, found in zip(case.candidates, features, strict=True)]
    documents = [case.documents[item.passage.document_key] for item in case.candidates]
    evidence = [build_evidence(*pair) for pair in zip(judgements, documents, strict=True)]
    inputs = [build_origin_input(place, *pair) for place, pair in enumerate(zip(evidence, documents, strict=True))]
    origins = group_origins(inputs)
    near = list(dict.fromkeys(text for scene in scenes for text in (scene.head, scene.context, scene.passage)))

    def attribute(_claim: str) -> object:
        spans = zip(case.candidates, documents, strict=True)
        return [find_attribution(document.content.text, item.passage.start, item.passage.end) for item, document in spans]

    return {
        "stance model": lambda claim: model.judge(claim, texts),
        "reading the claim": lambda claim: read_claim(claim, texts),
        "names and salience": lambda _claim: [find_salience(read.names, scene) for scene in scenes],
        "polarity": lambda _claim: [compare_polarity(read.terms, read_terms(text)) for text in texts],
        "quantities": lambda claim: [
            align_quantities(claim, scene.passage, f"{scene.head}\n{scene.context}") for scene in scenes
        ],
        "attribution": attribute,
        "dates": lambda _claim: [find_dates(text) for text in texts],
        "events": lambda _claim: [
            (
                speaks_of_event(read.event, read_terms(text).polarities),
                is_event_opposed(read.event, read.terms, read_terms(text)),
                is_event_planned(read.event, text),
                is_event_elsewhere(text, read.event, read.names),
            )
            for text in texts
        ],
        "rival nations": lambda _claim: [find_rival_slot(read.slots, find_slots(text, find_names(text))) for text in texts],
        "roles": lambda _claim: [are_swapped(read.roles, read_roles(text, read.event, read.name_words)) for text in texts],
        "rules of passages": lambda _claim: [
            judge_passage(item, found, Thresholds()) for item, found in zip(case.candidates, features, strict=True)
        ],
        "origins": lambda _claim: group_origins(inputs),
        "verdict": lambda _claim: decide(evidence, origins),
        "parts": split_claim,
        "references": lambda claim: resolve_references(
            "It lost oil after the port was closed." + claim[len(CLAIM) :], AROUND
        ),
        "gaps": lambda claim: find_gaps(claim, near),
        "gaps of a strange claim": lambda claim: find_gaps(STRANGE_CLAIM + claim[len(CLAIM) :], near),
    }


def measure(ways: dict[str, Callable[[str], object]], rounds: int) -> dict[str, float]:
    """Return the best milliseconds of the processor of each way; claim and passages are new in each round."""
    best = dict.fromkeys(ways, float("inf"))
    for number in range(rounds):
        for cached in (read_names, folded_words, read_amounts):
            cached.cache_clear()
        for name, run in ways.items():
            claim = CLAIM + " " * number
            started = time.process_time()
            run(claim)
            best[name] = min(best[name], (time.process_time() - started) * 1000)
    return best


@click.command()
@click.option("--models", type=click.Path(path_type=Path), default=Path("models"), show_default=True)
@click.option("--rounds", default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def main(models: Path, rounds: int, as_json: bool) -> None:
    """Measure what each mechanism costs for one claim with sixteen passages."""
    spent = measure(build_ways(build_case(), build_stance_model(models, threads=1)), rounds)
    model = spent["stance model"]
    if as_json:
        click.echo(json.dumps(spent, indent=2))
        return
    table = Table("", "ms", "share of the model's time", title="One claim, sixteen passages", title_justify="left")
    for name, milliseconds in {**spent, "all but the model": sum(spent.values()) - model}.items():
        style = "red" if milliseconds > MOST_MS and name in spent and milliseconds != model else ""
        table.add_row(name, f"{milliseconds:.2f}", f"{milliseconds / model:.2%}", style=style)
    Console().print(table)


if __name__ == "__main__":
    main()
