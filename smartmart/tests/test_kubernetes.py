"""The manifests of deploy/kubernetes name only what exists. make manifests checks the fields."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

from smartmart.tests.test_deploy_files import known_variables, text

yaml = pytest.importorskip("yaml")

FOLDER = settings.BASE_DIR / "deploy/kubernetes"
FILES = [file for file in sorted(FOLDER.glob("*.yaml")) if file.name != "secret.yaml"]
SECRET = re.compile("SECRET|PASSWORD|KEY|TOKEN|DATABASE_URL|P_CUST_ID")


@pytest.fixture(scope="module")
def documents() -> list[dict]:
    return [each for file in FILES for each in yaml.safe_load_all(file.read_text())]


def of_kind(documents: list[dict], kind: str) -> list[dict]:
    return [each for each in documents if each["kind"] == kind]


@pytest.fixture(scope="module")
def pods(documents) -> dict[str, dict]:
    """The pod of each workload by its name."""
    found = {}
    for each in documents:
        spec = each.get("spec", {})
        if each["kind"] == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        if "template" in spec:
            found[each["metadata"]["name"]] = spec["template"]
    return found


def containers(pod: dict) -> list[dict]:
    return [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]


def command_text(pod: dict) -> str:
    return "\n".join(" ".join(each.get("command", [])) for each in containers(pod))


def test_the_kustomization_names_every_file(documents):
    [kustomization] = of_kind(documents, "Kustomization")
    there = {file.name for file in FILES} - {"kustomization.yaml"}

    assert set(kustomization["resources"]) == {
        name.replace("secret.example", "secret") for name in there if name != "ingress.example.yaml"
    }
    assert "deploy/kubernetes/secret.yaml" in text(".gitignore").splitlines()


def test_every_variable_is_one_that_is_read_and_no_secret_is_in_the_open(documents):
    [config], [secret] = of_kind(documents, "ConfigMap"), of_kind(documents, "Secret")

    listed = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text(".env.example"), re.M))
    assert {*config["data"], *secret["stringData"]} <= known_variables() | listed
    assert not [name for name in config["data"] if SECRET.search(name)]
    assert config["data"]["DEBUG"] == "false"
    for name, value in secret["stringData"].items():
        assert "change-me" in value or name == "CACHE_URL"


def test_what_pods_are_given_is_there(documents, pods):
    named = {
        kind: {each["metadata"]["name"] for each in of_kind(documents, kind)}
        for kind in ("ConfigMap", "Secret")
    }
    for pod in pods.values():
        volumes = {volume["name"] for volume in pod["spec"]["volumes"]}
        for container in containers(pod):
            config, secret = container["envFrom"]
            assert config["configMapRef"]["name"] in named["ConfigMap"]
            assert secret["secretRef"]["name"] in named["Secret"]
            assert {mount["name"] for mount in container["volumeMounts"]} == volumes


def test_selectors_find_the_servers_and_nothing_else(documents, pods):
    [server] = of_kind(documents, "Deployment")
    [service], [budget] = (of_kind(documents, kind) for kind in ("Service", "PodDisruptionBudget"))
    selectors = [
        server["spec"]["selector"]["matchLabels"],
        service["spec"]["selector"],
        budget["spec"]["selector"]["matchLabels"],
    ]
    for selector in selectors:
        found = [
            name
            for name, pod in pods.items()
            if selector.items() <= pod["metadata"]["labels"].items()
        ]
        assert found == [server["metadata"]["name"]]
    assert server["spec"]["replicas"] > budget["spec"]["minAvailable"] > 0


def test_ports_and_probes_lead_somewhere(documents, pods):
    [service] = of_kind(documents, "Service")
    [config] = of_kind(documents, "ConfigMap")
    server = pods["smartmart"]["spec"]["containers"][0]
    ports = {port["name"]: str(port["containerPort"]) for port in server["ports"]}

    assert ports == {"http": config["data"]["PORT"]}
    assert [port["targetPort"] for port in service["spec"]["ports"]] == ["http"]
    for name, view in {
        "startup": "ready",
        "readiness": "health",
        "liveness": "health",
    }.items():
        asked = server[f"{name}Probe"]["httpGet"]
        assert asked["port"] in ports
        assert resolve(asked["path"]).view_name == view
        [host] = asked["httpHeaders"]
        assert host["name"] == "Host"
        assert host["value"] in config["data"]["ALLOWED_HOSTS"].split(",")


def test_a_server_leaves_before_it_is_killed(documents, pods):
    graceful = int(re.search(r"^graceful_timeout = (\d+)", text("gunicorn.conf.py"), re.M)[1])
    [config] = of_kind(documents, "ConfigMap")
    readiness = pods["smartmart"]["spec"]["containers"][0]["readinessProbe"]
    liveness = pods["smartmart"]["spec"]["containers"][0]["livenessProbe"]

    assert pods["smartmart"]["spec"]["terminationGracePeriodSeconds"] > graceful
    assert float(config["data"]["LEAVE_SECONDS"]) >= (
        readiness["periodSeconds"] * readiness["failureThreshold"]
    )
    # It says 503 while it leaves; that is no reason to restart it.
    assert liveness["periodSeconds"] * liveness["failureThreshold"] > graceful


def test_every_command_exists_and_the_schedule_is_whole(pods):
    text_of_all = "\n".join(command_text(pod) for pod in pods.values())
    named = set(re.findall(r"(?:manage\.py|^ *job) (\w+)", text_of_all, re.M))
    jobs = "\n".join(
        command_text(pod)
        for pod in pods.values()
        if pod["metadata"]["labels"]["app.kubernetes.io/component"] == "schedule"
    )
    cron = re.search(r"```cron\n(.*?)```", text("docs/cron.md"), re.S)[1]

    assert named - {"migrate"} <= set(get_commands())
    assert set(re.findall(r"manage\.py (\w+)", cron)) == set(
        re.findall(r"(?:manage\.py|job) (\w+)", jobs)
    )


def test_pods_run_without_privileges_on_a_file_system_they_cannot_write_to(pods):
    user = re.findall(r"^USER (\d+):", text("Dockerfile"), re.M)[-1]
    for pod in pods.values():
        assert pod["spec"]["securityContext"]["runAsNonRoot"] is True
        assert str(pod["spec"]["securityContext"]["runAsUser"]) == user
        assert pod["spec"]["automountServiceAccountToken"] is False
        for container in containers(pod):
            security = container["securityContext"]
            assert security["readOnlyRootFilesystem"] is True
            assert security["allowPrivilegeEscalation"] is False
            assert security["capabilities"] == {"drop": ["ALL"]}
            assert container["image"] == "smartmart"
