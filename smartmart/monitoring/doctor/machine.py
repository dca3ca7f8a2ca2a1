"""Checks of this machine: files and disks."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage

from smartmart.monitoring.doctor.findings import FAIL, WARN, Finding, worst

GIB = 1024**3
# (level, free bytes, free share): the level applies if less than both is free.
LEAST = ((FAIL, GIB // 4, 0.02), (WARN, 2 * GIB, 0.10))
STATIC_FILE = "smartmart/admin/start.css"


def check_storage() -> Finding:
    found = []
    if finders.find(STATIC_FILE) is None:
        fix = "Install this version again: its static files are missing."
        found.append(Finding(FAIL, f"{STATIC_FILE} is not found.", fix))
    for name in FOLDERS:
        folder = getattr(settings, name, "")
        if folder and not is_writable(Path(folder)):
            fix = f"Make the folder of {name} and let the shop's user write to it."
            found.append(Finding(FAIL, f"{folder} cannot be written to.", fix))
    if not settings.MEDIA_ROOT:
        found += bucket_faults()
    return worst(found, "Static files are found; what must be writable is.")


def bucket_faults() -> list[Finding]:
    """Return what is wrong with the access to the image bucket, without writing to it."""
    try:
        default_storage.exists("doctor")
    except Exception as error:  # noqa: BLE001 whatever the library of a provider comes up with
        fix = "Check MEDIA_S3_BUCKET, its region and endpoint, and the keys of the provider."
        return [Finding(FAIL, f"The bucket does not take us ({type(error).__name__}).", fix)]
    return []


# Static files are served from the packages and only read.
FOLDERS = ("MEDIA_ROOT",)


def is_writable(folder: Path) -> bool:
    """Return True if the folder, or the nearest existing one above it, is writable."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def check_disk() -> Finding:
    found = []
    for place in {os.stat(each).st_dev: each for each in places()}.values():
        usage = shutil.disk_usage(place)
        if level := level_of(usage.free, usage.total):
            fix = "Free space: old backups, logs, docker images."
            detail = f"{usage.free / GIB:.1f} GiB are left on the disk of {place}."
            found.append(Finding(level, detail, fix))
    return worst(found, "There is space left.")


def places() -> Iterator[Path]:
    yield Path(settings.BASE_DIR)
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    for each in (database.parent, Path(getattr(settings, "MEDIA_ROOT", "") or "/")):
        if each.is_absolute() and each.exists():
            yield each
    yield Path(tempfile.gettempdir())


def level_of(free: int, total: int) -> str:
    """Return FAIL, WARN, or "" if enough space is left."""
    for level, least, share in LEAST:
        if free < least and free < total * share:
            return level
    return ""
