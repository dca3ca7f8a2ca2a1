"""Products and categories, as shoppers read them and staff write them."""

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
    made = tour.post(tour.staff, "/categories/", {"name": "Cafés de origen"}, status=201)
    tour.post(tour.staff, "/categories/", {"name": "Cafés de origen"}, status=400)
    below = tour.post(tour.staff, "/categories/", {"name": "Geisha", "parent_id": made["id"]}, 201)
    url = f"/categories/{made['id']}/{made['slug']}/"
    tour.patch(tour.staff, url, {"name": "Cafés especiales"})
    tour.patch(tour.staff, url, {"parent_id": below["id"]}, status=400)
    tour.patch(tour.staff, f"{url}deactivate/")
    tour.patch(tour.staff, f"{url}activate/")
    tour.delete(tour.staff, url, status=400)
    tour.delete(tour.staff, f"/categories/{below['id']}/{below['slug']}/")
    return made


def write_products(tour, category: dict):
    body = NEW | {"category_id": category["id"]}
    made = tour.post(tour.staff, "/products/", body, status=201)
    tour.post(tour.staff, "/products/", body, status=400)
    url = f"/products/{made['id']}/{made['slug']}/"
    tour.patch(tour.staff, url, {"price": "28900.00", "compare_at_price": "31000.00"})
    tour.patch(tour.staff, url, {"price": "-1"}, status=400)
    tour.patch(tour.staff, url, {"price": "1.00"}, status=412, HTTP_IF_MATCH='"seen-long-ago"')
    tour.post(tour.staff, f"{url}stock/", {"change": -2, "reason": "Conteo"})
    tour.post(tour.staff, f"{url}stock/", {"change": -500}, status=400)
    tour.patch(tour.staff, f"{url}deactivate/")
    tour.patch(tour.staff, f"{url}activate/")
    tour.delete(tour.staff, url)
