"""Colombia's departments and municipalities, from the official list DIVIPOLA.

divipola.csv comes from DANE, the national statistics office (geoportal.dane.gov.co, DIVIPOLA):
1,120 municipalities, with the codes that invoices and carriers use."""

import csv
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

FILE = Path(__file__).with_name("divipola.csv")
# Common names that differ from the official one by more than case and accents.
DEPARTMENT_ALIASES = {
    "11": ("Bogotá",),
    "44": ("Guajira",),
    "76": ("Valle",),
    "88": (
        "San Andrés, Providencia y Santa Catalina",
        "San Andrés y Providencia",
        "San Andrés",
    ),
}
# Some are the official names of today, which are newer than the file's.
CITY_ALIASES = {
    "05148": ("El Carmen de Viboral",),
    "05541": ("El Peñol",),
    "05664": ("San Pedro de los Milagros",),
    "05697": ("El Santuario",),
    "11001": ("Bogotá",),
    "13001": ("Cartagena de Indias",),
    "13244": ("El Carmen de Bolívar",),
    "13468": ("Mompox", "Santa Cruz de Mompox"),
    "25843": ("Villa de San Diego de Ubaté",),
    "52835": ("San Andrés de Tumaco",),
    "54001": ("San José de Cúcuta",),
    "70820": ("Tolú",),
    "70823": ("San José de Toluviejo",),
    "73268": ("El Espinal",),
    "73443": ("San Sebastián de Mariquita",),
    "76001": ("Santiago de Cali",),
    "76111": ("Guadalajara de Buga",),
}

# Bogotá is its own department, but many people write it under Cundinamarca.
ALSO_UNDER = {"11001": "25"}


@dataclass(frozen=True)
class Place:
    """A municipality with its official names and codes."""

    department_code: str
    department: str
    city_code: str
    city: str


@dataclass
class Department:
    code: str
    name: str
    cities: list[Place] = field(default_factory=list)

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.code, self.name, *DEPARTMENT_ALIASES.get(self.code, ()))


class UnknownPlace(ValueError):
    """No such place. `field` says what is unknown: "department" or "city"."""

    code = "unknown_place"

    def __init__(self, field: str, detail: str):
        super().__init__(detail)
        self.field, self.detail = field, detail


@cache
def departments() -> dict[str, Department]:
    """Return all departments by code, each with its municipalities by name."""
    found: dict[str, Department] = {}
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code, name = row["department_code"], row["department"]
            department = found.setdefault(code, Department(code, name))
            place = Place(code, name, row["municipality_code"], row["municipality"])
            department.cities.append(place)
    for department in found.values():
        department.cities.sort(key=lambda place: letters(place.city))
    return dict(sorted(found.items(), key=lambda item: letters(item[1].name)))


@cache
def departments_by_spelling() -> dict[str, Department]:
    return {letters(text): each for each in departments().values() for text in each.spellings}


@cache
def cities_by_spelling() -> dict[tuple[str, str], Place]:
    """Map (department code, letters of the name or code) to each municipality."""
    return {
        (code, letters(text)): place
        for department in departments().values()
        for place in department.cities
        for text in (place.city_code, place.city, *CITY_ALIASES.get(place.city_code, ()))
        for code in (place.department_code, ALSO_UNDER.get(place.city_code))
    }


def name_of(code: str) -> str | None:
    """Return the official name of a department's or municipality's code, None if unknown."""
    if department := departments().get(code[:2]):
        if code == department.code:
            return department.name
        for place in department.cities:
            if place.city_code == code:
                return f"{place.city}, {department.name}"
    return None


def letters(text: str) -> str:
    """Keep letters and digits, without case and accents: "Bogotá, D.C." equals "bogota dc"."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in split if char.isalnum())


def find_department(text: str) -> Department:
    """Return the department with this name or code. Raises UnknownPlace."""
    department = departments_by_spelling().get(letters(text))
    if department is None:
        raise UnknownPlace("department", _("No such department."))
    return department


def find_place(department: str, city: str) -> Place:
    """Return the municipality with this name or code in the department. Raises UnknownPlace."""
    found = find_department(department)
    place = cities_by_spelling().get((found.code, letters(city)))
    if place is None:
        detail = _("Municipality not found in %(department)s. Choose one from the list.")
        raise UnknownPlace("city", detail % {"department": found.name})
    return place
