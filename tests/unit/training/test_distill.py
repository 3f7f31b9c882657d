from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in requirements-training.txt only")

from training.batches import Mixture  # noqa: E402
from training.distill import DistillationTask, attach_soft_labels, read_logits, write_soft_labels  # noqa: E402
from training.encoder import Encoder, EncoderConfig, StanceClassifier  # noqa: E402
from training.loop import Cadence, Loop, Recipe  # noqa: E402
from training.pairs import TokenStore  # noqa: E402
from training.stance import StanceTask  # noqa: E402

WIDE = EncoderConfig(60, 32, 2, 2, 64, 32, 2, 1e-12)
SMALL = EncoderConfig(60, 16, 1, 2, 32, 32, 2, 1e-12)
CADENCE = Cadence(report=100, save=100, score=1000)
CPU = torch.device("cpu")


def build_store(labels: np.ndarray, ids: np.ndarray) -> TokenStore:
    starts = np.arange(0, ids.size + 1, ids.shape[1])
    middles = np.full(len(ids), ids.shape[1] // 2)
    return TokenStore({"ids": ids.ravel().astype(np.uint16), "starts": starts, "middles": middles, "labels": labels})


def draw_pairs() -> tuple[np.ndarray, np.ndarray]:
    """Rows of six tokens whose first token gives the label."""
    rng = np.random.default_rng(4)
    labels = rng.integers(0, 3, 90)
    ids = rng.integers(20, 60, (90, 6))
    ids[:, 0] = 5 + labels
    return labels, ids


def save_store(store: TokenStore, folder: Path) -> None:
    folder.mkdir(parents=True)
    np.savez(folder / "a.npz", ids=store._ids, starts=store._starts, middles=store._middles, labels=store.labels)


def learn(
    config: EncoderConfig, task: type[StanceTask], store: TokenStore, folder: Path, steps: int = 60
) -> StanceClassifier:
    recipe = Recipe(steps=steps, rate=1e-2, token_budget=180, dropout=0.0, seed=5, soft_share=1.0, freeze_words=False)
    torch.manual_seed(recipe.seed)
    model = StanceClassifier(Encoder(config))
    Loop(model, task(Mixture({"a": store}, {"a": 1.0}, 5), recipe), recipe, folder).run(CADENCE)
    return model.eval()


def test_a_student_learns_what_its_teacher_says_where_the_labels_say_otherwise(tmp_path: Path) -> None:
    labels, ids = draw_pairs()
    learn(WIDE, StanceTask, build_store(labels, ids), tmp_path / "teacher")
    save_store(build_store(labels, ids), tmp_path / "data" / "train")
    write_soft_labels(tmp_path / "teacher", tmp_path / "data", tmp_path / "soft")
    mislabelled = build_store((labels + 1) % 3, ids)
    attach_soft_labels({"a": mislabelled}, tmp_path / "soft")

    student = learn(SMALL, DistillationTask, mislabelled, tmp_path / "student")

    assert (read_logits(student, mislabelled, CPU).argmax(axis=1) == labels).mean() > 0.95


def test_pairs_that_the_teacher_has_not_read_count_by_their_labels(tmp_path: Path) -> None:
    labels, ids = draw_pairs()
    store = build_store(labels, ids)

    student = learn(SMALL, DistillationTask, store, tmp_path / "student")

    assert (read_logits(student, store, CPU).argmax(axis=1) == labels).mean() > 0.95


def test_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    labels, ids = draw_pairs()
    learn(SMALL, StanceTask, build_store(labels, ids), tmp_path / "teacher", steps=1)
    save_store(build_store(labels, ids), tmp_path / "data" / "train")
    (tmp_path / "soft").mkdir()
    np.save(tmp_path / "soft" / "a.npy", np.ones((90, 3), dtype=np.float32))

    write_soft_labels(tmp_path / "teacher", tmp_path / "data", tmp_path / "soft")

    assert np.load(tmp_path / "soft" / "a.npy").min() == 1.0


def test_soft_labels_of_other_data_are_refused(tmp_path: Path) -> None:
    labels, ids = draw_pairs()
    np.save(tmp_path / "a.npy", np.ones((7, 3), dtype=np.float32))

    with pytest.raises(ValueError, match="7 rows for 90 pairs"):
        attach_soft_labels({"a": build_store(labels, ids)}, tmp_path)
