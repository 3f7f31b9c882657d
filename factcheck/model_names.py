"""Names of the shipped models without loading them, for processes that only serve requests."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from factcheck import __version__
from factcheck.errors import ModelError

MODEL_FILES = ("model.json", "model.onnx", "tokenizer.json")
# What reports say of models under ``versions``, and the folder of each.
FOLDERS = {"stance_model": "stance", "embedding_model": "embedding"}


def name_model(folder: Path) -> str:
    """Return the model's own name with the first 12 hex digits of the SHA-256 over the names and contents of its files.

    Raises OSError, ValueError or KeyError where the folder holds no model.
    """
    settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256()
    for name in MODEL_FILES:
        digest.update(name.encode() + b"\0")
        # Piece by piece: a thread that once held a model's 24 MB keeps that room for good.
        with (folder / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"{settings['name']}@{digest.hexdigest()[:12]}"


def describe_versions(models_dir: Path) -> dict[str, str]:
    """Return what a report made now would say of models and code; raises ModelError where the models can't be read."""
    try:
        return dict(_read_versions(models_dir, _describe_files(models_dir)))
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"The models in {models_dir} can't be read: {error}") from error


def _describe_files(models_dir: Path) -> tuple[tuple[int, int], ...]:
    # Two models have some 45 MB, so they are read again only if a file has changed.
    files = (models_dir / folder / name for folder in FOLDERS.values() for name in MODEL_FILES)
    return tuple((status.st_mtime_ns, status.st_size) for status in (file.stat() for file in files))


@lru_cache(maxsize=4)
def _read_versions(models_dir: Path, _files: tuple[tuple[int, int], ...]) -> tuple[tuple[str, str], ...]:
    names = {version: name_model(models_dir / folder) for version, folder in FOLDERS.items()}
    return tuple({**names, "factcheck": __version__}.items())
