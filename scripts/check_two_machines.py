"""Check that the shop scales out: two servers that share only the database and Redis.

scripts/check_two_machines.py mysql://… redis://…   recreates that database and drops it again.

Shoppers buy at both servers while one is killed (kill -9) and started again. Each purchase
creates its order once and deducts its stock once. What one server revokes, the other rejects
immediately, and a write on one is in the next response of the other. Takes some 20 seconds."""

import random
import signal
import sys
import time

from two_machines.buying import buy_while_one_dies
from two_machines.checks import check_books, check_revocations, check_writes_are_seen
from two_machines.machine import Machine, log_in
from two_machines.set_up import SHOPPERS, administer, environment, set_up

# Far more than it takes; if the check hangs, it must not block its caller forever.
PATIENCE_SECONDS = 180


def prove(env: dict[str, str]) -> None:
    product = set_up(env)
    machines = [Machine(env), Machine(env)]
    try:
        for machine in machines:
            machine.start()
        for machine in machines:
            machine.wait_until_ready()
        emails = [f"s{number}@shop.example" for number in range(SHOPPERS)]
        tokens = [log_in(random.choice(machines), email)["access"] for email in emails]
        admin = log_in(machines[0], "admin@shop.example")["access"]
        buying = buy_while_one_dies(machines, tokens, product["id"])
        check_books(machines, buying, admin, product["slug"])
        check_writes_are_seen(machines, admin, product)
        check_revocations(machines, emails)
    finally:
        for machine in machines:
            if machine.process.poll() is None:
                machine.kill()


def main(database: str, cache: str) -> None:
    began = time.monotonic()
    # As an exception, so that no server is left running.
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("The check timed out."))
    signal.alarm(PATIENCE_SECONDS)
    drop = "DROP DATABASE IF EXISTS `{name}`"
    administer(database, drop, "CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
    try:
        prove(environment(database, cache))
    finally:
        administer(database, drop)
    print(f"Passed in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
