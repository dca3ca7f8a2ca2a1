"""A Redis primary with its replica, three Sentinels and HAProxy. The proof may break it."""

import contextlib
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import redis

from tools.proof.servers import haproxy
from tools.proof.servers.mariadb import binary, free_port

NAME, QUORUM, SENTINELS = "shop", 2, 3
# A Sentinel considers the primary lost after this long without a response.
DOWN_AFTER_MS = 1000


def is_installed() -> bool:
    return bool(binary("redis-server") and haproxy.is_installed())


class Process:
    """A redis-server with its own configuration file, which it may rewrite."""

    def __init__(self, *arguments: str, **settings: str):
        self.home, self.port = tempfile.mkdtemp(prefix="proof-redis-"), free_port()
        file = Path(self.home, "redis.conf")
        settings = {"port": str(self.port), "bind": "127.0.0.1", "dir": self.home} | settings
        file.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        self.command = [binary("redis-server"), str(file), *arguments]
        self.client = redis.Redis(port=self.port, socket_timeout=10)
        self.start()
        wait_until(self.client.ping)

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603
            self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def is_replica(self) -> bool:
        return self.client.info("replication")["role"] == "slave"

    def run_id(self) -> str:
        return run_id_at(self.port)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)


def run_id_at(port: int) -> str:
    """Return which server responds at this port, on a new connection."""
    with redis.Redis(port=port, socket_timeout=2) as client:
        return client.info("server")["run_id"]


def wait_until(ask, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(redis.RedisError):
            if ask():
                return
        if time.monotonic() > deadline:
            raise RuntimeError("A Redis server did not become ready.")
        time.sleep(0.05)


class Watched:
    """Two servers, one of them the primary. url leads to it."""

    def __init__(self):
        self.started: list[Process] = []
        try:
            self.servers = [self.start(save='""'), self.start(save='""')]
            primary, replica = self.servers
            replica.client.replicaof("127.0.0.1", primary.port)
            wait_until(lambda: replica.client.info()["master_link_status"] == "up")
            self.sentinels = [self.watch(primary) for _ in range(SENTINELS)]
            wait_until(self.is_known)
            lines = haproxy.servers([each.port for each in self.servers], "fall 2 rise 1")
            self.proxy = haproxy.Haproxy(haproxy.document_section("cache") + lines)
            wait_until(redis.Redis(port=self.proxy.port, socket_timeout=2).ping)
        except BaseException:
            self.stop()
            raise

    def start(self, *arguments: str, **settings: str) -> Process:
        self.started.append(Process(*arguments, **settings))
        return self.started[-1]

    def watch(self, primary: Process) -> Process:
        orders = {
            "sentinel monitor": f"{NAME} 127.0.0.1 {primary.port} {QUORUM}",
            "sentinel down-after-milliseconds": f"{NAME} {DOWN_AFTER_MS}",
            "sentinel failover-timeout": f"{NAME} 5000",
        }
        return self.start("--sentinel", **orders)

    def is_known(self) -> bool:
        """Return True if each Sentinel knows the replica and the other Sentinels."""
        found = [each.client.sentinel_master(NAME) for each in self.sentinels]
        return all(
            state["num-slaves"] == 1 and state["num-other-sentinels"] == SENTINELS - 1
            for state in found
        )

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.proxy.port}/0"

    def fail_over(self) -> None:
        """Kill the primary without warning. The Sentinels promote the replica.

        Sentinels that were starved may have switched before, so ask who the primary is."""
        wait_until(lambda: sum(server.is_replica() for server in self.servers) == 1)
        self.servers.sort(key=Process.is_replica)
        self.servers[0].kill()

    def bring_back(self) -> int:
        """Start the lost server, which acts as the primary until a Sentinel corrects it.

        Returns how often the address did not lead to the new primary in the meantime."""
        old, new = self.servers
        used, strays = new.run_id(), 0
        old.start()
        wait_until(old.client.ping)
        deadline = time.monotonic() + 120
        while not old.is_replica():
            strays += self.leads_astray(used)
            if time.monotonic() > deadline:
                raise RuntimeError("The lost Redis server did not become a replica.")
            time.sleep(0.05)
        return strays + self.leads_astray(used)

    def leads_astray(self, used: str) -> bool:
        """Return True if another server than the used one responds at the address."""
        with contextlib.suppress(redis.RedisError):
            return run_id_at(self.proxy.port) != used
        return False

    def stop(self) -> None:
        if proxy := getattr(self, "proxy", None):
            proxy.stop()
        for process in self.started:
            process.stop()


class CacheWatch:
    """The longest time in which the cache accepted no writes."""

    def __init__(self, url: str):
        self.client = redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
        self.longest = 0.0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look)

    def __enter__(self) -> "CacheWatch":
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.thread.join()

    def look(self) -> None:
        since = time.monotonic()
        while not self.over.wait(0.05):
            with contextlib.suppress(redis.RedisError, OSError):
                self.client.set("proof-watch", "x", ex=10)
                since = time.monotonic()
            self.longest = max(self.longest, time.monotonic() - since)
