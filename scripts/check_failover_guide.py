"""Follow docs/how-to/failover.md command by command, on one machine: check_failover_guide.py

Sets up the pair, loses the primary, builds a new replica, restarts it and does the planned
switchover, with the commands, files and passwords of the page. In the meantime a client writes
through the address, and every confirmed write must be there at the end. Needs mariadb-server,
haproxy and socat; takes a minute."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pymysql  # noqa: E402

from tools.proof.servers.mariadb import Mariadb, binary, free_port  # noqa: E402

PAGE = (ROOT / "docs/how-to/failover.md").read_text()
BLOCK = re.compile(r"^( *)```\w+\n(.*?)^ *```", re.M | re.S)
SOCKET = "/run/haproxy/admin.sock"
PROGRAMS = ("mariadbd", "mariadb-install-db", "mariadb-dump", "haproxy", "socat")
PATIENCE_SECONDS = 120


def blocks(heading: str) -> list[str]:
    """Return the code blocks under a heading, without their indentation."""
    section = re.split(r"^## ", PAGE.partition(f"\n## {heading}\n")[2], maxsplit=1, flags=re.M)[0]
    return [re.sub(f"^{margin}", "", body, flags=re.M) for margin, body in BLOCK.findall(section)]


class GuidedServer(Mariadb):
    """A server with the page's options, except those that two servers on one machine can't
    share."""

    def __init__(self, number: int):
        [file] = blocks("1. Configure both servers")
        lines = [line.replace(" ", "") for line in file.splitlines()[1:] if line[:1] != "#"]
        ours = ("server-id", "bind-address")
        options = [f"--{line}" for line in lines if not line.startswith(ours)]
        self.options = (*options, f"--server-id={number}")
        super().__init__()
        self.wait()

    def shell(self, script: str) -> str:
        """Run the page's lines as its root, in the folder that both machines copy files through."""
        place = f"--no-defaults --user=root --socket={self.home}/socket"
        functions = f"""
            mariadb() {{ command mariadb {place} "$@"; }}
            mariadb-dump() {{ command mariadb-dump {place} "$@"; }}
        """
        done = subprocess.run(
            ["bash", "-ec", functions + script],
            cwd=FOLDER,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{script}\n{done.stdout}{done.stderr}")
        return done.stdout

    def sql(self, statements: str) -> str:
        return self.shell(f"mariadb <<'END'\n{statements}\nEND")


class Writer(threading.Thread):
    """Write numbers through the address, and record which were confirmed."""

    def __init__(self, port: int):
        super().__init__(daemon=True)
        self.port, self.confirmed, self.over = port, [], threading.Event()

    def connect(self) -> pymysql.Connection:
        return pymysql.connect(
            host="127.0.0.1",
            port=self.port,
            user="smartmart",
            password="a-secret",
            database="smartmart",
            autocommit=True,
            read_timeout=20,
        )

    def run(self) -> None:
        number, connection = 0, None
        while not self.over.wait(0.01):
            number += 1
            try:
                connection = connection or self.connect()
                connection.cursor().execute("INSERT INTO numbers VALUES (%s)", [number])
                self.confirmed.append(number)
            except pymysql.Error:
                connection = None  # the address may lead to another server by now

    def go_on(self) -> None:
        """Wait until another write is confirmed."""
        seen = len(self.confirmed)
        until(lambda: len(self.confirmed) > seen, "a write")

    def missing(self) -> int:
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT id FROM numbers")
            return len(set(self.confirmed) - {number for (number,) in cursor.fetchall()})


def until(done, what: str):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := done()):
        if time.monotonic() > deadline:
            raise RuntimeError(f"Timed out waiting for {what}.")
        time.sleep(0.1)
    return found


def named(text: str, **servers: GuidedServer) -> str:
    """Replace the page's db1 and db2, which share an IP address here."""
    for name, server in servers.items():
        text = text.replace(f"'{name}'", f"'127.0.0.1', MASTER_PORT = {server.port}")
        text = text.replace(f"{name}:3306", f"127.0.0.1:{server.port}")
    return text


def fill(primary: GuidedServer, replica: GuidedServer) -> None:
    """Do step 3 of the setup."""
    dump, forget_and_read, follow, guarantee = blocks("3. Fill the replica and let it follow")
    primary.shell(dump)
    replica.shell(forget_and_read)
    replica.sql(named(follow, db1=primary))
    show = "SHOW SLAVE STATUS\\G"
    for thread in ("Slave_IO_Running", "Slave_SQL_Running"):
        until(lambda name=thread: f"{name}: Yes" in replica.sql(show), thread)
    until(lambda: primary.sql(guarantee).rstrip().endswith("\t1"), "the replica's confirmation")


def proxy(port: int, **servers: GuidedServer) -> subprocess.Popen:
    [file] = blocks("4. One address for the shop")
    file = named(file, **servers).replace("127.0.0.1:3307", f"127.0.0.1:{port}")
    Path(FOLDER, "haproxy.cfg").write_text(file.replace(SOCKET, f"{FOLDER}/admin.sock"))
    return subprocess.Popen(
        [binary("haproxy"), "-db", "-n", "500", "-f", f"{FOLDER}/haproxy.cfg"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def lose(primary: GuidedServer, replica: GuidedServer) -> str:
    """Lose the primary. Return the line that points the address to the replica."""
    primary.kill()
    apply, promote, point = blocks("If the primary is lost")
    words = "has read all relay log"
    until(lambda: words in replica.sql(apply), "the relay log")
    replica.sql(promote)
    return point


def switch(old: GuidedServer, new: GuidedServer, point: str) -> None:
    """Do the planned switchover, with db1 as the old primary."""
    stop, promote, follow = blocks("Planned switchover")

    def position() -> str:
        try:
            return old.sql(stop).split()[-1]
        except RuntimeError as error:
            if "1205" not in str(error):
                raise
            return ""

    at = until(position, "the end of the writes")
    waited = new.sql(promote.replace("the position", at)).split()
    assert waited[-1] == "0", waited
    old.shell(point.replace(SOCKET, f"{FOLDER}/admin.sock"))
    old.sql(named(follow.replace("the position", at), db2=new))


def main() -> None:
    one, two, port = GuidedServer(1), GuidedServer(2), free_port()
    started, haproxy = [one, two], None
    try:
        [prepare] = blocks("2. Prepare the primary")
        one.sql(prepare)
        fill(one, two)
        haproxy = proxy(port, db1=one, db2=two)
        writer = Writer(port)
        with until(lambda: reachable(writer), "the address") as connection:
            connection.cursor().execute("CREATE TABLE numbers (id INT PRIMARY KEY)")
        writer.start()
        writer.go_on()
        print("The pair is set up.")

        point = lose(one, two)
        two.shell(point.replace(SOCKET, f"{FOLDER}/admin.sock"))
        writer.go_on()
        print("The primary was lost and its replica promoted.")

        again = GuidedServer(1)
        started.append(again)
        haproxy.kill()
        haproxy.wait()
        fill(two, again)
        # As the page says, the file now has "disabled" on the server that is not used.
        haproxy = proxy(port, db1=two, db2=again)
        writer.go_on()
        print("A new replica follows.")

        again.kill()
        again.start()
        again.wait()
        writer.go_on()
        print("It restarted and confirms again.")

        switch(two, again, point)
        until(lambda: "Slave_IO_Running: Yes" in two.sql("SHOW SLAVE STATUS\\G"), "the old one")
        writer.go_on()
        writer.over.set()
        writer.join()
        missing = writer.missing()
        print(
            f"The two servers switched roles. {len(writer.confirmed)} confirmed, {missing} missing."
        )
        sys.exit(int(missing > 0))
    finally:
        if haproxy:
            haproxy.kill()
        for server in started:
            server.stop()
        shutil.rmtree(FOLDER, ignore_errors=True)


def reachable(writer: Writer):
    try:
        return writer.connect()
    except pymysql.Error:
        return None


if __name__ == "__main__":
    if missing := [name for name in PROGRAMS if not binary(name)]:
        sys.exit(print(f"The guide was NOT followed: {', '.join(missing)} can't be found."))
    FOLDER = tempfile.mkdtemp(prefix="failover-guide-")
    os.environ["LC_ALL"] = "C"
    main()
