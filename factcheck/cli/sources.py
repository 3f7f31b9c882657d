"""Files as lines of an import: JSON lines as they are, a text or HTML file as one document named after it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

FIELDS = {".txt": "text", ".text": "text", ".html": "html", ".htm": "html"}
JSON_LINES = (".jsonl", ".ndjson")


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (number, JSON line) for each document in a file, or in the files of a folder, sorted by name."""
    if path.is_dir():
        yield from enumerate((line for file in _known_files(path) for _, line in read_lines(file)), 1)
    elif path.suffix.lower() in JSON_LINES:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from ((number, line) for number, line in enumerate(file, 1) if line.strip())
    elif field := FIELDS.get(path.suffix.lower()):
        content = path.read_text(encoding="utf-8-sig", errors="replace")
        yield 1, json.dumps({"document_id": path.stem.replace(" ", "-"), field: content})
    else:
        raise click.ClickException(f"{path} is neither JSON lines (.jsonl, .ndjson) nor .txt nor .html.")


def count_lines(path: Path) -> int:
    """Return how many lines ``read_lines`` yields, roughly: blank ones count."""
    if path.is_dir():
        return sum(count_lines(file) for file in _known_files(path))
    if path.suffix.lower() in JSON_LINES:
        with path.open("rb") as file:
            return sum(1 for _ in file)
    return 1


def _known_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix.lower() in {*FIELDS, *JSON_LINES})
