"""Loading LanceDB without what it prepares for a server that is not used here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def loading_lancedb() -> Iterator[None]:
    """Import LanceDB inside this, and the import takes half the time.

    LanceDB imports a client of its namespace servers, whose every method asks pydantic for a check of its arguments. We
    open tables by their folder and call none of these methods, so none is prepared.
    """
    # Only LanceDB brings pydantic, so it is not loaded where LanceDB is not.
    import pydantic

    validate_call = pydantic.validate_call
    pydantic.validate_call = _leave_unchecked  # type: ignore[assignment]
    try:
        yield
    finally:
        pydantic.validate_call = validate_call


def _leave_unchecked(function: Callable[..., Any] | None = None, /, **_options: Any) -> Callable[..., Any]:
    return function if function is not None else _leave_unchecked
