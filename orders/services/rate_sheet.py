"""The delivery rates as a table: export, and import of what a spreadsheet saved."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import tablib
from django.utils.translation import gettext as _

from common.colombia.places import name_of
from common.db.transactions import in_transaction
from common.spreadsheets.cells import PriceBeforeCell, PriceCell, text_in
from common.spreadsheets.columns import Columns
from common.spreadsheets.export import Number
from common.spreadsheets.table import Table
from orders.models import DeliveryRate

COLUMNS = Columns(
    {
        "place_code": "codigo_dane",
        "place": "lugar",
        "price": "precio",
        "free_from": "gratis_desde",
    }
)
NEEDED = ("place_code", "price")


class Fault(NamedTuple):
    """row and column as the spreadsheet shows them; text: what is expected."""

    row: int
    column: str
    value: str
    text: str


class Saved(NamedTuple):
    """Place codes of new and changed rates, and the number of the others."""

    new: list[str]
    changed: list[str]
    unchanged: int


class PlaceCell:
    """A DANE code of a department or municipality, each once; the name is for readers."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def clean(self, value: Any) -> str:
        code = text_in(value).strip()
        # Spreadsheets remove the leading zero of 05.
        code = code.zfill(2 if len(code) <= 2 else 5) if code.isdecimal() else code
        if name_of(code) is None:
            raise ValueError(_("A DANE code of a department or municipality, such as 05 or 05001."))
        if code in self.seen:
            raise ValueError(_("Each place once. This one is in the file twice."))
        self.seen.add(code)
        return code


def table_of(rates: Iterable[DeliveryRate], *, native: bool) -> tablib.Dataset:
    """Return the rates as a table. native: numbers as numbers, if the format has them."""

    def number(value) -> Any:
        return "" if value is None else Number().render(value, force_native_type=native)

    dataset = tablib.Dataset(headers=COLUMNS.names())
    for rate in rates:
        dataset.append([rate.place_code, str(rate), number(rate.price), number(rate.free_from)])
    return dataset


def read_rates(table: Table) -> tuple[dict[str, dict], list[Fault]]:
    """Return price and free_from by place code, and the errors. Raises Unreadable."""
    headers = COLUMNS.known(table.headers, needed=NEEDED)
    cells = {"place_code": PlaceCell(), "price": PriceCell(), "free_from": PriceBeforeCell()}
    rates: dict[str, dict] = {}
    faults: list[Fault] = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        values: dict[str, Any] = {}
        for header, name, value in zip(table.headers, headers, row, strict=True):
            if name not in cells:
                continue
            try:
                values[name] = cells[name].clean(value)
            except ValueError as error:
                seen = "" if value is None else str(value)[:100]
                faults.append(Fault(number, header, seen, str(error)))
        rates[values.pop("place_code", "")] = values
    return rates, faults


def save_rates(rates: Mapping[str, dict]) -> Saved:
    """Write the rates in one transaction; places that aren't named stay as they are."""
    return in_transaction(lambda: write(rates))


def write(rates: Mapping[str, dict]) -> Saved:
    rows = DeliveryRate.objects.select_for_update().order_by("pk")
    known = {rate.place_code: rate for rate in rows}
    new = [DeliveryRate(place_code=code, **rates[code]) for code in rates if code not in known]
    changed = list(differing(known, rates))
    DeliveryRate.objects.bulk_create(new, batch_size=500)
    DeliveryRate.objects.bulk_update(changed, ["price", "free_from"], batch_size=200)
    codes = [[rate.place_code for rate in part] for part in (new, changed)]
    return Saved(*codes, unchanged=len(rates) - len(new) - len(changed))


def differing(
    known: Mapping[str, DeliveryRate], rates: Mapping[str, dict]
) -> Iterator[DeliveryRate]:
    for code, values in rates.items():
        rate = known.get(code)
        if rate and any(getattr(rate, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(rate, name, value)
            yield rate
