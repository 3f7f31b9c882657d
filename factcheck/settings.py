"""Settings of a process, read once from the environment and checked at the start.

Every setting is named ``FACTCHECK_*`` besides ``DATABASE_URL`` and ``REDIS_URL``. A value that can't be used stops the
start with one sentence that names it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote

from environs import Env, EnvError, validate

from factcheck.broker_address import check_broker_url
from factcheck.errors import SettingsError
from factcheck.tracing import OFF, OTLP, check_tracing

# sun_path holds 108 bytes on Linux and 104 on macOS, the closing NUL included.
LONGEST_SOCKET_PATH = 100
# A hundred years: a time that lies further back may be more than a date can tell.
MOST_DAYS_KEPT = 36_500
MODELS_DIR = Path(__file__).resolve().parent.parent / "models"


@dataclass(frozen=True, slots=True)
class Settings:
    """What one process needs to know of its surroundings.

    Durations are seconds, sizes bytes. ``home`` holds everything that this machine keeps: database, broker files, index.
    """

    home: Path
    database_url: str
    redis_url: str
    index_url: str
    models_dir: Path
    model_threads: int
    check_workers: int
    candidates: int
    judged_passages: int
    check_timeout_seconds: int
    indexing_timeout_seconds: int
    search_timeout_seconds: int
    give_up_seconds: int
    optimize_every_seconds: int
    max_document_bytes: int
    max_import_bytes: int
    share_checks_seconds: int
    reads_per_minute: int
    writes_per_minute: int
    event_streams: int
    article_checks: int
    webhook_http_hosts: tuple[str, ...]
    webhook_allowed_networks: tuple[str, ...]
    log_level: str
    traces: str
    metrics_token: str
    metrics_networks: tuple[str, ...]
    overload_seconds: int
    worker_memory_bytes: int
    keep_audit_days: int
    keep_deliveries_days: int
    keep_imports_days: int


def read_settings() -> Settings:
    """Read the settings from the environment; raise SettingsError with a sentence that names the one that is wrong."""
    env = Env(prefix="FACTCHECK_")
    try:
        home = Path(env.str("HOME", ".factcheck")).expanduser().absolute()
        return Settings(
            home=home,
            database_url=os.environ.get("DATABASE_URL") or f"sqlite:///{quote_path(home / 'factcheck.db')}",
            redis_url=_broker_url(home),
            index_url=env.str("INDEX_URL", "") or str(home / "index"),
            models_dir=Path(env.str("MODELS_DIR", "") or MODELS_DIR),
            model_threads=_positive(env, "MODEL_THREADS", 1),
            check_workers=_positive(env, "CHECK_WORKERS", 1),
            candidates=_positive(env, "CANDIDATES", 50),
            judged_passages=_positive(env, "JUDGED_PASSAGES", 16),
            check_timeout_seconds=_positive(env, "CHECK_TIMEOUT_SECONDS", 60),
            indexing_timeout_seconds=_positive(env, "INDEXING_TIMEOUT_SECONDS", 600),
            search_timeout_seconds=_positive(env, "SEARCH_TIMEOUT_SECONDS", 10),
            give_up_seconds=_positive(env, "GIVE_UP_SECONDS", 3600),
            optimize_every_seconds=_positive(env, "OPTIMIZE_EVERY_SECONDS", 60),
            max_document_bytes=_positive(env, "MAX_DOCUMENT_BYTES", 2 * 1024 * 1024),
            max_import_bytes=_positive(env, "MAX_IMPORT_BYTES", 4 * 1024 * 1024 * 1024),
            share_checks_seconds=_zero_or_more(env, "SHARE_CHECKS_SECONDS", 600),
            reads_per_minute=_zero_or_more(env, "READS_PER_MINUTE", 3000),
            writes_per_minute=_zero_or_more(env, "WRITES_PER_MINUTE", 600),
            event_streams=_positive(env, "EVENT_STREAMS", 8),
            article_checks=_positive(env, "ARTICLE_CHECKS", 20),
            webhook_http_hosts=_names(env, "WEBHOOK_HTTP_HOSTS"),
            webhook_allowed_networks=_networks(env, "WEBHOOK_ALLOWED_NETWORKS"),
            log_level=_one_of(env, "LOG_LEVEL", ("INFO", "DEBUG", "WARNING", "ERROR")),
            traces=_traces(env),
            metrics_token=env.str("METRICS_TOKEN", ""),
            metrics_networks=_networks(env, "METRICS_NETWORKS"),
            overload_seconds=_zero_or_more(env, "OVERLOAD_SECONDS", 300),
            worker_memory_bytes=_zero_or_more(env, "WORKER_MEMORY_BYTES", 4 * 1024 * 1024 * 1024),
            keep_audit_days=_days(env, "KEEP_AUDIT_DAYS", 365),
            keep_deliveries_days=_days(env, "KEEP_DELIVERIES_DAYS", 30),
            keep_imports_days=_days(env, "KEEP_IMPORTS_DAYS", 90),
        )
    except EnvError as error:
        raise SettingsError(str(error)) from error


def embedded_socket_path(home: Path) -> Path:
    """Return where the embedded broker of ``home`` listens: inside it, or under the temporary folder.

    Elsewhere if the path is too long, or has a space: the broker's list of clients, in which workers look for themselves,
    has spaces between its fields and repeats the path as it is.
    """
    socket = home / "broker" / "valkey.sock"
    has_space = any(sign.isspace() for sign in str(socket))
    if len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH and not has_space:
        return socket
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"factcheck-{os.getuid()}-{digest}" / "valkey.sock"


def quote_path(path: Path) -> str:
    """Return a path as it stands in an address, where ``#``, ``%`` and ``?`` would mean something else."""
    return quote(str(path), safe="/ ")


def _broker_url(home: Path) -> str:
    url = os.environ.get("REDIS_URL") or f"unix://{quote_path(embedded_socket_path(home))}"
    check_broker_url(url)
    return url


def _names(env: Env, name: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in env.str(name, "").split(",") if part.strip())


def _networks(env: Env, name: str) -> tuple[str, ...]:
    try:
        return tuple(str(ip_network(network)) for network in _names(env, name))
    except ValueError as error:
        raise SettingsError(f"FACTCHECK_{name} must list networks such as 10.20.0.0/16: {error}.") from error


def _traces(env: Env) -> str:
    traces = _one_of(env, "TRACES", (OFF, OTLP))
    check_tracing(traces)
    return traces


def _one_of(env: Env, name: str, words: Sequence[str]) -> str:
    """Return one of the words, the first if none is set; small letters do as well."""
    word: str = env.str(name, words[0]).upper()
    if word not in words:
        raise SettingsError(f"FACTCHECK_{name} must be one of {', '.join(words)}.")
    return word


def _zero_or_more(env: Env, name: str, default: int) -> int:
    value: int = env.int(name, default, validate=validate.Range(min=0))
    return value


def _days(env: Env, name: str, default: int) -> int:
    value: int = env.int(name, default, validate=validate.Range(min=0, max=MOST_DAYS_KEPT))
    return value


def _positive(env: Env, name: str, default: int) -> int:
    value: int = env.int(name, default, validate=validate.Range(min=1))
    return value
