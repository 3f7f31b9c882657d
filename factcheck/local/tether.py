"""Runs a command that ends with the process that started it, even if that one is killed.

``python tether.py PARENT_PID COMMAND…``, with the standard library alone so that it costs little. On Linux this process
becomes the command, which the kernel kills when the parent (strictly: the thread that started it) ends. Elsewhere it
stays beside the command and looks every second whether the parent is still there.
"""

import os
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1
LOOK_SECONDS = 1.0


def main(parent_pid: int, command: list[str]) -> int:
    """Run the command; returns its exit status, where it returns at all."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent_pid:
            return 1
        os.execvp(command[0], command)
    return _watch(parent_pid, command)


def _watch(parent_pid: int, command: list[str]) -> int:
    process = subprocess.Popen(command, close_fds=False)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while process.poll() is None:
        if os.getppid() != parent_pid:
            process.kill()
        time.sleep(LOOK_SECONDS)
    return process.wait()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
