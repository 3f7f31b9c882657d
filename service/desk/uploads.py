"""Bringing files into the archive from the desk: whole archives as JSON lines, or documents in any format taken."""

from __future__ import annotations

import mimetypes
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from flask import Response, request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from factcheck.schemas.document import DocumentError
from factcheck.schemas.formats import NAMED_AFTER_FILE, read_items
from factcheck.schemas.items import Item, UnreadableBodyError
from factcheck.store.records import ENDED_IMPORTS
from service.context import services, workspace_id
from service.desk.access import needs, see_other
from service.desk.blueprint import blp, large_forms
from service.desk.rendering import render_page
from service.documents import follow_in_index, load_sent
from service.imports import begin_import, find_import
from service.problems import ProblemError
from service.progress import stream_import

LINES = (".jsonl", ".ndjson")
UPLOADS = "/archive/uploads"

large_forms[UPLOADS] = lambda settings: settings.max_import_bytes


@blp.get(UPLOADS)
@needs("corpus:write")
def show_upload() -> str:
    """Show where files can be dropped."""
    return render_page("upload.html", errors=[], taken=None)


@blp.post(UPLOADS)
@needs("corpus:write")
def upload() -> Response | tuple[str, int]:
    """Take a file: JSON lines begin an import, anything else is stored at once."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return render_page("upload.html", errors=[("", gettext("Choose a file."))], taken=None), 422
    if file.filename.lower().endswith(LINES):
        return see_other(f"/archive/imports/{begin_import(file.stream, None).import_id}")
    return store_file(file)


@blp.get("/archive/imports/<import_id>")
@needs("corpus:read")
def show_import(import_id: str) -> str:
    """Show how far an import is."""
    return render_page("import.html", **import_values(import_id))


@blp.get("/archive/imports/<import_id>/progress")
@needs("corpus:read")
def show_import_progress(import_id: str) -> str:
    """Return the part of the page that changes while the import runs."""
    return render_page("import_progress.html", **import_values(import_id))


@blp.get("/archive/imports/<import_id>/events")
@needs("corpus:read")
def follow_import_page(import_id: str) -> Any:
    """Tell the page how far the import is, as events."""
    return stream_import(import_id)


def import_values(import_id: str) -> dict[str, object]:
    """Return what the templates show of an import; raises the 404 problem."""
    progress = find_import(import_id)
    return {"progress": progress, "is_ended": progress.status in ENDED_IMPORTS}


def read_file_items(body: bytes, file_name: str) -> list[Item]:
    """Return the documents of a file; a text or a page that says no name of its own is named after the file.

    Raises UnreadableBodyError, or DocumentError.
    """
    media_type = NAMED_AFTER_FILE.get(PurePath(file_name).suffix.lower())
    if media_type is None:
        return read_items(body, mimetypes.guess_type(file_name)[0] or "")
    items = read_items(body, media_type)
    return [replace(items[0], file_name=file_name)] if len(items) == 1 else items


def store_file(file: FileStorage) -> tuple[str, int]:
    """Store the documents of a file and say which were taken and what is wrong with the others."""
    longest = services().settings.max_document_bytes
    body = file.stream.read(longest + 1)
    if len(body) > longest:
        raise ProblemError(413, gettext("The file is larger than a document may be. Send many documents as JSON lines."))
    try:
        taken, errors = load_sent(read_file_items(body, file.filename or ""))
    except UnreadableBodyError as error:
        return render_page("upload.html", errors=[("", str(error))], taken=None), 422
    except DocumentError as error:
        return render_page("upload.html", errors=error.errors, taken=None), 422
    stored = services().store.documents.put_many(workspace_id(), [put for _item, put in taken])
    documents = [result.document for result in stored if result is not None]
    follow_in_index(documents)
    return render_page("upload.html", errors=errors, taken=documents), 200 if documents else 422
