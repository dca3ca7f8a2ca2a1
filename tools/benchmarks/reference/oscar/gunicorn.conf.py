"""Served like the shop: two processes of eight threads, loaded once and forked."""

import os

bind = f"127.0.0.1:{os.environ['PORT']}"
workers, threads, preload_app, keepalive = 2, 8, True, 75
