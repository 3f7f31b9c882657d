from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in requirements-training.txt only")
onnx = pytest.importorskip("onnx", reason="onnx is in requirements-training.txt only")

from training.checkpoints import save_checkpoint  # noqa: E402
from training.encoder import Encoder, EncoderConfig, StanceClassifier  # noqa: E402
from training.export import Target, export_model, export_stance  # noqa: E402
from training.exported import read_exported  # noqa: E402

TINY = EncoderConfig(100, 16, 2, 2, 32, 64, 2, 1e-12)


def export_tiny(folder: Path, *, quantised: bool) -> StanceClassifier:
    torch.manual_seed(3)
    model = StanceClassifier(Encoder(TINY))
    # Weights that are alike, as those of untrained norms are, would be stored once under one of their names.
    for value in model.parameters():
        value.data += 0.1 * torch.randn_like(value)
    tokenizer = folder / "source.json"
    tokenizer.write_text("{}")
    export_model(model, Target(folder / "model", "tiny", tokenizer, quantised), {})
    return model


def test_a_float_export_gives_the_very_weights_back(tmp_path: Path) -> None:
    model = export_tiny(tmp_path, quantised=False)

    state = read_exported(tmp_path / "model")

    assert set(state) == set(model.state_dict())
    for name, value in model.state_dict().items():
        assert torch.allclose(state[name], value, atol=1e-6), name


def test_an_int8_export_gives_weights_back_that_judge_alike(tmp_path: Path) -> None:
    model = export_tiny(tmp_path, quantised=True).eval()
    restored = StanceClassifier(Encoder(TINY)).eval()

    restored.load_state_dict(read_exported(tmp_path / "model"))

    ids = torch.arange(5, 35).view(3, 10)
    inputs = (ids, torch.ones_like(ids), torch.zeros_like(ids))
    with torch.no_grad():
        np.testing.assert_allclose(restored(*inputs).numpy(), model(*inputs).numpy(), atol=0.05)


def test_two_models_are_averaged(tmp_path: Path) -> None:
    model = export_tiny(tmp_path, quantised=False)
    config, twice = TINY.to_dict(), {name: 3 * value for name, value in model.state_dict().items()}
    save_checkpoint(tmp_path / "run", {"config": config, "model": twice, "average": {}, "step": 7})

    target = Target(tmp_path / "blend", "blend", tmp_path / "source.json", quantised=False)
    export_stance(tmp_path / "run", target, tmp_path / "model", share=0.25)

    blended = read_exported(tmp_path / "blend")
    for name, value in model.state_dict().items():
        assert torch.allclose(blended[name], 2.5 * value, atol=1e-5), name


def test_a_graph_of_others_is_refused(tmp_path: Path) -> None:
    node = onnx.helper.make_node("Identity", ["x"], ["y"])
    values = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1]) for name in "xy"]
    graph = onnx.helper.make_graph([node], "g", values[:1], values[1:])
    onnx.save(onnx.helper.make_model(graph), str(tmp_path / "model.onnx"))

    with pytest.raises(ValueError, match="no model that this training exported"):
        read_exported(tmp_path)
