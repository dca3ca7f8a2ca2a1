"""The webhooks, with their sizes and control runs."""

from tools.proof.part import Part, Twin
from tools.proof.webhooks import deliveries

# All of them use short pauses between attempts; otherwise this would take days.
WEBHOOKS = [
    Part(
        "webhooks; receivers fail, workers are killed",
        deliveries.told,
        5000,
        240,
        patches="nearby",
        environment={"THROTTLING": "false"},
        twins=(
            Twin("nearby,overtaking", ("unordered",), 240, 80),
            Twin("nearby,fleeting", ("lost",), 240),
            Twin("nearby,renamed", ("unstable",), 240),
        ),
    )
]
