"""Logs: one JSON object a line on standard error, with the ids of what is being worked on, without secrets.

Modules log by ``logging.getLogger`` as always; structlog turns their records into lines. The ids that ``work_on`` binds
stand on every line of the same thread until its end; those of ``CARRIED`` travel with a job to the worker.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import AbstractContextManager
from typing import Any, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter

from factcheck.traceparent import read_traceparent

# What a job takes along from the request that led to it.
CARRIED = ("request_id", "traceparent")
# They log addresses, which may hold secrets, or say at INFO what nobody needs.
QUIET = ("alembic", "httpx", "httpcore", "flask_limiter", "urllib3")
HIDDEN = "[hidden]"
# No secret without one of these: most lines are let through at once.
SECRET_MARKS = ("fck_", "whsec_", "://", "bearer ", "basic ", "_session=", "password=")
# Keys of the API, secrets of webhooks, the user's part of an address, and what an Authorization or Cookie header carries.
# Each alternative begins with fixed characters and repeats one class only, so a long line costs time in proportion.
SECRET = re.compile(
    r"fck_[A-Za-z0-9_-]+"
    r"|whsec_[A-Za-z0-9+/=_-]+"
    r"|(?<=://)[^/\s@\"\\]+(?=@)"
    r"|(?<=\bBearer )[^\s\"\\,]+"
    r"|(?<=\bBasic )[A-Za-z0-9+/=]+"
    r"|(?<=\bfactcheck_session=)[^\s\"\\;,]+"
    r"|(?<=password=)[^\s\"\\;,&]+",
    re.IGNORECASE,
)


def configure_logging(process: str, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send every logger's lines to the stream (standard error), under the name of this kind of process."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(build_formatter(process))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def build_formatter(process: str) -> logging.Formatter:
    """Return what makes a record a line."""

    def add_process(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        line["process"], line["pid"] = process, line["_record"].process
        return line

    return ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            name_trace,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            add_process,
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
            hide_secrets,
        ],
    )


def name_trace(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put the id of the trace on the line, in place of the ``traceparent``."""
    trace = read_traceparent(line.pop("traceparent", None))
    if trace is not None:
        line["trace_id"] = f"{trace.trace_id:032x}"
    return line


def hide_secrets(_logger: Any, _name: str, line: Any) -> str:
    """Return the rendered line without what looks like a secret: the last door, for what no code means to log."""
    text = str(line)
    lowered = text.lower()
    return SECRET.sub(HIDDEN, text) if any(mark in lowered for mark in SECRET_MARKS) else text


def work_on(**ids: str) -> AbstractContextManager[None]:
    """Put these ids on every line of this thread, until the block ends."""
    return structlog.contextvars.bound_contextvars(**ids)


def begin_work(**ids: str) -> None:
    """Put these ids, and no others, on every line of this thread from now on."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**ids)


def note_ids(**ids: str) -> None:
    """Put these ids, too, on every line of this thread."""
    structlog.contextvars.bind_contextvars(**ids)


def bound_id(name: str) -> str | None:
    """Return the id of this name that stands on every line of this thread, None without one."""
    value = structlog.contextvars.get_contextvars().get(name)
    return None if value is None else str(value)


def carried_ids() -> dict[str, str]:
    """Return the ids that a job takes along from here."""
    return pick_carried(structlog.contextvars.get_contextvars())


def pick_carried(ids: Mapping[str, Any]) -> dict[str, str]:
    """Return those of the ids that travel with a job."""
    return {name: str(ids[name]) for name in CARRIED if ids.get(name)}
