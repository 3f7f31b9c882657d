"""A multilingual base cut down to the pieces that the training texts use.

Of the 118 million parameters of multilingual-e5-small 96 million are the embeddings of 250,000 pieces in a hundred
languages. Pieces that no text of ours uses teach nothing and weigh as much as the others.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from training.packed import Packed
from training.pairs import read_pairs

START, PAD, END, UNKNOWN = range(4)
SPECIAL = 4
MARK = "▁"
CHUNK = 20_000
# All single characters up to here stay, so that any European name can be spelt: Latin with its extensions.
LAST_LATIN = "\u024f"


def build_tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    """Return a SentencePiece-like tokenizer; pairs become ``<s> a </s> </s> b </s>``, of two segments as with BERT."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=UNKNOWN, byte_fallback=False))
    spaces = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), spaces])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=MARK, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement=MARK, prepend_scheme="always")
    start, end = pieces[START][0], pieces[END][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}",
        pair=f"{start} $A {end} {end} $B:1 {end}:1",
        special_tokens=[(start, START), (end, END)],
    )
    tokenizer.add_special_tokens([pieces[number][0] for number in range(SPECIAL)])
    return tokenizer


def read_texts(folders: Iterable[Path]) -> set[str]:
    """Return the claims and passages of all ``*.jsonl.gz`` in the folders, each once."""
    pairs = (pair for folder in folders for path in folder.glob("*.jsonl.gz") for pair in read_pairs(path))
    return {text for pair in pairs for text in (pair.claim, pair.evidence)}


def choose_pieces(pieces: list[tuple[str, float]], texts: Iterable[str], least: int) -> list[int]:
    """Return the ids, in order, of pieces that occur ``least`` times in the texts, of special and of single Latin ones."""
    tokenizer = build_tokenizer(pieces)
    counts: Counter[int] = Counter()
    remaining = iter(texts)
    while chunk := list(islice(remaining, CHUNK)):
        for encoding in tokenizer.encode_batch_fast(chunk, add_special_tokens=False):
            counts.update(encoding.ids)
    kept = {number for number, count in counts.items() if count >= least}
    kept |= {number for number, (piece, _) in enumerate(pieces) if is_basic(piece)}
    return sorted(kept | set(range(SPECIAL)))


def is_basic(piece: str) -> bool:
    """Return whether a piece is one Latin character, figure or sign, at the beginning of a word or within."""
    letter = piece.removeprefix(MARK) or piece
    return len(letter) == 1 and letter <= LAST_LATIN


def write_base(packed: Packed, kept: list[int], folder: Path) -> None:
    """Write ``config.json``, ``model.safetensors`` and ``tokenizer.json`` with the kept pieces, which are numbered anew."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    words = "embeddings.word_embeddings.weight"
    tensors = packed.tensors | {words: np.ascontiguousarray(packed.tensors[words][kept])}
    config = packed.config | {"vocab_size": len(kept)}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    save_file(tensors, folder / "model.safetensors")
    build_tokenizer([packed.pieces[number] for number in kept]).save(str(folder / "tokenizer.json"))
