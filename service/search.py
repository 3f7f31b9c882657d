"""Search: asked of a worker through the broker, because only workers hold the models and the index."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from factcheck.jobs import search_job
from service.blueprint import ApiBlueprint
from service.context import services, workspace_id
from service.problems import unavailable
from service.schemas.search import SearchAnswerSchema, SearchQuery

blp = ApiBlueprint("search", __name__, description="Passages of the archive, found but not judged.")


@blp.get("/v1/search")
@blp.needs("corpus:read")
@blp.query(SearchQuery)
@blp.answer(200, SearchAnswerSchema, "Passages, best first.")
def search_passages(query: dict[str, Any]) -> Any:
    """Search the archive for passages."""
    seconds = services().settings.search_timeout_seconds
    job = search_job(f"srch_{uuid4().hex}", workspace_id(), query["q"], query["limit"], seconds)
    found = services().queue.ask(job, seconds)
    if found is None:
        raise unavailable("No worker answered the search in time.")
    return {"items": found}
