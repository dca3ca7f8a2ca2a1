"""How gunicorn serves the shop; what differs between machines comes from the environment."""

import gc
import os
import shutil

bind = f"{os.environ.get('LISTEN', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"  # noqa: S104
# Processes for the cores, threads for the waiting: most of a request is waiting for the database,
# a log-in for its hash, a confirmation for ePayco, and the catalogue must not wait behind them.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
# Threads, and a way to leave that cuts nobody off: LEAVE_SECONDS.
worker_class = "smartmart.serving.server.DrainingWorker"
# ePayco gives a confirmation 30 seconds; no request of this shop may take longer.
timeout = 30
graceful_timeout = 25
# Longer than the idle time of the usual load balancers, which else reuse a connection just closed.
keepalive = 75
# Workers are replaced now and then, not all at once, so that no leak can grow for ever.
max_requests = 20_000
max_requests_jitter = 2_000
# The heartbeat file belongs in memory: on a slow disk a worker would look dead.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
limit_request_line = 8190
limit_request_fields = 100
# Gunicorn believes whoever connects from this machine, as a proxy would, about the scheme, and
# even about the path (by headers named SCRIPT_NAME and PATH_INFO, which proxies pass on unseen).
# Whom to believe is said once, by TRUSTED_PROXIES, and Django reads the header.
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
accesslog = os.environ.get("ACCESS_LOG") or None
# Without tokens, queries and addresses of the people who ask.
logger_class = "smartmart.serving.server.RedactingLogger"
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
errorlog = "-"
# No socket to be told things by: it would lie in a home that a container has not.
control_socket_disable = True
# Loaded once, then forked: the workers share its memory, and a new one starts in a moment. Nothing
# of the shop opens a connection or starts a thread while it is loaded (a test keeps it so).
# So a HUP starts workers of the same code; new code comes by a new server (docs/operations.md).
preload_app = True
# smartmart/wsgi.py and smartmart/monitoring/metrics.py leave to the workers what is theirs.
os.environ["FORKS_LATER"] = "true"

# The request counters (smartmart/monitoring/metrics.py) are in a folder named after this process:
# a server that was started by USR2 must not count in the folder of the one before it.
MINE = f"smartmart-metrics-{os.getpid()}-"
folder = os.path.basename(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""))
if folder.startswith("smartmart-metrics-") and not folder.startswith(MINE):
    del os.environ["PROMETHEUS_MULTIPROC_DIR"]


def when_ready(server):
    """Load what the first request would load, and hide it all from the garbage collector, which
    writes into every object that it looks at: memory that is written to is no longer shared."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 read for what it imports
    gc.collect()
    gc.freeze()


def pre_fork(server, worker):
    """Number the workers by free places: the successor of a worker counts on where it stopped."""
    taken = {getattr(each, "place", None) for each in server.WORKERS.values()}
    worker.place = next(place for place in range(len(taken) + 1) if place not in taken)


def post_fork(server, worker):
    os.environ["METRICS_PLACE"] = str(worker.place)


def post_worker_init(worker):
    """What smartmart/wsgi.py leaves to the workers."""
    from common import outbox
    from common.webhooks import sender

    outbox.wake()
    sender.resume()


def worker_exit(server, worker):
    """Mails of sign-ups are in no table: those that still wait are tried once more. A silent
    server is given up after EMAIL_TIMEOUT; graceful_timeout allows for it."""
    from common.background import pool

    if left := pool.finish(12):
        server.log.warning("%s mails or other jobs were not done before the worker left.", left)


def on_exit(server):
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
    if os.path.basename(folder).startswith(MINE):
        shutil.rmtree(folder, ignore_errors=True)
