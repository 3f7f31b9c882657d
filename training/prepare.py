"""From published data sets to tokenised stores: overlaps with the development sets are dropped and counted."""

from __future__ import annotations

import json
import logging
from collections import Counter
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from training.pairs import Pair, drop_overlap, fold, read_pairs, write_store

log = logging.getLogger(__name__)

MAX_TOKENS = 192
MAX_CLAIM = 64


def prepare_stores(train: list[Path], dev: Path, forbidden: Path | None, tokenizer: Path, target: Path) -> None:
    """Write ``train/*.npz`` and ``dev/*.npz`` into ``target``, and ``report.json`` on what was kept."""
    reader = Tokenizer.from_file(str(tokenizer))
    (target / "train").mkdir(parents=True, exist_ok=True)
    (target / "dev").mkdir(parents=True, exist_ok=True)
    for path in sorted(dev.glob("*.jsonl.gz")):
        store = target / "dev" / (name_source(path) + ".npz")
        write_store(read_pairs(path), store, reader, MAX_TOKENS, MAX_CLAIM)
    report: dict[str, Any] = {}
    for name, (kept, dropped) in read_clean(train, dev, forbidden).items():
        write_store(kept, target / "train" / (name + ".npz"), reader, MAX_TOKENS, MAX_CLAIM)
        report[name] = {"kept": len(kept), "dropped": dropped, **Counter(pair.label for pair in kept)}
        log.info("%s %s", name, report[name])
    (target / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def read_clean(train: list[Path], dev: Path, forbidden: Path | None) -> dict[str, tuple[list[Pair], int]]:
    """Return the pairs of each training source without claims of the development sets, and how many were dropped."""
    claims = {fold(pair.claim) for path in sorted(dev.glob("*.jsonl.gz")) for pair in read_pairs(path)}
    texts = read_sentences(forbidden) if forbidden else set()
    paths = sorted(path for folder in train for path in folder.glob("*.jsonl.gz"))
    return {name_source(path): drop_overlap(read_pairs(path), claims, texts) for path in paths}


def name_source(path: Path) -> str:
    """Return the part of a file's name before its extensions: ``fm2.dev`` for ``fm2.dev.jsonl.gz``."""
    return path.name.removesuffix(".gz").removesuffix(".jsonl")


def read_sentences(folder: Path) -> set[str]:
    """Return the folded lines of the text files in a folder, texts that must not occur in training."""
    lines = (line for path in sorted(folder.glob("*.txt")) for line in path.read_text("utf-8").splitlines())
    return {fold(line) for line in lines if len(fold(line).split()) >= 5}
