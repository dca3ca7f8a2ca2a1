"""Print where the shop's database is, for shell scripts: NAME=value lines, quoted for eval.

Reads DATABASE_URL from the environment, then from .env, then uses the default. Needs no package."""

import os
import shlex
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent


def setting(name: str) -> str:
    if os.environ.get(name, "").strip():
        return os.environ[name].strip()
    dotenv = ROOT / os.environ.get("DOTENV_FILE", ".env")
    lines = dotenv.read_text(encoding="utf-8").splitlines() if dotenv.is_file() else []
    found = [line.split("=", 1)[1] for line in lines if line.startswith(f"{name}=")]
    return found[-1].strip().strip("\"'") if found else ""


def parts(url: str) -> dict[str, str]:
    found = urlsplit(url)
    if found.scheme == "sqlite":
        return {"KIND": "sqlite", "FILE": unquote(found.path[1:])}
    if found.scheme != "mysql":
        sys.exit("DATABASE_URL must start with sqlite:/// or mysql://.")
    return {
        "KIND": "mysql",
        "HOST": found.hostname or "127.0.0.1",
        "DB_PORT": str(found.port or 3306),
        "DB_USER": unquote(found.username or ""),
        "PASSWORD": unquote(found.password or ""),
        "NAME": unquote(found.path[1:]),
    }


if __name__ == "__main__":
    url = setting("DATABASE_URL") or f"sqlite:///{ROOT / 'smartmart.sqlite3'}"
    for key, value in parts(url).items():
        print(f"{key}={shlex.quote(value)}")
