"""Is this server about to stop? smartmart/serving/server.py says so, and /health/ passes it on."""

import threading

has_begun = threading.Event()
