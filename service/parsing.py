"""Reading a request's input: strict JSON, strict query parameters, and problems that name the field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, NoReturn

import flask
from marshmallow import RAISE, Schema, ValidationError
from typing_extensions import override
from webargs.core import is_json, missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge

from factcheck.schemas.pointers import list_errors
from factcheck.schemas.strict_json import StrictJsonError, parse_json
from service.problems import ProblemError, invalid_input

# marshmallow's words for it, which lists answer.
UNKNOWN = "Unknown field."
REPEATED = "This is given more than once."


class StrictParser(FlaskParser):
    """Webargs' parser with our errors; refuses unknown query parameters, because a misspelt filter would match all."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}  # noqa: RUF012

    @override
    def load_json(self, req: flask.Request, schema: Schema) -> Any:
        """Return the JSON body; raises a problem if it is none, is cut off or has the wrong content type."""
        require_type(req, is_json(req.mimetype), "application/json")
        try:
            return parse_json(read_body(req))
        except StrictJsonError as error:
            raise ProblemError(400, str(error)) from error

    @override
    def load_querystring(self, req: flask.Request, schema: Schema) -> Any:
        """Return the query parameters; raises a problem if one is given twice, for which of the two counts nobody knows."""
        refuse_parameters(REPEATED, [name for name, values in req.args.lists() if len(values) > 1])
        return req.args.to_dict() or missing

    @override
    def handle_error(
        self,
        error: ValidationError,
        req: flask.Request,
        schema: Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        """Raise the problem that names each field which breaks a rule."""
        messages = error.messages
        if isinstance(messages, dict):
            messages = messages.get("json", messages.get("query", messages))
        raise invalid_input(list_errors(messages)) from error


def without_query(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view run only if there are no query parameters, since it knows none."""

    @wraps(view)
    def run(*args: Any, **kwargs: Any) -> Any:
        refuse_parameters(UNKNOWN, flask.request.args)
        return view(*args, **kwargs)

    return run


def refuse_parameters(detail: str, names: Iterable[str]) -> None:
    """Raise the problem that names these query parameters, if there are any."""
    errors = list_errors(dict.fromkeys(names, detail))
    if errors:
        raise invalid_input(errors)


def require_type(request: flask.Request, is_right: bool, wanted: str) -> None:
    """Raise the 415 problem that says what is wanted, if the body has another type or is compressed."""
    if not is_right:
        raise ProblemError(415, f"Send the body as {wanted}.")
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise ProblemError(415, "Send the body without a content encoding.")


def read_body(request: flask.Request) -> bytes:
    """Return the whole body; raises a problem if the client broke off or sent chunks that can't be read."""
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        raise
    except Exception as error:
        # Servers raise what they like on a broken body: gunicorn has seven classes for it without a common base.
        raise incomplete_body() from error
    if request.content_length is not None and len(body) < request.content_length:
        raise incomplete_body()
    return body


def incomplete_body() -> ProblemError:
    """Return the problem of a body that ended before its announced length or in the midst of a chunk."""
    return ProblemError(400, "The body ended before it was complete.")
