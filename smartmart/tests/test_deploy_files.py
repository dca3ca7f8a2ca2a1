"""Checks of the deployment files that need no container engine."""

import json
import re
import shlex

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.test import RequestFactory

yaml = pytest.importorskip("yaml")

ROOT = settings.BASE_DIR
READ_BY_SETTINGS = re.compile(r"""\benv\.\w+\(\s*["']([A-Z][A-Z0-9_]+)["']""")
READ_BY_SERVER = re.compile(r"""environ\.get\(["']([A-Z][A-Z0-9_]+)["']""")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load(text("compose.yaml"))


@pytest.fixture(scope="module")
def shops(compose) -> dict:
    """The services that run this repository's code."""
    return {
        name: service
        for name, service in compose["services"].items()
        if service["image"].startswith("smartmart:")
    }


def known_variables() -> set[str]:
    files = (ROOT / "smartmart/configuration").glob("*.py")
    read = {name for file in files for name in READ_BY_SETTINGS.findall(file.read_text())}
    return read | set(
        READ_BY_SERVER.findall(text("gunicorn.conf.py") + text("smartmart/serving/server.py"))
    )


def test_every_variable_of_a_shop_is_one_that_is_read(shops):
    for service in shops.values():
        assert set(service["environment"]) <= known_variables()


def test_two_servers_share_database_and_cache(shops):
    one, other = shops["app1"], shops["app2"]

    assert one == other
    assert one["environment"]["DATABASE_URL"].startswith("mysql://")
    assert one["environment"]["CACHE_URL"].startswith("redis://")
    assert one["environment"]["DEBUG"] == "false"


def test_no_secret_is_written_down(compose):
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEY|TOKEN|DATABASE_URL", name):
                assert "${" in value or name == "MYSQL_RANDOM_ROOT_PASSWORD", name
    assert not re.search(r"^(ENV|ARG).*(SECRET|PASSWORD|KEY|TOKEN)", text("Dockerfile"), re.M)


def test_every_mounted_and_copied_file_is_there(compose):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source[0] in "./" else source in compose["volumes"]
    for line in re.findall(r"^COPY (?!--)(.+)$", text("Dockerfile"), re.M):
        for source in shlex.split(line)[:-1]:
            assert (ROOT / source).exists(), source


def test_shops_run_without_privileges_on_a_file_system_they_cannot_write_to(shops):
    for name, service in shops.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "privileged" not in service and "ports" not in service, name
    user = re.findall(r"^USER (\S+)$", text("Dockerfile"), re.M)
    assert user and user[-1].split(":")[0] not in ("0", "root")


def test_every_command_exists(shops):
    for service in shops.values():
        for name in re.findall(r"manage\.py (\w+)", str(service.get("command", ""))):
            assert name in get_commands()
    jobs = re.findall(r"^\s+(?:\[.*\|\| )?job (\w+)", text("deploy/schedule.sh"), re.M)
    cron = re.search(r"```cron\n(.*?)```", text("docs/cron.md"), re.S)[1]
    assert set(jobs) <= set(get_commands())
    assert set(jobs) == set(re.findall(r"manage\.py (\w+)", cron))
    assert "deploy/schedule.sh" in shops["schedule"]["command"]


def test_servers_start_after_migrations_and_stop_after_their_requests(shops):
    for name in ("app1", "app2", "schedule"):
        assert shops[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    leaving = float(shops["app1"]["environment"]["LEAVE_SECONDS"])
    looks = [
        int(n) for n in re.findall(r"health_(?:interval|timeout) (\d+)s", text("deploy/Caddyfile"))
    ]
    assert leaving > sum(looks)  # Caddy has asked, and was told, before the server is gone
    graceful = int(re.search(r"^graceful_timeout = (\d+)", text("gunicorn.conf.py"), re.M)[1])
    assert int(shops["app1"]["stop_grace_period"].rstrip("s")) > graceful > leaving


def test_proxy_and_prometheus_ask_servers_by_names_that_the_shop_answers_to(shops):
    hosts = shops["app1"]["environment"]["ALLOWED_HOSTS"].split(",")
    caddy, prometheus = text("deploy/Caddyfile"), yaml.safe_load(text("deploy/prometheus.yml"))
    targets = prometheus["scrape_configs"][0]["static_configs"][0]["targets"]
    servers = re.search(r"\{\$SHOP_SERVERS:([^}]+)\}", caddy)[1].split()

    assert sorted(servers) == sorted(targets) == ["app1:8000", "app2:8000"]
    assert {server.split(":")[0] for server in servers} <= set(hosts)
    assert shops["app1"]["environment"]["TRUSTED_PROXIES"] == "1"


def test_image_holds_only_what_the_shop_runs_on():
    """A list of what goes in: a dump, a key or a table of payments that lies about stays out."""
    first, *rest = [line for line in text(".dockerignore").splitlines() if line[0] != "#"]
    admitted = {line[1:] for line in rest if line.startswith("!")}
    packages = {name.split(".")[0] for name in settings.INSTALLED_APPS}

    assert first == "*"
    assert {"**/tests", "smartmart/settings_test.py"} <= set(rest)
    assert {name for name in admitted if (ROOT / name).is_dir()} == {
        name for name in packages if (ROOT / name).is_dir()
    }
    assert not [name for name in admitted if not (ROOT / name).exists()]
    needed = re.findall(r"(?:deploy/)?[a-z_.-]+\.(?:py|sh|txt)\b", text("Dockerfile"))
    assert set(needed) | {"deploy/schedule.sh", "manage.py"} <= admitted


def test_shop_does_not_need_what_the_image_leaves_out():
    """No module outside of tests may import one from a tests package."""
    for file in ROOT.glob("*/**/*.py"):
        if "tests" in file.parts or file.name in ("conftest.py", "settings_test.py"):
            continue
        if file.relative_to(ROOT).parts[0] in settings.INSTALLED_APPS:
            found = re.findall(
                r"^\s*(?:from|import) \w+(?:\.\w+)*\.tests\b.*", file.read_text(), re.M
            )
            assert not found, (file, found)


def test_board_and_alerts_ask_for_metrics_that_there_are(db, settings):
    settings.METRICS_TOKEN = "a-token-for-prometheus"
    from smartmart.monitoring.business_metrics import exposition

    there = set(re.findall(r"^# HELP (smartmart_\w+) ", exposition()[0].decode(), re.M))
    board = json.loads(text("deploy/grafana/smartmart.json"))
    asked = "\n".join(
        [target["expr"] for panel in board["panels"] for target in panel["targets"]]
        + [rule["expr"] for rule in yaml.safe_load(text("deploy/alerts.yml"))["groups"][0]["rules"]]
    )

    for name in set(re.findall(r"smartmart_\w+", asked)):
        assert name in there or re.sub("_(total|bucket|sum|count)$", "", name) in there, name


def test_health_check_asks_for_an_address_that_is_there():
    from django.urls import resolve

    path = re.search(r"\{PORT\}(/[^\"]+)", text("deploy/healthcheck.py"))[1]

    assert resolve(path).view_name == "health"
    assert RequestFactory().get(path).path in text("deploy/Caddyfile")


def test_the_variables_of_the_proxy_are_told_where_it_is_used():
    names = set(re.findall(r"\{\$([A-Z_]+)", text("deploy/Caddyfile")))

    assert names == {"SHOP_DOMAIN", "SHOP_SERVERS"}
    for name in names:
        assert name in text("deploy/Caddyfile").partition("{$")[0]
        assert name in text("docs/how-to/first-deployment.md")
