"""Configuration of gunicorn. What differs between machines comes from the environment."""

import gc
import os
import shutil

bind = f"{os.environ.get('LISTEN', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"  # noqa: S104
# Processes for the CPU cores, threads for waiting: most of a request waits for the database, a
# login for its hash, a confirmation for ePayco, and the catalog must not wait behind them.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
# Threads, with a graceful shutdown that cuts off no request: LEAVE_SECONDS.
worker_class = "smartmart.serving.server.DrainingWorker"
# ePayco gives a confirmation 30 seconds; no request of this shop may take longer.
timeout = 30
graceful_timeout = 25
# Longer than the idle timeout of common load balancers, which otherwise reuse a closed connection.
keepalive = 75
# Workers are replaced regularly, not all at once, so that leaks can't grow without limit.
max_requests = 20_000
max_requests_jitter = 2_000
# Keep the heartbeat file in memory: on a slow disk a worker would seem to have failed.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
limit_request_line = 8190
limit_request_fields = 100
# Gunicorn trusts any client on this machine, as it would a proxy, for the scheme and even the path
# (headers named SCRIPT_NAME and PATH_INFO, which proxies pass on). Only TRUSTED_PROXIES says which
# proxies to trust, and Django reads the header.
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
accesslog = os.environ.get("ACCESS_LOG") or None
# No tokens, queries or client IP addresses in the log.
logger_class = "smartmart.serving.server.RedactingLogger"
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
errorlog = "-"
# Disable the control socket: it needs a home directory, which the container lacks.
control_socket_disable = True
# Load the app once, then fork: workers share its memory, and a new one starts immediately. The shop
# opens no connection and starts no thread while it loads (a test checks this). So HUP starts
# workers of the same code; new code needs a new server (docs/operations.md).
preload_app = True
# smartmart/wsgi.py and smartmart/monitoring/metrics.py leave some steps to the workers.
os.environ["FORKS_LATER"] = "true"

# The request counters (smartmart/monitoring/metrics.py) are in a folder named after this process: a
# server started by USR2 must not count in the folder of the one before it.
MINE = f"smartmart-metrics-{os.getpid()}-"
folder = os.path.basename(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""))
if folder.startswith("smartmart-metrics-") and not folder.startswith(MINE):
    del os.environ["PROMETHEUS_MULTIPROC_DIR"]


def when_ready(server):
    """Load what the first request would load, and freeze it for the garbage collector.

    The collector writes to every object that it checks, and memory that is written to is not
    shared."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 read for what it imports
    gc.collect()
    gc.freeze()


def pre_fork(server, worker):
    """Number workers by free places: a worker's successor continues the counters of its place."""
    taken = {getattr(each, "place", None) for each in server.WORKERS.values()}
    worker.place = next(place for place in range(len(taken) + 1) if place not in taken)


def post_fork(server, worker):
    os.environ["METRICS_PLACE"] = str(worker.place)


def post_worker_init(worker):
    """Do the steps that smartmart/wsgi.py leaves to the workers."""
    from common.mail import outbox
    from common.webhooks import sender

    outbox.wake()
    sender.resume()


def worker_exit(server, worker):
    """Try to send the sign-up emails that still wait, since they are in no table.

    A mail server that does not respond is given up after EMAIL_TIMEOUT; graceful_timeout allows
    for it."""
    from common.jobs.background import pool

    if left := pool.finish(12):
        server.log.warning("%s mails or other jobs were not done before the worker left.", left)


def on_exit(server):
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
    if os.path.basename(folder).startswith(MINE):
        shutil.rmtree(folder, ignore_errors=True)
