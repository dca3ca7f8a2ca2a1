"""Products and categories, as shoppers read them and staff write them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.pictures.tests import files

COFFEE = "cafe-de-narino-molido-500-g"
NEW = {
    "name": "Café Tolima en grano 500 g",
    "description": "Tostado medio.",
    "sku": "CAF-TOL-500",
    "price": "27500.00",
    "tax_class": "reduced",
    "stock_quantity": 24,
    "images": [{"image_url": "https://img.example.com/tolima.webp", "alt_text": "Una bolsa"}],
}


def visit(tour):
    read(tour)
    category = write_categories(tour)
    write_products(tour, category)


def read(tour):
    tour.get(tour.anyone, "/products/?page_size=2&ordering=name")
    tour.get(tour.anyone, "/products/?cursor=&page_size=2")
    tour.get(tour.anyone, "/products/?min_price=cheap", status=400)
    tour.get(tour.anyone, f"/products/{COFFEE}/")
    tour.get(tour.anyone, "/categories/?page_size=2")
    tour.get(tour.anyone, "/categories/?parent=none-such", status=400)
    slug = tour.get(tour.anyone, "/categories/?page_size=1")["results"][0]["slug"]
    tour.get(tour.anyone, f"/categories/{slug}/")
    tour.get(tour.anyone, f"/products/category/{slug}/?page_size=2")
    tour.get(tour.anyone, f"/products/category/{slug}/?in_stock=perhaps", status=400)


def write_categories(tour) -> dict:
    """What is read in the documents can be tried there: it is in every demo shop."""
    known = tour.get(tour.staff, "/categories/?page_size=1")["results"][0]
    url = f"/categories/{known['id']}/{known['slug']}/"
    made = tour.post(tour.staff, "/categories/", {"name": "Cafés de origen"}, status=201)
    tour.post(tour.staff, "/categories/", {"name": "Cafés de origen"}, status=400)
    tour.patch(tour.staff, url, {"name": known["name"]})
    tour.patch(tour.staff, url, {"parent_id": known["id"]}, status=400)
    tour.patch(tour.staff, f"{url}deactivate/")
    tour.patch(tour.staff, f"{url}activate/")
    tour.delete(tour.staff, url, status=400)
    tour.delete(tour.staff, f"/categories/{made['id']}/{made['slug']}/")
    return known


def write_products(tour, category: dict):
    body = NEW | {"category_id": category["id"]}
    made = tour.post(tour.staff, "/products/", body, status=201)
    tour.post(tour.staff, "/products/", body, status=400)
    sold_out = f"/products/{made['id']}/{made['slug']}/"
    tour.staff.patch(sold_out, {"stock_quantity": 0}, format="json")
    tour.post(tour.shopper, f"{sold_out}notify/", status=202)
    known = tour.get(tour.staff, f"/products/{COFFEE}/")
    url = f"/products/{known['id']}/{known['slug']}/"
    tour.patch(tour.staff, url, {"price": "28900.00", "compare_at_price": "31000.00"})
    tour.patch(tour.staff, url, {"price": "-1"}, status=400)
    tour.patch(tour.staff, url, {"price": "1.00"}, status=412, HTTP_IF_MATCH='"seen-long-ago"')
    tour.post(tour.staff, f"{url}stock/", {"change": -2, "reason": "Conteo"})
    tour.post(tour.staff, f"{url}stock/", {"change": -5000}, status=400)
    upload_pictures(tour, url)
    tour.post(tour.shopper, f"{url}notify/", status=400)
    tour.patch(tour.staff, f"{url}deactivate/")
    tour.patch(tour.staff, f"{url}activate/")
    tour.delete(tour.staff, sold_out)


def upload_pictures(tour, url: str):
    def body(content: bytes) -> dict:
        return {"image": SimpleUploadedFile("cafe.png", content), "alt_text": "La bolsa abierta"}

    tour.post(tour.staff, f"{url}images/", body(files.png(640, 480)), status=201)
    tour.post(tour.staff, f"{url}images/", body(b"<svg/>"), status=400)
    tour.post(tour.staff, f"{url}images/", body(files.png_that_says(60_000, 60_000)), status=400)
    late = {"HTTP_IF_MATCH": '"seen-long-ago"'}
    tour.post(tour.staff, f"{url}images/", body(files.png()), status=412, **late)
