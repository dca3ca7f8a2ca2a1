"""Every command of the documents runs unchanged, in a shop as in production.

What cannot run on a bare machine has its line in ELSEWHERE, with what runs it instead."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.db import connection

from smartmart.tests.test_docs import PAGES
from smartmart.tests.test_readme import free_port

ROOT: Path = settings.BASE_DIR
BIN = Path(sys.executable).parent
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:^|\n)\n {4}(?! *[-*\d])\S")
# Python and JavaScript are run by common/tests/test_webhook_docs.py, catalog/tests/test_erp_docs.py
# and integrations/checkout/tests/test_front_end_docs.py.
KINDS = {"js", "sh", "bash", "cron", "sql", "ts", "mermaid", "text", "python", "json", "html"}
# Beginning of a line, and who runs it: a file that holds these words.
ELSEWHERE = {
    "make run": ("smartmart/tests/test_readme.py", '"scripts/run.sh"'),
    "make test": (".ci/run", "make test"),
    "make bench": (".ci/run", '"$python" -m tools.benchmarks --check'),
    "BENCH_DATABASE_URL=": (".ci/run", '"$python" -m tools.benchmarks --check'),
    "python3 -m venv .venv": ("Makefile", "$(PYTHON) -m venv $(VENV)"),
    "python scripts/check_two_machines.py": (".ci/run", "scripts/check_two_machines.py"),
    "sh scripts/check_client.sh": (".ci/run", "scripts/check_client.sh"),
    "sh scripts/check_storefront.sh": (".ci/run", "scripts/check_storefront.sh"),
    # Needs an order of the reader's own.
    "python manage.py export_invoice": ("orders/tests/test_books.py", '"export_invoice"'),
    # Inside the database's container; the same programs dump and restore in this script.
    "docker compose exec -T mysql": ("scripts/check_backup.sh", "scripts/backup.sh"),
}
# Its many commands run in one process: smartmart/monitoring/tests/test_when_something_is_wrong.py.
TOGETHER = "docs/how-to/when-something-is-wrong.md"
# No container engine: what would run inside is run here. A server is asked once, and told to stop.
STAND_INS = """
docker() {
    [ "$1" = compose ] && case "$2 $3" in
        "run --rm") [ "$4" = migrate ] && set -- . . . . python manage.py migrate --noinput
                    shift 4; "$@" ;;
        "build "|"up -d") ;;
        *) return 1 ;;
    esac
}
gunicorn() {
    command gunicorn "$@" 2>/dev/null & server=$!
    for _ in $(seq 100); do
        python deploy/healthcheck.py 2>/dev/null && break
        sleep 0.2
    done
    python deploy/healthcheck.py && kill $server && wait $server
}
"""
PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "0123456789-of-the-documents-0123456789-0123456789-abc",
    "PUBLIC_URL": "https://shop.example.com",
    "P_CUST_ID_CLIENTE": "900002",
    "P_KEY": "9f3fa40cdb2395eff233098f69c16b9f6995da45",
    "EPAYCO_PUBLIC_KEY": "00112233445566778899aabbccddeeff",
    "EPAYCO_PRIVATE_KEY": "ffeeddccbbaa99887766554433221100",
    # Nobody is asked from here.
    "EPAYCO_API_URL": "http://127.0.0.1:9",
    "EPAYCO_VALIDATION_URL": "http://127.0.0.1:9",
    "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    "LISTEN": "127.0.0.1",
    "WEB_CONCURRENCY": "1",
}


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def lines(kind: str, body: str) -> Iterator[str]:
    """The commands of a block; of a cron table, without their times."""
    for line in re.sub(r"\\\n\s*", "", body).splitlines():
        line = line.strip()
        if kind == "cron":
            line = re.sub(r"^[\d*/]+( +[\d*/]+){4} +", "", line)
        if line and not line.startswith(("#", "MAILTO=", "PATH=")):
            yield line


def commands(page: Path) -> list[str]:
    """What is run here, in its order."""
    if name(page) == TOGETHER:
        return []
    blocks = [found for found in BLOCK.findall(page.read_text()) if found[0] in ("sh", "cron")]
    every = [line for kind, body in blocks for line in lines(kind, body)]
    return [line for line in every if not line.startswith(tuple(ELSEWHERE))]


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Path:
    """A folder with the code and an empty database, as a first deployment leaves it."""
    folder = tmp_path_factory.mktemp("srv") / "smartmart"
    apart = (".*", "*.sqlite3*", "tests", "node_modules", "__pycache__")
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*apart))
    shutil.rmtree(folder / "mail", ignore_errors=True)
    (folder / ".venv").symlink_to(BIN.parent)
    run(folder, "python manage.py migrate --verbosity 0")
    return folder


def run(folder: Path, script: str) -> None:
    environment = PRODUCTION | {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "HOME": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/shop.sqlite3",
        "PORT": str(free_port()),
    }
    done = subprocess.run(
        [shutil.which("bash"), "-exo", "pipefail", "-c", STAND_INS + script],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=3600,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def fitted(line: str, folder: Path) -> str:
    """The line for this folder, and for what its reader puts in the place of an example."""
    for example, ours in {
        "/srv/smartmart": str(folder),
        "/var/backups/smartmart/FILE": f"{folder}/backups/*.gz",
        "/var/backups/smartmart": f"{folder}/backups",
        "mysql://user:password@host/empty_database": f"sqlite:///{folder}/empty.sqlite3",
    }.items():
        line = line.replace(example, ours)
    if re.search(r"(^|app1 )python manage.py (epayco_)?doctor$", line):
        return f"{line} || [ $? = 1 ]"  # it is ill where ePayco cannot be reached
    return line


@pytest.mark.sqlite
@pytest.mark.documents
@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=name)
def test_commands_run_as_they_stand(shop, page):
    run(shop, "\n".join(fitted(line, shop) for line in commands(page)))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_is_of_a_kind_that_is_run(page):
    text = page.read_text()

    assert {kind for kind, _ in BLOCK.findall(text)} <= KINDS
    assert not INDENTED.search(BLOCK.sub("", text)), "a block without a kind"


def test_a_page_with_commands_says_that_they_are_run():
    executed = re.compile(r"^ *```(?:sh|bash|cron|python|ts)\n", re.MULTILINE)
    said = re.compile(r"\b(?:[Aa] test|CI) (?:runs|does)\b")
    pages = [page for page in PAGES if executed.search(page.read_text())]

    assert len(pages) > 10
    assert [name(page) for page in pages if not said.search(page.read_text())] == []


def test_the_typescript_is_compiled_and_run_with_the_client():
    kinds = {name(page) for page in PAGES if "```ts\n" in page.read_text()}

    assert kinds == {"clients/typescript/README.md"}
    assert "node dist/readme.js" in (ROOT / "scripts/check_client.sh").read_text()


def test_what_runs_elsewhere_does_so():
    every = [
        line
        for page in PAGES
        for kind, body in BLOCK.findall(page.read_text())
        for line in lines(kind, body)
    ]
    for beginning, (file, words) in ELSEWHERE.items():
        assert any(line.startswith(beginning) for line in every), beginning
        assert words in (ROOT / file).read_text(), beginning


def test_containers_that_are_named_are_there():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    calls = [
        line.split()[2:]
        for page in PAGES
        for kind, body in BLOCK.findall(page.read_text())
        for line in lines(kind, body)
        if line.startswith("docker compose ")
    ]
    named = {
        word
        for verb, *rest in calls
        for word in [each for each in rest if each[0] != "-"][: None if verb == "up" else 1]
    }

    assert {"app1", "app2", "migrate", "schedule", "mysql"} == named <= set(services)


@pytest.mark.db_server
def test_statements_make_a_database_and_its_user(transactional_db):
    page = (ROOT / "docs/how-to/first-deployment.md").read_text()
    (script,) = (body for kind, body in BLOCK.findall(page) if kind == "sql")
    script = script.replace("smartmart", "smartmart_documents")
    with connection.cursor() as cursor:
        try:
            for statement in script.split(";"):
                if statement.strip():
                    cursor.execute(statement.replace("%", "%%"))
            cursor.execute("SHOW GRANTS FOR smartmart_documents@'%%'")
            assert "smartmart_documents" in str(cursor.fetchall())
        finally:
            cursor.execute("DROP USER IF EXISTS smartmart_documents@'%%'")
            cursor.execute("DROP DATABASE IF EXISTS smartmart_documents")
