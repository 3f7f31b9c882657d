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
    return {"items": find_passages(query["q"], query["limit"])}


def find_passages(text: str, limit: int) -> Any:
    """Return the best passages of the caller's workspace for a text; raises the 503 problem if no worker answers."""
    seconds = services().settings.search_timeout_seconds
    found = services().queue.ask(search_job(f"srch_{uuid4().hex}", workspace_id(), text, limit, seconds), seconds)
    if found is None:
        raise unavailable("No worker answered the search in time.")
    return found
