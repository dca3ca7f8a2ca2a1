"""Check that the server in this container responds. Exits with 0 or 1, for HEALTHCHECK."""

import os
import sys
import urllib.request

PORT = os.environ.get("PORT", "8000")

try:
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health/", timeout=2) as answer:
        sys.exit(answer.status != 200)
except OSError as error:
    sys.exit(f"No answer: {error}")
