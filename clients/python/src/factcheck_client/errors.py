"""What a call can end with instead of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class FactcheckError(Exception):
    """Whatever this package raises on purpose."""


class UnreachableError(FactcheckError):
    """The service could not be reached, or the connection broke; ``__cause__`` is what httpx said."""


class NotModifiedError(FactcheckError):
    """Nothing has changed since the answer whose ETag was sent as ``if_none_match`` (304)."""


class WaitedTooLongError(FactcheckError):
    """What was waited for has not ended in the time given; it may still end."""


class UnexpectedAnswerError(FactcheckError):
    """The answer is not one of this API: is the address right, does a proxy stand between?"""


class WebhookError(FactcheckError):
    """This message is not to be trusted, and why."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One broken rule: a JSON pointer into the body, or a slash and the name of the parameter."""

    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What the service said (RFC 9457), with the headers of its answer that matter."""

    status: int
    type: str
    title: str
    detail: str
    errors: Sequence[FieldError] = ()
    request_id: str | None = None
    retry_after_seconds: float | None = None


class ProblemError(FactcheckError):
    """The service refused or failed; each kind of problem has a subclass."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.status} {problem.title}: {problem.detail}")
        self.problem = problem


class MalformedRequestError(ProblemError):
    """Not JSON, not UTF-8, or the body broke off (400)."""


class NotAuthenticatedError(ProblemError):
    """No key, or one that is unknown, revoked or expired (401)."""


class MissingScopeError(ProblemError):
    """The key lacks the scope that the detail names (403)."""


class NotFoundError(ProblemError):
    """This workspace has no such thing (404)."""


class MethodNotAllowedError(ProblemError):
    """The address does not take this method (405)."""


class ConflictError(ProblemError):
    """Not as things stand: the check has ended, or the first request with the same key still runs (409)."""


class PreconditionFailedError(ProblemError):
    """The document is not as ``if_match`` or ``if_none_match`` wants it (412)."""


class BodyTooLargeError(ProblemError):
    """The body is larger than the address takes (413)."""


class AddressTooLongError(ProblemError):
    """The address is too long (414)."""


class WrongContentTypeError(ProblemError):
    """The address does not take this type of content (415)."""


class InvalidInputError(ProblemError):
    """A rule is broken; ``problem.errors`` names each field (422)."""


class TooManyRequestsError(ProblemError):
    """The key has used up its requests for now (429)."""


class HeadersTooLargeError(ProblemError):
    """The headers are too large (431)."""


class InternalError(ProblemError):
    """A mistake of the service; its log has it under ``problem.request_id`` (500)."""


class UnavailableError(ProblemError):
    """The database, the broker or the workers can't be reached (503)."""


PROBLEM_ERRORS: dict[str, type[ProblemError]] = {
    "malformed-request": MalformedRequestError,
    "not-authenticated": NotAuthenticatedError,
    "missing-scope": MissingScopeError,
    "not-found": NotFoundError,
    "method-not-allowed": MethodNotAllowedError,
    "conflict": ConflictError,
    "precondition-failed": PreconditionFailedError,
    "body-too-large": BodyTooLargeError,
    "address-too-long": AddressTooLongError,
    "wrong-content-type": WrongContentTypeError,
    "invalid-input": InvalidInputError,
    "too-many-requests": TooManyRequestsError,
    "headers-too-large": HeadersTooLargeError,
    "internal-error": InternalError,
    "unavailable": UnavailableError,
}


def problem_error(problem: Problem) -> ProblemError:
    """Return the exception for a problem, a plain ``ProblemError`` for a kind that is not known yet."""
    return PROBLEM_ERRORS.get(problem.type.rpartition(":")[2], ProblemError)(problem)
