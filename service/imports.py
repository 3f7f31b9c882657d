"""Imports: JSON lines streamed into the store chunk by chunk, then worked through by jobs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from flask import jsonify, request

from factcheck.jobs import import_job
from factcheck.store import ImportClosedError
from factcheck.store.records import Import
from service.blueprint import ApiBlueprint
from service.context import services, workspace_id
from service.headers import LOCATION, RETRY_AFTER
from service.ndjson import LINE_SLACK_BYTES, Chunk, gather_chunks, read_pieces, split_lines
from service.parsing import require_type
from service.paths import IMPORT_PARAMETER, import_path, known_import_id
from service.presentation import present_import
from service.problems import invalid_input, not_found, unavailable
from service.queue import hand_over
from service.schemas.imports import ImportSchema

blp = ApiBlueprint("imports", __name__, description="Many documents at once.")

NDJSON = "application/x-ndjson"
RETRY_AFTER_SECONDS = "2"
EXAMPLE = '{"document_id": "river-1", "text": "The river Alm rose by two metres in one night."}\n'
BODY = {
    "required": True,
    "description": "A document a line, in any of the formats of `POST /v1/documents` that are JSON.",
    "content": {NDJSON: {"schema": {"type": "string", "format": "json-lines"}, "example": EXAMPLE}},
}


blp.limit_body(lambda settings: settings.max_import_bytes)


def answer_again(import_id: str) -> Any:
    """Return the answer to an import that was received before, if the one that was kept got lost."""
    return answer_received(find_import(import_id))


@blp.post("/v1/imports")
@blp.describe(requestBody=BODY)
@blp.leads_to(202, "get_import", import_id="$response.body#/import_id")
@blp.needs("corpus:write", again=answer_again, keeps=(202,), is_streamed=True)
@blp.answer(202, ImportSchema, "Received as a whole; the lines are worked through.", headers={**LOCATION, **RETRY_AFTER})
@blp.problems(400, 413, 415, 422)
def create_import() -> Any:
    """Import documents from JSON lines.

    A line that can't be stored is reported with its number and does not stop the others. If the body breaks off,
    nothing of it is kept.
    """
    require_type(request, request.mimetype == NDJSON, NDJSON)
    return answer_received(begin_import(request.stream, request.content_length))


@blp.get("/v1/imports/<import_id>", parameters=[IMPORT_PARAMETER])
@blp.needs("corpus:read")
@blp.answer(200, ImportSchema, "How far the import is.")
@blp.problems(404)
def get_import(import_id: str) -> Any:
    """Return how many lines of an import are done and failed, with the first hundred errors."""
    return present_import(find_import(import_id))


def find_import(import_id: str) -> Import:
    """Return the workspace's import; raises the 404 problem."""
    progress = services().store.imports.get(workspace_id(), known_import_id(import_id))
    if progress is None:
        raise not_found("import")
    return progress


def answer_received(progress: Import) -> Any:
    """Answer with how far the import is and where that will be told."""
    headers = {"Location": import_path(progress.import_id), "Retry-After": RETRY_AFTER_SECONDS}
    return jsonify(ImportSchema().dump(present_import(progress))), 202, headers


def begin_import(stream: IO[bytes], length: int | None) -> Import:
    """Store the lines of a stream, of this many bytes if that is known, and hand them to the workers."""
    longest = services().settings.max_document_bytes + LINE_SLACK_BYTES
    progress, chunk_ids = receive(gather_chunks(split_lines(read_pieces(stream, length), longest), longest))
    timeout = services().settings.indexing_timeout_seconds
    hand_over(services().queue, (import_job(chunk_id, 1, timeout) for chunk_id in chunk_ids))
    return progress


def receive(chunks: Iterable[Chunk]) -> tuple[Import, list[str]]:
    """Store what comes and return the import with the ids of its chunks; leave nothing behind if it breaks off."""
    imports = services().store.imports
    import_id = imports.begin(workspace_id()).import_id
    total, chunk_ids = 0, []
    try:
        for number, chunk in enumerate(chunks):
            chunk_id = imports.add_chunk(import_id, number, chunk.lines, chunk.errors)
            total += len(chunk)
            if chunk.lines:
                chunk_ids.append(chunk_id)
        if total == 0:
            raise invalid_input([("", "The body holds no line.")])
        return imports.commit(import_id, total), chunk_ids
    except ImportClosedError as error:
        raise unavailable("The import was closed before all its lines had come; nothing of it is kept.") from error
    except BaseException:
        imports.abort(import_id)
        raise
