"""Run the load test against LOAD_URL: python -m tools.load. It does nothing without LOAD_URL.

LOAD_USERS (20) people for LOAD_SECONDS (60). LOAD_BUYERS is a file with one "email,password" per
line; without it, no one logs in or buys. The exit status is 1 if a request failed."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

SHOPPERS = Path(__file__).parent / "shoppers.py"
REFUSAL = """LOAD_URL is not set. Name the deployment that is to be loaded, and load only your own:
    make load LOAD_URL=https://staging.example.com LOAD_USERS=50 LOAD_SECONDS=120"""


def command(environment: dict[str, str]) -> list[str]:
    """Return the locust command. Raises ValueError if the URL is missing or invalid."""
    url = environment.get("LOAD_URL", "").strip().rstrip("/")
    if not url:
        raise ValueError(REFUSAL)
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise ValueError("LOAD_URL must be a URL such as https://staging.example.com.")
    users = int(environment.get("LOAD_USERS") or 20)
    seconds = int(environment.get("LOAD_SECONDS") or 60)
    return [
        *(sys.executable, "-m", "locust", "--locustfile", str(SHOPPERS), "--host", url),
        *("--headless", "--only-summary", "--users", str(users)),
        # All users have started after a tenth of the time.
        *("--spawn-rate", str(max(1, users * 10 // seconds)), "--run-time", f"{seconds}s"),
    ]


def main() -> None:
    try:
        words = command(dict(os.environ))
    except ValueError as error:
        sys.exit(str(error))
    os.execv(words[0], words)  # noqa: S606 our own Python, no shell


if __name__ == "__main__":
    main()
