"""The child of a worker: builds the runtime once, then runs the calls that its parent sends, one after another.

Started as ``python -m workers.child FD PARENT_PID FACTORY``: FD is the child's end of a socket pair, FACTORY the dotted
name of a function without arguments that returns the runtime. Messages are JSON objects, framed by
``multiprocessing.connection``. The child never outlives its parent: on Linux the kernel ends it, elsewhere the closed
socket does, even while a call runs.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import logging
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from factcheck.errors import FactcheckError, IndexMismatchError, UnavailableError
from factcheck.garbage import loading
from factcheck.logs import begin_work, configure_logging
from factcheck.settings import read_settings
from factcheck.tracing import finish_tracing, start_tracing
from workers.tasks import CHORES, TASKS, TaskRuntime

DEFAULT_FACTORY = "workers.child.build_default_runtime"
PR_SET_PDEATHSIG = 1
# Less than the grace that the parent gives.
LAST_SPANS_SECONDS = 1.0

# Failures of what the job stands on, not of the job: trying again later may help, and is no mark against the job.
TRANSIENT_ERRORS = (UnavailableError,)

logger = logging.getLogger("factcheck.workers")


def build_default_runtime() -> TaskRuntime:
    """Build the real runtime from the environment; loads models and opens the index."""
    with loading():
        from factcheck.bootstrap import build_runtime

        return build_runtime(read_settings())


def import_attribute(dotted_name: str) -> Any:
    """Return what a dotted name stands for: a module's attribute."""
    module, _, name = dotted_name.rpartition(".")
    return getattr(importlib.import_module(module), name)


def die_with_parent(parent_pid: int) -> None:
    """See to it that this process is killed when the one that started it ends; exit if that has happened already.

    On Linux the kernel does it, when the thread that started this process ends. Elsewhere a thread looks every second.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=_watch_parent, args=(parent_pid,), name="watch-parent", daemon=True).start()
    if os.getppid() != parent_pid:
        os._exit(1)


def serve(connection: Connection, build: Callable[[], TaskRuntime]) -> None:
    """Say that the runtime is ready, then answer calls until the parent hangs up; return if it can't be built."""
    calls: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(connection, calls), name="receive", daemon=True).start()
    try:
        runtime = build()
    except FactcheckError as error:
        # An index of another version stays one until somebody rebuilds it, so starting again would be in vain.
        is_transient = isinstance(error, TRANSIENT_ERRORS) and not isinstance(error, IndexMismatchError)
        _send(connection, {"error": str(error), "transient": is_transient})
        return
    _send(connection, {"ready": True})
    while True:
        call = calls.get()
        _send(connection, {"call": call["call"], **answer(runtime, call)})


def answer(runtime: TaskRuntime, call: dict[str, Any]) -> dict[str, Any]:
    """Run one call and return its outcome: ``{"result": …}``, or ``{"error": sentence, "transient": bool}``."""
    begin_work(**call.get("ids", {}))
    try:
        return _answer(runtime, call)
    finally:
        begin_work()


def _answer(runtime: TaskRuntime, call: dict[str, Any]) -> dict[str, Any]:
    name, args = str(call["name"]), call["args"]
    task = (CHORES if call["chore"] else TASKS).get(name)
    if task is None:
        return {"error": f"No task is called {name!r}.", "transient": False}
    try:
        result = task(runtime, *args)
        json.dumps(result)
    except TRANSIENT_ERRORS as error:
        logger.warning("%s%r could not run: %s", name, tuple(args[:1]), error)
        return {"error": f"{type(error).__name__}: {error}", "transient": True}
    except Exception as error:
        logger.exception("%s%r failed", name, tuple(args[:1]))
        return {"error": f"{type(error).__name__}: {error}", "transient": False}
    return {"result": result}


def main(arguments: list[str]) -> None:
    """Run the child until its parent hangs up or dies."""
    descriptor, parent_pid, factory = int(arguments[0]), int(arguments[1]), arguments[2]
    # The parent alone decides when the child ends: a Ctrl-C or a stop of the whole service reaches both at once, and the
    # job in hand has to finish.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    die_with_parent(parent_pid)
    settings = read_settings()
    configure_logging("worker-child", settings.log_level)
    start_tracing(settings.traces, "worker-child")
    serve(Connection(descriptor), import_attribute(factory))


def _watch_parent(parent_pid: int) -> None:
    while os.getppid() == parent_pid:
        time.sleep(1.0)
    os._exit(1)


def _receive(connection: Connection, calls: queue.SimpleQueue[dict[str, Any]]) -> None:
    while True:
        try:
            calls.put(json.loads(connection.recv_bytes()))
        except (EOFError, OSError):
            # Hung up: nobody is left to hear an answer, so even a call in hand has lost its purpose.
            finish_tracing(LAST_SPANS_SECONDS)
            os._exit(0)


def _send(connection: Connection, message: dict[str, Any]) -> None:
    connection.send_bytes(json.dumps(message).encode())


if __name__ == "__main__":
    main(sys.argv[1:])
