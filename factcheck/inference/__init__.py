"""Adapters that run the shipped ONNX models on the CPU: what a worker process loads once and keeps.

Importing this package loads onnxruntime and numpy, so processes that only serve requests leave it alone.
"""

from factcheck.inference.embedder import OnnxEmbedder, build_embedder
from factcheck.inference.remembering import RememberingStanceModel
from factcheck.inference.stance import OnnxStanceModel, build_stance_model

__all__ = ["OnnxEmbedder", "OnnxStanceModel", "RememberingStanceModel", "build_embedder", "build_stance_model"]
