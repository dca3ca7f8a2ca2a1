"""The units of deploy/systemd do what deploy/schedule.sh does, and systemd can read them."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from common.jobs import schedule
from smartmart.tests.test_deploy_files import text

FOLDER = Path(settings.BASE_DIR) / "deploy/systemd"
VENV = "/srv/smartmart/.venv/bin"
COMMAND = re.compile(r"manage\.py (.+)$", re.MULTILINE)


def commands() -> dict[str, list[str]]:
    """The commands of manage.py by unit."""
    return {file.stem: COMMAND.findall(file.read_text()) for file in FOLDER.glob("*.service")}


def test_units_and_schedule_name_the_same_jobs():
    ours = {job.strip() for each in commands().values() for job in each}
    script = re.sub(r"(?m)^\s*#.*$", "", text("deploy/schedule.sh"))
    theirs = {re.split(r" (?:&|>)", job)[0] for job in re.findall(r"\bjob (\w.*)$", script, re.M)}

    assert ours == theirs
    assert {schedule.name_of(job.split()) for job in ours} == set(schedule.MOST_APART)


def test_every_job_has_its_timer_and_no_timer_is_without_a_job():
    services = {file.stem for file in FOLDER.glob("*.service")} - {"smartmart"}
    timers = {file.stem for file in FOLDER.glob("*.timer")}

    assert services == timers
    enabled = re.search(r"smartmart-\{([\w,-]+)\}\.timer", text("docs/cron.md"))[1].split(",")
    assert {f"smartmart-{name}" for name in enabled} == timers


@pytest.mark.parametrize("file", sorted(FOLDER.iterdir()), ids=lambda file: file.name)
def test_units_have_their_sections(file):
    # systemd lets a key come twice, which this parser does not need to know more about.
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.read_string(file.read_text())

    assert unit["Unit"]["Description"].startswith("SmartMart")
    if file.suffix == ".timer":
        assert unit["Timer"]["OnCalendar"]
        assert unit["Install"]["WantedBy"] == "timers.target"
    else:
        assert unit["Service"]["User"] == "smartmart"
        assert unit["Service"]["WorkingDirectory"] == "/srv/smartmart"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_can_read_them(tmp_path):
    for file in FOLDER.iterdir():
        unit = file.read_text().replace(VENV, str(Path(sys.executable).parent))
        (tmp_path / file.name).write_text(unit)
    files = [str(file) for file in tmp_path.iterdir()]

    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True)

    assert [line for line in done.stderr.splitlines() if str(tmp_path) in line] == []
    assert done.returncode == 0, done.stderr
