"""gunicorn's own lines in the form of all others. Requests are logged by the app, which knows their routes and ids."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from factcheck.errors import SettingsError
from factcheck.logs import configure_logging
from factcheck.settings import read_settings
from service.waiting import check_threads


class StructuredLogger(Logger):  # type: ignore[misc]
    """gunicorn's logger without handlers of its own: its lines go where those of the root logger go."""

    def setup(self, cfg: Any) -> None:
        """Set up logging for this process and those that it forks; settings that are wrong end it before its first line."""
        super().setup(cfg)
        try:
            settings = read_settings()
            check_threads(settings.event_streams, cfg.threads)
        except SettingsError as error:
            raise SystemExit(f"The service can't run: {error}") from error
        configure_logging("api", settings.log_level)
        for log in (self.error_log, self.access_log):
            for handler in list(log.handlers):
                log.removeHandler(handler)
            log.propagate = True
