"""Threads share two heaps, as the C library itself tells."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

THREADS = 6
# Each thread takes memory while all the others hold theirs, then glibc writes about its heaps to the standard output.
PROGRAM = """
import ctypes, threading
from factcheck.heaps import share_heaps

{prepare}
libc, together = ctypes.CDLL(None), threading.Barrier({threads})
libc.malloc.restype = ctypes.c_void_p

def work():
    together.wait()
    libc.malloc(100_000)
    together.wait()

threads = [threading.Thread(target=work) for _ in range({threads})]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have no such heaps")
@pytest.mark.parametrize(("prepare", "is_shared"), [("share_heaps()", True), ("", False)])
def test_threads_share_two_heaps(prepare: str, is_shared: bool) -> None:
    """Without being told, glibc gives each thread its own."""
    program = PROGRAM.format(prepare=prepare, threads=THREADS)
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60).stdout
    assert (told.count("<heap nr=") <= 2) is is_shared
