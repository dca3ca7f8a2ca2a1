"""What was bought before there were tax classes was all standard, at the rate of then."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db import migrations

CENT = Decimal("0.01")
UNIT = {"COP": Decimal(1), "USD": CENT}
BATCH = 500
LINE_FIELDS = ("tax_rate", "tax", "price_with_tax")


def tax_old_rows(apps, schema_editor):
    for name, lines in (("Checkout", "CheckoutItem"), ("Order", "OrderItem")):
        bought, line = apps.get_model("orders", name), apps.get_model("orders", lines)
        for rows in batches(bought):
            owner = name.lower()
            tax_batch(line, rows, owner)
            bought.objects.bulk_update(rows, ["taxes"])


def batches(model) -> Iterator[list]:
    last = 0
    while rows := list(model.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield rows
        last = rows[-1].pk


def tax_batch(line_model, rows: list, owner: str) -> None:
    lines: dict[int, list] = {}
    for line in line_model.objects.filter(**{f"{owner}__in": rows}).order_by("pk"):
        lines.setdefault(getattr(line, f"{owner}_id"), []).append(line)
    for row in rows:
        rate = rate_of(row)
        row.taxes = [
            {
                "tax_class": "standard",
                "rate": f"{rate.normalize():f}" if rate else "0",
                "base": f"{row.subtotal:.2f}",
                "amount": f"{row.tax:.2f}",
            }
        ]
        tax_lines(lines.get(row.pk, []), row, rate)
    changed = [line for group in lines.values() for line in group]
    line_model.objects.bulk_update(changed, LINE_FIELDS)


def rate_of(row) -> Decimal:
    """Today's rate where it fits what was paid, else what the tax was of the subtotal."""
    unit = UNIT.get(row.currency, CENT)
    if (row.subtotal * settings.TAX_RATE).quantize(unit, ROUND_HALF_UP) == row.tax:
        return settings.TAX_RATE
    if not row.subtotal:
        return Decimal(0)
    found = (row.tax / row.subtotal).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return min(found, Decimal("0.9999"))


def tax_lines(lines: list, row, rate: Decimal) -> None:
    unit = UNIT.get(row.currency, CENT)
    parts = shares(row.tax, [line.price * line.quantity for line in lines], unit)
    for line, part in zip(lines, parts, strict=True):
        line.tax_rate, line.tax = rate, part
        line.price_with_tax = (line.price * (1 + rate)).quantize(unit, ROUND_HALF_UP)


def shares(amount: Decimal, weights: list[Decimal], unit: Decimal) -> list[Decimal]:
    """The amount in parts that add up, largest remainders first."""
    unit = unit if not amount % unit else CENT
    units = int(amount / unit)
    counted = [int(weight / CENT) for weight in weights]
    counted = counted if any(counted) else [1] * len(weights)
    parts = [units * each // sum(counted) for each in counted]
    order = sorted(range(len(parts)), key=lambda i: -(units * counted[i] % sum(counted)))
    for i in order[: units - sum(parts)]:
        parts[i] += 1
    return [(part * unit).quantize(CENT) for part in parts]


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_taxes_by_class")]

    operations = [migrations.RunPython(tax_old_rows, migrations.RunPython.noop)]
