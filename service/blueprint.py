"""flask-smorest's blueprint with types, strict parsing, scopes and documented problems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema

from factcheck.settings import Settings
from service.context import services
from service.guarding import guard
from service.parsing import StrictParser, without_query
from service.writing import Writing

F = TypeVar("F", bound=Callable[..., Any])

BEARER = "bearer"
# Marks a view that has query parameters; what decorates it takes the mark over.
TAKES_QUERY = "takes_query"


class ApiBlueprint(Blueprint):  # type: ignore[misc]
    """A resource's routes. Each view names what it needs, takes and answers; the document is made of exactly that."""

    ARGUMENTS_PARSER = StrictParser()

    def get(self, rule: str, **options: Any) -> Callable[[F], F]:
        """Route GET to the view."""
        return self._route("GET", rule, options)

    def post(self, rule: str, **options: Any) -> Callable[[F], F]:
        """Route POST to the view."""
        return self._route("POST", rule, options)

    def put(self, rule: str, **options: Any) -> Callable[[F], F]:
        """Route PUT to the view."""
        return self._route("PUT", rule, options)

    def patch(self, rule: str, **options: Any) -> Callable[[F], F]:
        """Route PATCH to the view."""
        return self._route("PATCH", rule, options)

    def delete(self, rule: str, **options: Any) -> Callable[[F], F]:
        """Route DELETE to the view."""
        return self._route("DELETE", rule, options)

    def _route(self, method: str, rule: str, options: dict[str, Any]) -> Callable[[F], F]:
        route: Callable[[F], F] = self.route(rule, methods=[method], **options)
        return lambda view: route(self.describe(operationId=view.__name__)(view))

    def describe(self, **parts: Any) -> Callable[[F], F]:
        """Add to the document what the schemas don't say."""
        decorate: Callable[[F], F] = self.doc(**parts)
        return decorate

    def leads_to(self, status: int, operation_id: str, **parameters: str) -> Callable[[F], F]:
        """Document which operation takes up what this answer names."""
        link = {"operationId": operation_id, "parameters": parameters}
        return self.describe(responses={status: {"links": {operation_id: link}}})

    def limit_body(self, read: Callable[[Settings], int]) -> None:
        """Take bodies of up to this many bytes here, instead of the app's default."""

        def set_limit() -> None:
            request.max_content_length = read(services().settings)

        self.before_request(set_limit)

    def body(self, schema: type[Schema], **options: Any) -> Callable[[F], F]:
        """Pass the validated JSON body to the view."""
        return self._documented(super().arguments(schema, location="json", **options), 400, 413, 415, 422)

    def query(self, schema: type[Schema]) -> Callable[[F], F]:
        """Pass the validated query parameters to the view; goes below ``needs``, which refuses any where this is missing."""
        documented: Callable[[F], F] = self._documented(super().arguments(schema, location="query"), 422)

        def decorate(view: F) -> F:
            taking = documented(view)
            taking.__dict__[TAKES_QUERY] = True
            return taking

        return decorate

    def answer(self, status: int, schema: type[Schema] | None, description: str, **options: Any) -> Callable[[F], F]:
        """Serialise what the view returns; ``headers`` and the like go into the document."""
        decorate: Callable[[F], F] = super().response(status, schema, description=description, **options)
        return decorate

    def other_answer(self, status: int, schema: type[Schema], description: str, **options: Any) -> Callable[[F], F]:
        """Document a second success of the view."""
        decorate: Callable[[F], F] = super().alt_response(
            status, schema=schema, description=description, success=True, **options
        )
        return decorate

    def problems(self, *statuses: int) -> Callable[[F], F]:
        """Document the problems that the view may answer with."""

        def decorate(view: F) -> F:
            for status in statuses:
                view = super(ApiBlueprint, self).alt_response(status, response=f"PROBLEM_{status}")(view)
            return view

        return decorate

    def needs(
        self,
        scope: str,
        *,
        again: Callable[[str], Any] | None = None,
        keeps: tuple[int, ...] = (),
        is_streamed: bool = False,
    ) -> Callable[[F], F]:
        """Let only keys with this scope reach the view, and query parameters only if it takes some.

        What a POST answers is kept for its idempotency key. With ``again`` only answers of the statuses in ``keeps`` are:
        it draws the others up anew, as a view returns them, from the id that the store named as made
        (``factcheck.store.writes.name_made``). Give it where answers hold secrets or evidence. ``is_streamed`` leaves it
        to the view to read the body.
        """

        def decorate(view: F) -> F:
            strict = view if TAKES_QUERY in view.__dict__ else without_query(view)
            guarded = guard(scope, Writing(again, keeps, is_streamed))(strict)
            documented: F = self.doc(security=[{BEARER: [scope]}])(guarded)
            return self.problems(401, 403, 422, 429, 503)(documented)

        return decorate

    def _documented(self, inner: Callable[[F], F], *statuses: int) -> Callable[[F], F]:
        def decorate(view: F) -> F:
            return self.problems(*statuses)(inner(view))

        return decorate
