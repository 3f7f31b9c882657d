from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in requirements-training.txt only")

from training.batches import Mixture, split_window  # noqa: E402
from training.checkpoints import load_checkpoint  # noqa: E402
from training.encoder import Encoder, EncoderConfig, StanceClassifier  # noqa: E402
from training.loop import Cadence, Loop, Recipe, compute_rate  # noqa: E402
from training.pairs import TokenStore  # noqa: E402
from training.stance import StanceTask, charge_opposites  # noqa: E402

TINY = EncoderConfig(100, 16, 2, 2, 32, 64, 2, 1e-12)
CADENCE = Cadence(report=2, save=2, score=1000)


def build_store(size: int, seed: int) -> TokenStore:
    rng = np.random.default_rng(seed)
    lengths = rng.integers(6, 20, size)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    arrays = {"ids": rng.integers(5, 100, starts[-1]).astype(np.uint16), "starts": starts}
    return TokenStore(arrays | {"middles": lengths // 2, "labels": rng.integers(0, 3, size)})


def build_loop(folder: Path, steps: int, freeze_layers: int = 0) -> Loop:
    recipe = Recipe(steps=steps, rate=1e-3, token_budget=128, dropout=0.1, seed=5, freeze_layers=freeze_layers)
    torch.manual_seed(recipe.seed)
    model = StanceClassifier(Encoder(TINY, recipe.dropout))
    task = StanceTask(Mixture({"a": build_store(40, 1), "b": build_store(30, 2)}, {"a": 1.0, "b": 1.5}, 5), recipe)
    return Loop(model, task, recipe, folder)


def test_a_resumed_run_ends_where_an_unbroken_one_ends(tmp_path: Path) -> None:
    build_loop(tmp_path / "whole", 12).run(CADENCE)
    broken = build_loop(tmp_path / "broken", 12)
    broken.recipe = Recipe(**{**vars(broken.recipe), "steps": 12})
    batches = broken._iter_batches
    broken._iter_batches = lambda: itertools.islice(batches(), 6)  # type: ignore[method-assign]
    broken.run(CADENCE)
    assert (load_checkpoint(tmp_path / "broken") or {})["step"] == 6

    build_loop(tmp_path / "broken", 12).run(CADENCE)

    whole, resumed = load_checkpoint(tmp_path / "whole"), load_checkpoint(tmp_path / "broken")
    assert whole is not None
    assert resumed is not None
    assert resumed["step"] == whole["step"] == 12
    for name, value in whole["model"].items():
        assert torch.allclose(value, resumed["model"][name], atol=1e-5), name


def test_the_same_epoch_has_the_same_batches_and_the_next_has_others() -> None:
    mixture = Mixture({"a": build_store(50, 1)}, {"a": 1.0}, 3)

    first, again, other = (next(iter(mixture.iter_batches(epoch, 200))).input_ids for epoch in (0, 0, 1))

    assert torch.equal(first, again)
    assert first.shape != other.shape or not torch.equal(first, other)


def test_weights_say_how_often_a_source_is_shown() -> None:
    mixture = Mixture({"a": build_store(40, 1), "b": build_store(40, 2)}, {"a": 2.5, "b": 0.0}, 3)

    assert sum(len(batch.labels) for batch in mixture.iter_batches(0, 300)) == 100


def test_another_tokenizers_lengths_form_the_batches() -> None:
    coarse, fine = {"a": build_store(40, 1)}, {"a": build_store(40, 2)}
    fine["a"].labels = coarse["a"].labels

    batches = Mixture(fine, {"a": 1.0}, 3, rulers=coarse).iter_batches(0, 200)

    expected = Mixture(coarse, {"a": 1.0}, 3).iter_batches(0, 200)
    assert [batch.labels.tolist() for batch in batches] == [batch.labels.tolist() for batch in expected]


def test_frozen_layers_stay_as_they_are(tmp_path: Path) -> None:
    loop = build_loop(tmp_path, 4, freeze_layers=1)
    before = {name: value.clone() for name, value in loop.model.state_dict().items()}

    loop.run(CADENCE)

    moved = {name for name, value in loop.model.state_dict().items() if not torch.equal(value, before[name])}
    parts = {name.rsplit(".", 1)[0] for name in moved}
    assert "encoder.layers.1.qkv" in parts
    assert not {part for part in parts if part.startswith(("encoder.layers.0", "encoder.words", "encoder.positions"))}


def test_batches_stay_within_the_budget() -> None:
    lengths = np.random.default_rng(0).integers(5, 60, 200)

    groups = split_window(np.arange(200), lengths, 240)

    assert sorted(np.concatenate(groups).tolist()) == list(range(200))
    assert all(lengths[group].max() * len(group) <= 240 for group in groups)


def test_the_rate_warms_up_and_falls() -> None:
    recipe = Recipe(steps=100, rate=1.0, warmup_share=0.1)
    rates = [compute_rate(step, recipe) for step in range(1, 101)]

    assert rates[0] == pytest.approx(0.1)
    assert max(rates) == pytest.approx(1.0)
    assert rates[-1] == pytest.approx(0.02)


def test_padding_changes_nothing() -> None:
    torch.manual_seed(1)
    model = StanceClassifier(Encoder(TINY)).eval()
    ids = torch.tensor([[7, 8, 9, 10]])
    padded = torch.tensor([[7, 8, 9, 10, 0, 0, 0]])

    plain = model(ids, torch.ones_like(ids), torch.zeros_like(ids))
    longer = model(padded, (padded > 0).long(), torch.zeros_like(padded))

    assert torch.allclose(plain, longer, atol=1e-5)


def test_probability_on_the_opposite_side_is_charged_and_neutral_pairs_are_not() -> None:
    logits = torch.log(torch.tensor([[0.2, 0.5, 0.3], [0.2, 0.5, 0.3], [0.2, 0.5, 0.3]]))
    labels = torch.tensor([0, 1, 2])
    expected = (-np.log(0.5) - np.log(0.8)) / 3
    assert float(charge_opposites(logits, labels)) == pytest.approx(expected, rel=1e-5)
