"""Business metrics, queried when Prometheus scrapes.

Each query uses an index and is limited to an hour or to open rows, so its cost doesn't grow with
the shop's age. All processes and machines return the same values."""

import logging
import os
import time
from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError
from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

from common.models import OutboxMail
from integrations.epayco.models import LedgerEntry
from orders.models import Checkout, Order
from smartmart.monitoring.metrics import request_metrics

logger = logging.getLogger(__name__)
HOUR = timedelta(hours=1)


def exposition() -> tuple[bytes, str]:
    """Return all metrics in Prometheus's text format, and the content type."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:
        metrics = request_metrics()
        for each in (metrics.requests, metrics.seconds, metrics.queries):
            registry.register(each)
    registry.register(BusinessMetrics())
    return generate_latest(registry), CONTENT_TYPE_LATEST


class BusinessMetrics:
    """A prometheus-client collector. If the database is unreachable, it reports only that."""

    def describe(self) -> list:
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        began = time.perf_counter()
        try:
            figures, is_up = list(gather()), 1
        except DatabaseError:
            logger.warning("The database did not answer the questions of Prometheus.")
            figures, is_up = [], 0
        yield from figures
        yield gauge("smartmart_database_up", "Did the database answer these questions?", is_up)
        seconds = time.perf_counter() - began
        yield gauge("smartmart_figures_seconds", "How long it took to answer them.", seconds)


def gather() -> Iterator[GaugeMetricFamily]:
    lately = timezone.now() - HOUR
    begun = Checkout.objects.filter(created_at__gte=lately).count()
    yield gauge("smartmart_checkouts_last_hour", "Checkouts begun in the last hour.", begun)
    settled = LedgerEntry.objects.filter(settled_at__gte=lately)
    yield by_label(
        "smartmart_settlements_last_hour", "Notices settled in the last hour.", settled, "outcome"
    )
    yield by_label("smartmart_orders", "Orders made.", Order.objects.all(), "payment_status")
    attention = LedgerEntry.objects.needing_attention()
    yield by_label(
        "smartmart_attention_open", "Payments that a person must look at.", attention, "attention"
    )
    yield from waiting("smartmart_ledger_unsettled", unsettled(), "received_at")
    yield from waiting("smartmart_outbox_waiting", owed(), "created_at")


def unsettled() -> QuerySet:
    """Return signed notifications that are not settled, because ePayco did not respond."""
    return LedgerEntry.objects.filter(settled_at=None)


def owed() -> QuerySet:
    return OutboxMail.objects.filter(sent_at=None)


def waiting(name: str, rows: QuerySet, since: str) -> Iterator[GaugeMetricFamily]:
    """Return the number of waiting rows, and the age of the oldest."""
    found = rows.aggregate(count=Count("pk"), first=Min(since))
    age = (timezone.now() - found["first"]).total_seconds() if found["first"] else 0
    yield gauge(name, "How many wait.", found["count"])
    yield gauge(f"{name}_seconds", "How long the oldest of them has waited.", max(age, 0))


def gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def by_label(name: str, text: str, rows: QuerySet, label: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=[label])
    for value, count in rows.order_by(label).values_list(label).annotate(Count("pk")):
        family.add_metric([value], count)
    return family
