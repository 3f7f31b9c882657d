"""Which documents a file or a folder holds."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from factcheck.cli.sources import count_items, read_file
from factcheck.schemas import DocumentError
from factcheck.schemas.document import load_item

RSS = '<rss version="2.0"><channel><item><guid>g-1</guid><description>One.</description></item></channel></rss>'
FILES = {
    "a.jsonl": '{"document_id": "line-1", "text": "One."}\n\n{"uri": "urn:x:1", "body_text": "Two."}\n{\n',
    "b note.txt": "A plain text.",
    "c-page.html": "<html><body><p>A page.</p></body></html>",
    "d.json": '[{"uri": "urn:x:2", "body_text": "Three."}, {"document_id": "json-2", "text": "Four."}]',
    "e.xml": RSS,
    "f.rss": "<rss>",
    "g.json": "[]",
    "h.png": "not looked at",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def read(path: Path) -> list[tuple[int, str | None]]:
    """Return the number of each item with its id, None for what can't be a document."""
    found: list[tuple[int, str | None]] = []
    for number, item in read_file(path):
        try:
            found.append((number, load_item(item, None).document_id))
        except DocumentError:
            found.append((number, None))
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.jsonl", [(1, "line-1"), (3, "urn:x:1"), (4, None)]),
        ("b note.txt", [(1, "b-note")]),
        ("c-page.html", [(1, "c-page")]),
        ("d.json", [(1, "urn:x:2"), (2, "json-2")]),
        ("e.xml", [(1, "g-1")]),
        ("f.rss", [(1, None)]),
        ("g.json", [(1, None)]),
    ],
)
def test_files_are_read_by_their_ending_and_their_content(folder: Path, name: str, expected: list[tuple[int, str]]) -> None:
    assert read(folder / name) == expected


def test_a_folder_is_read_in_the_order_of_its_names(folder: Path) -> None:
    names = [name for _, name in read(folder)]
    assert names == ["line-1", "urn:x:1", None, "b-note", "c-page", "urn:x:2", "json-2", "g-1", None, None]
    assert count_items(folder) == 4 + 6


def test_another_ending_is_refused(folder: Path) -> None:
    with pytest.raises(click.ClickException, match=r"\.jsonl"):
        list(read_file(folder / "h.png"))


@pytest.mark.parametrize("name", ["broken.json", "broken.jsonl", "broken.txt"])
def test_a_file_that_cannot_be_read_is_refused_and_the_others_are_not(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text("One.", encoding="utf-8")
    (tmp_path / name).symlink_to("nowhere")
    (tmp_path / "z.txt").write_text("Two.", encoding="utf-8")

    assert read(tmp_path) == [(1, "a"), (2, None), (3, "z")]
    assert count_items(tmp_path) == 3
    (refused,) = (item.refusal for _, item in read_file(tmp_path) if item.refusal)
    assert refused == ("", f"{name} can't be read: No such file or directory.")


def test_a_line_that_is_not_utf_8_is_refused_and_the_others_are_not(tmp_path: Path) -> None:
    lines = ['{"document_id": "a", "text": "Müller"}', '{"document_id": "b", "text": "Two."}']
    path = tmp_path / "a.jsonl"
    path.write_bytes("\n".join([lines[0].replace("a", "c", 1), lines[1]]).encode("latin-1") + b"\n" + lines[0].encode())
    assert read(path) == [(1, None), (2, "b"), (3, "a")]
    refused = next(item for _, item in read_file(path)).refusal
    assert refused is not None
    assert "not UTF-8" in refused[1]


def test_a_mark_before_the_first_line_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'\xef\xbb\xbf{"document_id": "a", "text": "One."}\r\n')
    assert read(tmp_path) == [(1, "a")]


@pytest.mark.parametrize(("first", "second"), [("bridge.html", "bridge.txt"), ("a b.txt", "a-b.txt")])
def test_two_files_of_one_name_are_not_one_document(tmp_path: Path, first: str, second: str) -> None:
    for name in (first, second):
        (tmp_path / name).write_text("<html><body><p>One.</p></body></html>", encoding="utf-8")
    (_, taken), (_, refused) = read_file(tmp_path)
    assert taken.refusal is None
    assert refused.refusal is not None
    assert first in refused.refusal[1]
    assert second in refused.refusal[1]


def test_the_file_of_each_item_of_a_folder_is_told(folder: Path) -> None:
    places: dict[int, tuple[Path, int]] = {}
    assert len(list(read_file(folder, places))) == len(places)
    assert [places[number] for number in (2, 3, 4, 7)] == [
        (folder / "a.jsonl", 3), (folder / "a.jsonl", 4), (folder / "b note.txt", 1), (folder / "d.json", 2)
    ]  # fmt: skip
