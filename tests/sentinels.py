"""A broker as a master with a replica, and the sentinels that watch them; real servers on loopback that tests may kill."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from redis.sentinel import MasterNotFoundError, Sentinel

from factcheck.local.broker import find_server
from factcheck.local.processes import ManagedProcess, stop_all
from tests.waiting import until

HOST = "127.0.0.1"
SERVICE = "newsroom"
PASSWORD = "p4ss/word"  # one that has to be quoted in an address
SENTINEL_PASSWORD = "another"
SENTINELS = 3
# How long a server may be silent before the sentinels look for another.
DOWN_MILLISECONDS = 1000


class WatchedBroker:
    """Two servers and three sentinels. The sentinels and the servers have passwords, and not the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports = _free_ports(2 + SENTINELS)
        self._servers = {port: self._build_server(port) for port in self._ports[:2]}
        self._sentinels = [self._build_sentinel(port) for port in self._ports[2:]]

    @property
    def url(self) -> str:
        """What to give as REDIS_URL."""
        hosts = ",".join(f"{HOST}:{port}" for port in self._ports[2:])
        user = f":{PASSWORD.replace('/', '%2F')}"
        return f"redis+sentinel://{user}@{hosts}/{SERVICE}/0?sentinel_password={SENTINEL_PASSWORD}"

    def start(self) -> None:
        """Start all of them; return when every sentinel knows the others and the replica."""
        for server in self._servers.values():
            server.start(dict(os.environ), cwd=self._folder)
        # A sentinel asks a server for its replicas when it first meets it, and then every ten seconds only.
        until(self._is_replicated)
        for sentinel in self._sentinels:
            sentinel.start(dict(os.environ), cwd=self._folder)
        for port in self._ports[2:]:
            until(lambda port=port: self._is_complete(port))

    def stop(self) -> None:
        processes = [*self._sentinels, *self._servers.values()]
        for process in processes:
            process.kill()
        stop_all(processes, 5)

    def master_port(self) -> int:
        """Return where the sentinels say that the master is; raises MasterNotFoundError."""
        options = {"password": SENTINEL_PASSWORD, "socket_timeout": 1.0}
        sentinels = [(HOST, port) for port in self._ports[2:]]
        _host, port = Sentinel(sentinels, sentinel_kwargs=options).discover_master(SERVICE)
        return int(port)

    def kill_master(self) -> int:
        """Kill the master; return its port."""
        port = self.master_port()
        self._servers[port].kill()
        return port

    def kill_a_sentinel(self) -> None:
        """Kill the first sentinel that the address names."""
        self._sentinels[0].kill()

    def freeze_master(self) -> int:
        """Let the master hang, its connections open; return its port."""
        port = self.master_port()
        os.kill(self._servers[port].pid, signal.SIGSTOP)
        return port

    def thaw(self, port: int) -> None:
        os.kill(self._servers[port].pid, signal.SIGCONT)

    def until_master_is_not(self, port: int, seconds: float = 40) -> int:
        """Wait until the sentinels have agreed on another master; return its port."""

        def elsewhere() -> bool:
            try:
                return self.master_port() != port
            except MasterNotFoundError:
                return False

        until(elsewhere, seconds)
        return self.master_port()

    def _is_replicated(self) -> bool:
        try:
            with Redis(HOST, self._ports[0], password=PASSWORD) as master:
                return bool(master.info("replication")["connected_slaves"])
        except RedisError:
            return False

    def _is_complete(self, port: int) -> bool:
        try:
            with Redis(HOST, port, password=SENTINEL_PASSWORD) as sentinel:
                state = sentinel.sentinel_master(SERVICE)
        except RedisError:
            return False
        return (state["num-other-sentinels"], state["num-slaves"]) == (SENTINELS - 1, 1)

    def _build_server(self, port: int) -> ManagedProcess:
        folder = self._folder / f"server-{port}"
        folder.mkdir(exist_ok=True)
        options = {
            "port": str(port),
            "bind": HOST,
            "dir": str(folder),
            "appendonly": "yes",
            "save": "",
            "requirepass": PASSWORD,
            "masterauth": PASSWORD,
            "repl-diskless-sync-delay": "0",
        }
        if port != self._ports[0]:
            options["replicaof"] = f"{HOST} {self._ports[0]}"
        return self._build(f"server-{port}", options)

    def _build_sentinel(self, port: int) -> ManagedProcess:
        # A sentinel writes what it learns into its configuration, so each has a file of its own.
        path = self._folder / f"sentinel-{port}.conf"
        lines = [
            f"port {port}",
            f"bind {HOST}",
            f"dir {self._folder}",
            f"requirepass {SENTINEL_PASSWORD}",
            f"sentinel sentinel-pass {SENTINEL_PASSWORD}",
            f"sentinel monitor {SERVICE} {HOST} {self._ports[0]} 2",
            f"sentinel auth-pass {SERVICE} {PASSWORD}",
            f"sentinel down-after-milliseconds {SERVICE} {DOWN_MILLISECONDS}",
            f"sentinel failover-timeout {SERVICE} 5000",
        ]
        path.write_text("\n".join(lines) + "\n")
        command = [str(find_server()), str(path), "--sentinel"]
        return ManagedProcess(f"sentinel-{port}", command, self._folder / "logs" / f"sentinel-{port}.log")

    def _build(self, name: str, options: dict[str, str]) -> ManagedProcess:
        arguments = [part for option, value in options.items() for part in (f"--{option}", *value.split(" "))]
        return ManagedProcess(name, [str(find_server()), *arguments], self._folder / "logs" / f"{name}.log")


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind((HOST, 0))
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports
