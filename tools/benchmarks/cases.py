"""The cases to measure: a request, the server that gets it, and what it is compared with."""

import random
from dataclasses import dataclass
from urllib.parse import quote

from tools.benchmarks.catalogue import CATEGORIES, EVERY, FIRST_MAIN
from tools.benchmarks.client import Connection, Request, get
from tools.benchmarks.servers import Server

PAGE = 20


@dataclass
class Case:
    """One row of the table. target is the ratio to `against` that it should reach."""

    name: str
    server: Server
    request: Request
    against: str = ""
    target: float | None = None


def fresh(path: str) -> Request:
    """Return a URL that was never requested before: nothing of its response can be cached."""
    joint = "&" if "?" in path else "?"
    return lambda number: get(f"{path}{joint}nr={number}")


def first_look(words: str) -> Request:
    """Return a search that was never made before: the signs have no effect, but the string is
    new."""

    def wanted(number: int) -> bytes:
        signs = "".join(",;:!?¡¿|"[int(digit)] for digit in f"{number:o}")
        return get(f"/products/?search={quote(words + signs)}")

    return wanted


def same(path: str, **headers: str) -> Request:
    wanted = get(path, **headers)
    return lambda number: wanted


def any_product(products: int) -> Request:
    return lambda number: get(f"/products/producto-{random.randint(1, products)}/?nr={number}")


def any_main_product(products: int) -> Request:
    mains = range(FIRST_MAIN, products + 1, EVERY) or range(1, 2)
    return lambda number: get(f"/products/producto-{random.choice(mains)}/?nr={number}")


def etag_of(server: Server, path: str) -> str:
    _, head, _ = Connection(server.port).ask(get(path))
    lines = head.decode().split("\r\n")
    return next(line[6:] for line in lines if line.lower().startswith("etag: "))


def cases(
    shop: Server, reference: Server, fastapi: Server | None, products: int, *, against_drf: bool
) -> list[Case]:
    """Return the reads. Ratios are to the ordinary view of the same page in the same run."""
    deep = f"/products/?page={products * 8 // 10 // PAGE}"
    category, search = "/products/?category=seccion-77", "/products/?search=panela"
    found = [
        Case("list, fresh", shop, fresh("/products/"), "DRF list", 2.5),
        Case("list, unchanged", shop, same("/products/"), "DRF list", 8.0),
        Case("list, 304", shop, same("/products/", If_None_Match=etag_of(shop, "/products/"))),
        Case("deep page, fresh", shop, fresh(deep)),
        Case("category, fresh", shop, fresh(category)),
        Case("with variants, fresh", shop, fresh(f"/products/?category=seccion-{CATEGORIES}")),
        Case("search, fresh", shop, fresh(search)),
        Case("search, first look", shop, first_look("guayaba")),
        Case("search, two common words", shop, first_look("café miel")),
        Case("search, typo", shop, first_look("guayaab")),
        Case("detail, fresh", shop, any_product(products), "DRF detail", 1.5),
        Case("detail with variants, fresh", shop, any_main_product(products)),
        Case("detail, unchanged", shop, same("/products/producto-7/"), "DRF detail", 8.0),
        Case("categories, unchanged", shop, same("/categories/")),
        Case("tree, unchanged", shop, same("/categories/?tree=true")),
    ]
    if not against_drf:
        return found
    found += [
        Case("DRF list", reference, fresh("/products/")),
        Case("DRF deep page", reference, fresh(deep)),
        Case("DRF detail", reference, any_product(products)),
        Case("bytes from memory", reference, same("/bytes/"), "DRF detail"),
        Case("bytes, one query", reference, same("/bytes/query/"), "DRF detail"),
    ]
    if fastapi:
        found.append(Case("FastAPI list", fastapi, fresh("/products/")))
    return found
