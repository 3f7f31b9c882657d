"""When Python looks for garbage in cycles: not while a process loads its code, and never again among what that made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def begin_loading() -> None:
    """Look for no garbage until ``end_loading``: loading makes hundreds of thousands of objects that stay."""
    gc.disable()


def end_loading() -> None:
    """Look for garbage again, but not among what there is now.

    One look at all that a worker has loaded takes some 70 ms, in the midst of whatever it does.
    """
    gc.freeze()
    gc.enable()


@contextmanager
def loading() -> Iterator[None]:
    """Load code and build what a process lives by inside this: it takes an eighth less of the processor."""
    begin_loading()
    try:
        yield
    finally:
        end_loading()
