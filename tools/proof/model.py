"""Run the model of the whole shop (smartmart/tests/shop_model.py) in any number of sequences."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = "smartmart/tests/test_shop_model.py"
BOOKS = f"{TESTS}::test_the_books_are_right_whatever_happens"
GUARDS = f"{TESTS}::test_without_a_guard_the_model_fails"
# The model runs with SQLite in memory and the test suite's settings.
# In the summary of pytest: "FAILED path::test[the safeguard's name] - why".
FAILED = re.compile(r"^(?:FAILED|ERROR) \S+::\w+(?:\[(.*?)\](?= - |$))?", re.MULTILINE)
NOT_ITS = ("DATABASE_URL", "CACHE_URL", "DJANGO_SETTINGS_MODULE", "DOTENV_FILE")


def run_model(sequences: int = 2000, *, processes: int = 2, guards: bool = True) -> dict[str, Any]:
    """Run this many sequences, shared among processes, and add up what happened in them.

    violations counts the processes that found a broken rule (their output is printed).
    guards_missed names the safeguards that could be disabled without making the model fail."""
    with tempfile.TemporaryDirectory() as folder:
        share = -(-sequences // processes)
        runs = [start(folder, BOOKS, number, share) for number in range(processes)]
        twin = [start(folder, GUARDS, processes, 1)] if guards else []
        violations = sum(bool(complaints(run)) for run in runs)
        missed = [name for run in twin for name in complaints(run)]
        figures: Counter[str] = Counter()
        for number in range(processes):
            figures.update(figures_of(folder, number))
    return {**figures, "violations": violations, "guards_missed": missed}


def start(folder: str, tests: str, number: int, sequences: int) -> subprocess.Popen:
    environment = {name: value for name, value in os.environ.items() if name not in NOT_ITS}
    environment |= {
        "MODEL_SEQUENCES": str(sequences),
        "MODEL_SEED": os.environ.get("MODEL_SEED", "1") + str(number),
        "MODEL_FIGURES": f"{folder}/{number}.json",
    }
    return subprocess.Popen(  # noqa: S603 our own Python and our own tests
        [sys.executable, "-m", "pytest", "-q", "--show-capture=no", "--tb=short", tests],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def complaints(run: subprocess.Popen) -> list[str]:
    """Return the names of failed tests; copy the whole output to standard error."""
    output, _ = run.communicate()
    if not run.returncode:
        return []
    print(output, file=sys.stderr)
    return FAILED.findall(output) or [f"pytest ended with {run.returncode}"]


def figures_of(folder: str, number: int) -> dict[str, int]:
    path = Path(folder, f"{number}.json")
    return json.loads(path.read_text()) if path.exists() else {}


if __name__ == "__main__":
    print(json.dumps(run_model(*(int(given) for given in sys.argv[1:])), indent=2))
