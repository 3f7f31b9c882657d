"""gunicorn's thread worker, answering requests that it can't even parse as problems too, not as pages of HTML."""

from __future__ import annotations

import json
import socket
from typing import Any

from gunicorn.http import errors  # type: ignore[import-untyped]
from gunicorn.util import write_nonblock  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from service.problems import PROBLEM_JSON, build_problem

# The first that matches counts; what is none of these is a mistake of the server or the app, and gunicorn's business.
STATUSES: tuple[tuple[type[Exception], int, str], ...] = (
    (errors.LimitRequestLine, 414, "The address of the request is too long."),
    (errors.LimitRequestHeaders, 431, "The headers of the request are too large."),
    (errors.ExpectationFailed, 417, "The expectation of the request can't be met."),
    (errors.UnsupportedTransferCoding, 501, "The body has a transfer coding that is not known here."),
    (errors.ParseException, 400, "The request is not HTTP that can be read."),
)
APPLICATION_ERRORS = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName, errors.ConfigurationProblem)


class ProblemThreadWorker(ThreadWorker):  # type: ignore[misc]
    """A ThreadWorker whose own errors have the shape of the API's."""

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Answer a request that could not be parsed; leave everything else to gunicorn."""
        answer = None if isinstance(exc, APPLICATION_ERRORS) else find_answer(exc)
        if answer is None:
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("Refused a request from %s: %s", (addr or ("", 0))[0], exc)
        try:
            write_nonblock(client, answer)
        except OSError:
            self.log.debug("Failed to send the problem.")


def find_answer(error: BaseException) -> bytes | None:
    """Return the whole response for an error of gunicorn's parser, None for any other."""
    for kind, status, detail in STATUSES:
        if isinstance(error, kind):
            problem = build_problem(status, detail)
            body = json.dumps(problem).encode()
            head = f"HTTP/1.1 {status} {problem['title']}\r\nConnection: close\r\nContent-Type: {PROBLEM_JSON}\r\n"
            return head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    return None
