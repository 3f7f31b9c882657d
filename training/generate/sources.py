"""All generated sources in one run: which generator works on which data set, and how much of it."""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from training.generate.affairs import read_affairs, split_affairs
from training.generate.antonyms import turn_claims
from training.generate.dossiers import build_files
from training.generate.edits import attribute, credit_claims, flip_claims, surround, swap_numbers, swap_subjects
from training.generate.neighbours import find_neighbours
from training.generate.reports import report_claims
from training.generate.stories import SCIENCE_FRAMES, build_triples
from training.generate.wordnet import read_opposites, read_wider, widen_claims
from training.pairs import Pair, write_pairs

log = logging.getLogger(__name__)

# Data sets by what can be done to them; names as in `name_source`. Missing ones are passed over.
ENCYCLOPEDIC = ("fever_dev.dev", "fm2.dev", "vitaminc_mini.train")
SCIENTIFIC = ("scifact.train", "check_covid.train")
GENERAL = ("lingnli.train", "snli_cad.train", "emergent.train")
NUMERIC = ("numeval.train",)
COVID_AND_CLIMATE = ("climate_fever.train", "covidfact.train")


def generate_sources(
    clean: dict[str, Sequence[Pair]], target: Path, size: float, seed: int, wordnet: Path | None = None
) -> None:
    """Write one ``gen_*.jsonl.gz`` a generator into ``target``; ``size`` scales how much each yields.

    ``wordnet`` is the folder of WordNet's dictionary files; without it, what is made from them is left out. The affairs
    that are kept out of training become ``held/affairs.dev.jsonl.gz``, to be laid beside the other development sets.
    """
    affairs, held = split_affairs(read_affairs())
    facts = pick(clean, ENCYCLOPEDIC + SCIENTIFIC)
    language = pick(clean, GENERAL)
    everything = facts + language + pick(clean, NUMERIC)

    def scale(count: int) -> int:
        return max(1, round(count * size))

    makers: dict[str, Callable[[random.Random], Iterable[Pair]]] = {
        "gen_stories": lambda rng: build_triples(rng, scale(8000)),
        "gen_stories_science": lambda rng: build_triples(rng, scale(6000), SCIENCE_FRAMES),
        "gen_files": lambda rng: build_files(rng, scale(7000)),
        "gen_affairs": lambda _: [pair for affair in affairs for pair in affair.iter_pairs()],
        "gen_numbers": lambda rng: swap_numbers(rng, everything),
        "gen_turned": lambda rng: turn_claims(rng, everything + pick(clean, COVID_AND_CLIMATE), scale(5000)),
        "gen_subjects": lambda rng: swap_subjects(rng, facts),
        "gen_negations": lambda rng: flip_claims(rng, facts + language, scale(2000)),
        "gen_surrounded": lambda rng: surround(rng, facts, scale(2500)),
        "gen_surrounded_general": lambda rng: surround(rng, language, scale(2500), longest=25),
        "gen_attributed": lambda rng: attribute(rng, facts + language, scale(2500)),
        "gen_credited": lambda rng: credit_claims(rng, facts + language, scale(1200)),
        "gen_reports": lambda rng: report_claims(rng, facts + language, scale(5000)),
        "gen_neighbours_wiki": lambda rng: find_neighbours(rng, pick(clean, ENCYCLOPEDIC), scale(6000)),
        "gen_neighbours_science": lambda rng: find_neighbours(rng, pick(clean, SCIENTIFIC), scale(2000)),
    }
    if wordnet is not None:
        opposites, wider = read_opposites(wordnet), read_wider(wordnet)
        makers |= {
            "gen_wordnet_opposites": lambda rng: turn_claims(rng, everything, scale(3000), opposites),
            "gen_wordnet_wider": lambda rng: widen_claims(rng, facts + language, wider, scale(1500)),
        }
    (target / "held").mkdir(parents=True, exist_ok=True)
    write_pairs((pair for affair in held for pair in affair.iter_pairs()), target / "held" / "affairs.dev.jsonl.gz")
    for name, make in makers.items():
        # A generator of its own each, so that a change to one leaves the others' output as it was.
        pairs = list(make(random.Random(f"{seed} {name}")))
        write_pairs(pairs, target / f"{name}.jsonl.gz")
        log.info("%s %d %s", name, len(pairs), dict(Counter(pair.label for pair in pairs)))


def pick(clean: dict[str, Sequence[Pair]], names: Iterable[str]) -> list[Pair]:
    """Return the pairs of the named data sets that are there."""
    return [pair for name in names for pair in clean.get(name, ())]
