"""Imports follow the arrows between the layers and never turn back.

smartmart -> integrations -> business_logic -> orders, catalog; users apart; common below all.
Within an app, views and admin are the outermost layer: they may import business_logic."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

MAY_IMPORT = {
    "common": set(),
    "users": {"common"},
    "catalog": {"common"},
    "orders": {"common"},
    "business_logic": {"orders", "catalog", "common"},
    "integrations": {"business_logic", "orders", "catalog", "common"},
    "smartmart": {"integrations", "business_logic", "orders", "catalog", "users", "common"},
}
OUTERMOST = {"api", "admin"}  # folders, or a file of that name
# Folders of an app that its API and its admin stand on, and that know neither.
INNER = ("models", "services", "public", "search", "accounts", "tokens")
# Webhooks show an object as the API shows it.
SHOWS_OBJECTS = "orders/services/events.py"


def imported(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted module) of every import, also of those inside functions."""
    package = path.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            yield node.lineno, ".".join([*above, *filter(None, [node.module])])


def faults_of(path: Path, layer: str, root: Path) -> list[str]:
    forbidden = set(MAY_IMPORT) - MAY_IMPORT[layer] - {layer}
    if path.relative_to(root).parts[1].removesuffix(".py") in OUTERMOST:
        forbidden -= {"business_logic"}
    return [
        f"{path.relative_to(root)}:{line} imports {name}"
        for line, name in imported(path, root)
        if name.split(".")[0] in forbidden
    ]


def upward_imports(root: Path) -> list[str]:
    """Every import of the tree that points upwards. Tests may use the factories of others."""
    return [
        fault
        for layer in MAY_IMPORT
        for path in sorted((root / layer).rglob("*.py"))
        if "tests" not in path.relative_to(root).parts
        for fault in faults_of(path, layer, root)
    ]


def test_no_import_points_upwards():
    assert upward_imports(settings.BASE_DIR) == []


def outward_imports(root: Path) -> list[str]:
    """Every import of an app's inner folders that names the app's own API or admin."""
    return [
        f"{path.relative_to(root)}:{line} imports {name}"
        for layer in MAY_IMPORT
        for folder in INNER
        for path in sorted((root / layer / folder).rglob("*.py"))
        for line, name in imported(path, root)
        if name.startswith((f"{layer}.api", f"{layer}.admin"))
        and str(path.relative_to(root)) != SHOWS_OBJECTS
    ]


def test_no_service_imports_the_api_of_its_app():
    assert outward_imports(settings.BASE_DIR) == []


def test_every_app_of_ours_has_its_place_in_the_layers():
    ours = {name.split(".")[0] for name in settings.INSTALLED_APPS}
    ours = {name for name in ours if (settings.BASE_DIR / name).is_dir()}

    assert ours <= set(MAY_IMPORT)


def test_upward_import_is_caught_wherever_it_hides(tmp_path):
    files = {
        "catalog/models.py": "from django.db import models\nimport orders.models\n",
        "orders/services.py": "def late():\n    from business_logic.stock import take\n",
        "orders/api/orders.py": "from business_logic import stock\n",
        "common/text.py": "import users as people, hashlib\n",
        "users/services.py": "from ..orders import models\nfrom .tokens import issue\n",
        "business_logic/stock.py": "from catalog.models import Product\nfrom common import text\n",
        "orders/tests/test_lists.py": "from users.tests.factories import make_user\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    assert sorted(upward_imports(tmp_path)) == [
        "catalog/models.py:2 imports orders.models",
        "common/text.py:1 imports users",
        "orders/services.py:2 imports business_logic.stock",
        "users/services.py:1 imports orders",
    ]
