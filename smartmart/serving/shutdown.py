"""Whether this server is shutting down; set by server.py, reported by /health/."""

import threading

has_begun = threading.Event()
