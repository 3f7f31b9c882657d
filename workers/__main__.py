"""``python -m workers checks|indexing|courier|all|reconcile``: where a worker process is put together.

``--factory`` names another function that builds the runtime, for tests of what happens when it crashes or hangs;
``--parent`` is the process that this one must not outlive.
"""

from __future__ import annotations

import argparse
import logging
import sys

from factcheck.errors import FactcheckError, SettingsError, StoreUnavailableError
from factcheck.garbage import loading
from factcheck.jobs import CHECKS, INDEXING, QUEUES
from factcheck.logs import configure_logging
from factcheck.settings import Settings, read_settings
from factcheck.tracing import start_tracing
from workers.child import DEFAULT_FACTORY, die_with_parent
from workers.executor import Executor, ExecutorStartError
from workers.supervisor import CANNOT_RUN, supervise

logger = logging.getLogger("factcheck.workers")

COURIER = "courier"
ALL = "all"
RECONCILE = "reconcile"
# Of a core that they want at once, the API gets most, for an answer is short and somebody waits for it; then a check,
# whose answer is polled for; an import has time.
CHECKING_NICENESS = 4
INDEXING_NICENESS = 14


def main(arguments: list[str] | None = None) -> int:
    """Run the worker that the arguments name; return the exit status of the process."""
    parser = argparse.ArgumentParser(prog="python -m workers", description="Take jobs from the broker and run them.")
    parser.add_argument(
        "queue",
        choices=[*QUEUES, COURIER, ALL, RECONCILE],
        help="one queue, the courier of webhooks, or all: a process for each; or set lost work going again, and end",
    )
    parser.add_argument("--factory", default=DEFAULT_FACTORY, help=argparse.SUPPRESS)
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        settings = read_settings()
    except SettingsError as error:
        configure_logging(options.queue)
        return _say(error, CANNOT_RUN)
    configure_logging("supervisor" if options.queue == ALL else options.queue, settings.log_level)
    if options.parent:
        die_with_parent(options.parent)
    if options.queue == ALL:
        counts = {**dict.fromkeys([*QUEUES, COURIER], 1), CHECKS: settings.check_workers}
        return supervise(counts, options.factory, first=QUEUES)
    try:
        if options.queue == COURIER:
            deliver(settings)
        elif options.queue == RECONCILE:
            return 0 if reconcile_once(settings) else 1
        else:
            work(options.queue, options.factory, settings)
    except ExecutorStartError as error:
        return _say(error, CANNOT_RUN if error.is_lasting else 1)
    except StoreUnavailableError as error:
        return _say(error, 1)
    except FactcheckError as error:
        return _say(error, CANNOT_RUN)
    return 0


def work(queue_name: str, factory: str, settings: Settings) -> None:
    """Work on one queue until asked to stop."""
    niceness = INDEXING_NICENESS if queue_name == INDEXING else CHECKING_NICENESS
    executor = Executor(factory, memory_bytes=settings.worker_memory_bytes, niceness=niceness)
    # The child loads its models while this process imports its part and migrates the database; a runtime is built
    # without reading tables. That of the index is started later: it would take the processor from what a claim waits for.
    # The imports are here also because the supervisor needs none of them.
    if queue_name == CHECKS:
        executor.start()
    with loading():
        from factcheck.store import migrate, open_store
        from workers.process import WorkerProcess

    start_tracing(settings.traces, queue_name)
    migrate(settings.database_url)
    WorkerProcess(queue_name, settings, open_store(settings.database_url), executor).run()


def deliver(settings: Settings) -> None:
    """Deliver webhooks until asked to stop."""
    with loading():
        from workers.courier import run_courier

    run_courier(settings)


def reconcile_once(settings: Settings) -> bool:
    """Set going again what was lost, and return whether that is all of it."""
    from workers.reconciling import reconcile

    done = reconcile(settings)
    logger.info("Set %d jobs going again%s", done.jobs, "" if done.is_all else "; more is left")
    return done.is_all


def _say(error: Exception, status: int) -> int:
    logger.error("The worker can't run: %s", error)
    return status


if __name__ == "__main__":
    sys.exit(main())
