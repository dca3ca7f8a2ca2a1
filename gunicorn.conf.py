"""How gunicorn serves the shop; what differs between machines comes from the environment."""

import os

bind = f"{os.environ.get('LISTEN', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"  # noqa: S104
# Processes for the cores, threads for the waiting: most of a request is waiting for the database.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
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
accesslog = os.environ.get("ACCESS_LOG") or None
errorlog = "-"
