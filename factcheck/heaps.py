"""How the C library keeps memory that was given back: in few heaps, so that not each thread keeps its largest request."""

from __future__ import annotations

import ctypes
import platform

# From glibc's <malloc.h>.
M_ARENA_MAX = -8
# Python runs one thread at a time, so that threads hardly ever wait for a heap.
MOST_HEAPS = 2


def share_heaps() -> None:
    """Let the threads that this process will start share two heaps; does nothing where the C library is not glibc.

    glibc gives each thread a heap of its own, up to eight for each core, and what is freed amid one stays in it.
    """
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, MOST_HEAPS)
