"""A semi-synchronous MariaDB pair behind one address. The proof may break it."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable

import pymysql

from tools.proof.servers.mariadb import Mariadb, free_port

# The primary confirms a commit only once the replica has it, and never continues without it.
SEMI_SYNCHRONOUS = (
    *("--log-bin=binlog", "--log-slave-updates", "--gtid-strict-mode=ON", "--sync-binlog=1"),
    *("--rpl-semi-sync-master-timeout=4294967295", "--rpl-semi-sync-master-wait-point=AFTER_SYNC"),
)
LOCK_WAIT_TIMEOUT = 1205
PATIENCE_SECONDS = 180


class PairedServer(Mariadb):
    def __init__(self, number: int):
        self.options = (*SEMI_SYNCHRONOUS, f"--server-id={number}")
        super().__init__()
        self.wait()

    def run(self, *statements: str) -> dict | None:
        """Run the statements on one connection and return the first row of the last."""
        connection = pymysql.connect(host="127.0.0.1", port=self.port, user="root", autocommit=True)
        with connection, connection.cursor(pymysql.cursors.DictCursor) as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchone()

    def lead(self) -> None:
        """Accept writes, each confirmed by the replica that follows."""
        self.run(
            "STOP SLAVE",
            "RESET SLAVE ALL",
            "SET GLOBAL rpl_semi_sync_slave_enabled=OFF, rpl_semi_sync_master_enabled=ON",
            "SET GLOBAL read_only=OFF",
        )

    def lead_alone(self) -> None:
        """Accept writes without a replica, which nothing would confirm otherwise."""
        self.run(
            "STOP SLAVE",
            "RESET SLAVE ALL",
            "SET GLOBAL rpl_semi_sync_slave_enabled=OFF, rpl_semi_sync_master_enabled=OFF",
            "SET GLOBAL read_only=OFF",
        )

    def follow(self, leader: "PairedServer") -> None:
        self.run(
            "SET GLOBAL read_only=ON",
            "SET GLOBAL rpl_semi_sync_master_enabled=OFF, rpl_semi_sync_slave_enabled=ON",
            f"CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={leader.port}, "
            "MASTER_USER='root', MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1",
            "START SLAVE",
        )

    def refuse_writes(self) -> str:
        """Become read-only, keep every connection, and return the position of the last commit.

        A transaction may wait for a row of another one whose write waits for this statement. So
        the statement times out after a second, which lets both finish, and is retried."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self.run("SET SESSION lock_wait_timeout=1", "SET GLOBAL read_only=ON")
                return self.run("SELECT @@gtid_binlog_pos AS position")["position"]
            except pymysql.OperationalError as error:
                if error.args[0] != LOCK_WAIT_TIMEOUT or time.monotonic() > deadline:
                    raise
                # On a slow machine the same ones would otherwise wait for each other again.
                time.sleep(0.2)

    def catch_up(self, position: str) -> None:
        """Wait until everything up to a position of the leader is applied here."""
        found = self.run(f"SELECT MASTER_GTID_WAIT('{position}', {PATIENCE_SECONDS}) AS missed")
        if found["missed"]:
            raise RuntimeError(f"The replica did not reach {position}.")

    def finish_relay_log(self) -> None:
        """Apply what has arrived from a leader that is gone."""
        self.run("STOP SLAVE IO_THREAD")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (
            "has read all relay log"
            not in (self.run("SHOW SLAVE STATUS")["Slave_SQL_Running_State"])
        ):
            if time.monotonic() > deadline:
                raise RuntimeError("The replica did not apply its relay log.")
            time.sleep(0.02)


class Pair:
    """Two servers. url leads to the one that takes the writes."""

    def __init__(self):
        self.leader, self.follower = PairedServer(1), PairedServer(2)
        # root can write to a read-only server. The shop's own user can't.
        for node in (self.leader, self.follower):
            node.run("CREATE USER shop@'127.0.0.1'", "GRANT ALL ON `proof%`.* TO shop@'127.0.0.1'")
        self.leader.run("RESET MASTER")
        self.follower.run("RESET MASTER", "SET GLOBAL gtid_slave_pos=''")
        self.follower.follow(self.leader)
        self.leader.lead()
        self.address = Forwarder(lambda: self.leader.port)

    @property
    def url(self) -> str:
        return f"mysql://shop:@127.0.0.1:{self.address.port}"

    def fail_over(self) -> None:
        """Kill the leader without warning and promote its replica."""
        self.leader.kill()
        self.follower.finish_relay_log()
        self.follower.lead_alone()
        self.leader, self.follower = self.follower, self.leader

    def switch_over(self) -> None:
        """Switch the two servers over; connections to the old leader stay open."""
        old, new = self.leader, self.follower
        position = old.refuse_writes()
        new.catch_up(position)
        new.lead()
        self.leader, self.follower = new, old
        old.run(f"SET GLOBAL gtid_slave_pos='{position}'")
        old.follow(new)

    def stop(self) -> None:
        self.address.close()
        self.leader.stop()
        self.follower.stop()


class Forwarder:
    """A port that leads to another one, as a proxy in front of a pair does."""

    def __init__(self, target: Callable[[], int]):
        self.target, self.port = target, free_port()
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=200)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target()), timeout=5)
                server.settimeout(None)
            except OSError:
                client.close()
                continue
            for ends in ((client, server), (server, client)):
                threading.Thread(target=pass_on, args=ends, daemon=True).start()

    def close(self) -> None:
        self.listener.close()


def pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
