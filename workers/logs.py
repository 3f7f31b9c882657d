"""Logging of worker processes: one line an event on standard error."""

from __future__ import annotations

import logging

LINE = "%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"


def configure_logging(level: int = logging.INFO) -> None:
    """Send every logger's lines to standard error; does nothing if that was set up before."""
    logging.basicConfig(level=level, format=LINE)
    logging.getLogger("alembic").setLevel(logging.WARNING)
