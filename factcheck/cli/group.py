"""A group of commands that are loaded when they are called, and that tell in a sentence why one can't be carried out."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from typing import Any

import click

from factcheck.errors import FactcheckError


class CoreGroup(click.Group):
    """A group whose commands fail with one sentence and exit code 1 when the core or the system refuses.

    ``places`` says for the name of each command what it is: an attribute of a module, dotted.
    """

    def __init__(self, *args: Any, places: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands, loading none."""
        return sorted(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load a command; None if there is none of this name."""
        if cmd_name not in self._places:
            return None
        module, _, attribute = self._places[cmd_name].rpartition(".")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except FactcheckError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            # Who read the output has gone; click ends quietly then.
            raise
        except OSError as error:
            place = f": {os.fsdecode(error.filename)}" if isinstance(error.filename, str | bytes) else ""
            raise click.ClickException(f"{error.strerror or error}{place}") from error
        except UnicodeError as error:
            raise click.ClickException(f"Something is not in UTF-8: {error}.") from error
