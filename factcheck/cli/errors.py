"""Errors that the core raises on purpose end a command with their sentence instead of a traceback."""

from __future__ import annotations

from typing import Any

import click

from factcheck.errors import FactcheckError


class SentenceErrors(click.Group):
    """A group whose commands fail with one sentence and exit code 1 when the core refuses."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except FactcheckError as error:
            raise click.ClickException(str(error)) from error
