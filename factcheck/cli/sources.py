"""Files as documents to import: JSON lines, one body in any of the formats that are taken, or a folder of such files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click

from factcheck.pipeline.importing import read_line
from factcheck.schemas.document import DocumentError
from factcheck.schemas.formats import NAMED_AFTER_FILE, read_items
from factcheck.schemas.items import Item, UnreadableBodyError, name_after_file
from factcheck.schemas.strict_json import StrictJsonError, decode_utf8

BODIES = {".json": "application/json", ".xml": "application/xml", ".rss": "application/xml", ".atom": "application/xml"}
JSON_LINES = (".jsonl", ".ndjson")
SAME_DOCUMENT = "{} would be the same document as {}: rename one of them."
KNOWN = {*NAMED_AFTER_FILE, *BODIES, *JSON_LINES}


def read_file(path: Path, places: dict[int, tuple[Path, int]] | None = None) -> Iterator[tuple[int, Item]]:
    """Yield (number, item) for each document in a file, or in the files of a folder, sorted by name.

    What can't be read is an item that says so. ``places`` is told the file and the number in it that each number stands for.
    """
    for count, (file, place, item) in enumerate(_read_places(path), 1):
        number = count if path.is_dir() else place
        if places is not None:
            places[number] = (file, place)
        yield number, item


def _read_places(path: Path) -> Iterator[tuple[Path, int, Item]]:
    suffix = path.suffix.lower()
    if path.is_dir():
        yield from _read_folder(path)
    elif suffix in JSON_LINES:
        yield from ((path, number, item) for number, item in _read_lines(path))
    elif suffix in KNOWN:
        yield from ((path, number, item) for number, item in enumerate(_read_body(path, suffix), 1))
    else:
        raise click.ClickException(f"{path} has none of the endings that are known: {', '.join(sorted(KNOWN))}.")


def _read_folder(folder: Path) -> Iterator[tuple[Path, int, Item]]:
    """Two files whose names lead to one id would replace each other: the second is refused."""
    named: dict[str, Path] = {}
    for file in _known_files(folder):
        first = named.setdefault(name_after_file(file.name), file) if file.suffix.lower() in NAMED_AFTER_FILE else file
        if first is file:
            yield from _read_places(file)
        else:
            yield file, 1, Item({}, refusal=("", SAME_DOCUMENT.format(file.name, first.name)))


def count_items(path: Path) -> int:
    """Return how many items ``read_file`` yields, roughly: blank lines count, the items of a feed are one."""
    if path.is_dir():
        return sum(count_items(file) for file in _known_files(path))
    if path.suffix.lower() in JSON_LINES:
        with suppress(OSError), path.open("rb") as file:
            return sum(1 for _ in file)
    return 1


def _read_lines(path: Path) -> Iterator[tuple[int, Item]]:
    number = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, _read_line(line)
    except OSError as error:
        yield number + 1, _refuse(path, error)


def _read_line(line: bytes) -> Item:
    try:
        return read_line(decode_utf8(line))
    except StrictJsonError as error:
        return Item({}, refusal=("", str(error)))


def _read_body(path: Path, suffix: str) -> list[Item]:
    try:
        items = read_items(path.read_bytes(), NAMED_AFTER_FILE.get(suffix) or BODIES[suffix])
    except OSError as error:
        return [_refuse(path, error)]
    except UnreadableBodyError as error:
        return [Item({}, refusal=("", str(error)))]
    except DocumentError as error:
        return [Item({}, refusal=error.errors[0])]
    if suffix in NAMED_AFTER_FILE and len(items) == 1:
        return [Item({**items[0].fields, "document_id": name_after_file(path.name)}, names=items[0].names)]
    return items


def _refuse(path: Path, error: OSError) -> Item:
    return Item({}, refusal=("", f"{path.name} can't be read: {error.strerror or error}."))


def _known_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix.lower() in KNOWN)
