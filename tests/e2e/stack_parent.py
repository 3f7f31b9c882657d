"""``python -m tests.e2e.stack_parent HOME``: starts a stack, says so, and waits to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from factcheck.local.stack import LocalStack
from tests.e2e.conftest import settings_in

SCRIPTED = ("all", "--factory", "tests.integration.workers_runtime.build_runtime")

if __name__ == "__main__":
    stack = LocalStack(settings_in(Path(sys.argv[1])), worker_arguments=SCRIPTED)
    stack.start()
    sys.stdout.write("started\n")
    sys.stdout.flush()
    stack.wait()
