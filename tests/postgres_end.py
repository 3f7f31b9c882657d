"""Ends a PostgreSQL server and removes its folder as soon as the process that started this one is gone.

``python postgres_end.py FOLDER USER COMMAND…``, with the standard library alone so that it costs little. It waits for the
end of its input, of which only that process holds the other end: the system closes it, however that process ends. The
command, which stops the server, is run as USER unless that is empty.
"""

import shutil
import subprocess
import sys


def main(folder: str, user: str, command: list[str]) -> int:
    """Wait, stop, remove; returns the command's exit status."""
    sys.stdin.buffer.read()
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, user=user or None, cwd="/", check=False).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
