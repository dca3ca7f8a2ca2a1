"""Three Galera nodes with one writer behind HAProxy. The proof may break them."""

import itertools
import re
import time
from pathlib import Path

import pymysql

from tools.proof.servers import haproxy
from tools.proof.servers.mariadb import Mariadb, binary, free_port

PROVIDERS = ("/usr/lib/galera/libgalera_smm.so", "/usr/lib64/galera-4/libgalera_smm.so")
NODES = 3
OWN = (
    *("bind-address", "wsrep-provider", "wsrep-cluster-address"),
    *("wsrep-node-address", "wsrep-node-name", "wsrep-provider-options"),
)
numbers = itertools.count(1)


def provider() -> str | None:
    return next((path for path in PROVIDERS if Path(path).exists()), None)


def is_installed() -> bool:
    return bool(provider() and haproxy.is_installed() and binary("rsync"))


def guide() -> dict[str, str]:
    """Return the node options of docs/how-to/failover.md."""
    file = re.search(r"60-galera\.cnf`:\n\n *```text\n(.*?)```", haproxy.PAGE.read_text(), re.S)[1]
    return dict(re.findall(r"^ *([a-z-]+) = (.+)$", file, re.M))


def guide_options() -> list[str]:
    """Return these options without names and addresses."""
    return [f"--{name}={value}" for name, value in guide().items() if name not in OWN]


class ClusterNode(Mariadb):
    """One server of a cluster, which its first node starts."""

    def __init__(self, address: str, listen: int, *, is_first: bool):
        self.is_first, self.name = is_first, f"db{next(numbers)}"
        ports = f"gmcast.listen_addr=tcp://127.0.0.1:{listen};ist.recv_addr=127.0.0.1:{free_port()}"
        self.cluster_options = (
            *guide_options(),
            *(f"--wsrep-provider={provider()}", f"--wsrep-cluster-address={address}"),
            *(f"--wsrep-node-name={self.name}", "--wsrep-node-address=127.0.0.1"),
            # Settings that nodes on separate machines don't need.
            f"--wsrep-provider-options={ports};{guide()['wsrep-provider-options']}",
            f"--wsrep-sst-receive-address=127.0.0.1:{free_port()}",
        )
        super().__init__()
        self.wait_for_cluster()
        # A node that restarts must never start another cluster.
        self.is_first = False

    def choose_user(self) -> str:
        """Choose the user to run as: rsync, which copies a node, drops root's privileges."""
        user = super().choose_user()
        return "mysql" if user == "root" else user

    def install(self) -> None:
        if self.is_first:
            super().install()

    @property
    def options(self) -> tuple[str, ...]:
        return self.cluster_options + ("--wsrep-new-cluster",) * self.is_first

    def status(self, name: str) -> str:
        connection = pymysql.connect(host="127.0.0.1", port=self.port, user="root")
        with connection, connection.cursor() as cursor:
            cursor.execute("SHOW GLOBAL STATUS LIKE %s", [name])
            return cursor.fetchone()[1]

    def wait_for_cluster(self, seconds: float = 240) -> None:
        """Wait until this node is in step with the others (Synced)."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if self.status("wsrep_local_state") == "4":
                    return
            except pymysql.Error:
                pass
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f"A node did not join the cluster:\n{self.said()}")
            time.sleep(0.1)


class GaleraCluster:
    """Three nodes. url leads to the node that takes all reads and writes."""

    def __init__(self):
        ports = [free_port() for _ in range(NODES)]
        address = "gcomm://" + ",".join(f"127.0.0.1:{port}" for port in ports)
        self.nodes: list[ClusterNode] = []
        try:
            for port in ports:
                self.nodes.append(ClusterNode(address, port, is_first=not self.nodes))
            self.create_users()
            lines = haproxy.servers(
                [node.port for node in self.nodes], "fall 2 rise 2", backups=True
            )
            self.proxy = haproxy.Haproxy(haproxy.document_section("cluster") + lines)
        except BaseException:
            self.stop()
            raise

    def create_users(self) -> None:
        first = self.nodes[0]
        connection = pymysql.connect(host="127.0.0.1", port=first.port, user="root")
        with connection, connection.cursor() as cursor:
            cursor.execute("CREATE USER shop@'127.0.0.1'")
            cursor.execute("GRANT ALL ON `proof%`.* TO shop@'127.0.0.1'")
            # The user of HAProxy's check, without privileges.
            cursor.execute("CREATE USER haproxy@'127.0.0.1'")

    @property
    def url(self) -> str:
        return f"mysql://shop:@127.0.0.1:{self.proxy.port}"

    def wait(self, seconds: float = 30) -> None:
        """Wait until the address leads to a server."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return pymysql.connect(host="127.0.0.1", port=self.proxy.port, user="shop").close()
            except pymysql.Error:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def writer(self) -> ClusterNode:
        """Return the node that the address leads to now."""
        connection = pymysql.connect(host="127.0.0.1", port=self.proxy.port, user="shop")
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT @@port")
            (port,) = cursor.fetchone()
        return next(node for node in self.nodes if node.port == port)

    def fail_over(self) -> None:
        """Kill the writer without warning. HAProxy finds another node without manual steps."""
        self.lost = self.writer()
        self.lost.kill()

    def bring_back(self) -> None:
        """Start the killed node as its machine would; it copies what it missed.

        As the page says, not from the writer, which on a slow machine is not always the second."""
        busy = (self.lost, self.writer())
        donor = next(node for node in self.nodes if node not in busy)
        self.lost.cluster_options += (f"--wsrep-sst-donor={donor.name},",)
        self.lost.start()
        self.lost.wait_for_cluster()

    def stop(self) -> None:
        if proxy := getattr(self, "proxy", None):
            proxy.stop()
        for node in self.nodes:
            node.stop()
