"""A paid order: shipping, returns and refunds."""


def visit(tour):
    url = f"/orders/{tour.invoice}/"
    tour.get(tour.shopper, "/orders/?page_size=1")
    tour.get(tour.shopper, "/orders/?status=lost", status=400)
    tour.get(tour.shopper, url)
    refund(tour, f"{url}refunds/")
    tour.patch(tour.staff, url, {"status": "preparing"})
    tour.patch(tour.staff, url, {"status": "delivered"}, status=400)
    tour.patch(tour.staff, url, {"status": "shipped", "carrier": "Servientrega"})
    give_back(tour, url)
    tour.patch(tour.staff, f"{url}electronic-invoice/", {"number": "SETP990000001"})
    tour.patch(tour.staff, f"{url}electronic-invoice/", {"cufe": "short"}, status=400)
    tour.get(tour.staff, f"{url}electronic-invoice/")


def refund(tour, url: str):
    key = {"HTTP_IDEMPOTENCY_KEY": "refund-17"}
    body = {"amount": "1000.00", "reason": "Llegó golpeado"}
    tour.post(tour.staff, url, body, status=201, **key)
    tour.post(tour.staff, url, body | {"reason": "Otra cosa"}, status=409, **key)
    tour.post(tour.staff, url, {"amount": "9999999.00", "reason": "Demasiado"}, status=400)
    tour.get(tour.staff, url)
    tour.get(tour.staff, f"{url}?state=lost", status=400)


def give_back(tour, url: str):
    tour.post(tour.shopper, f"{url}returns/", {}, status=400)
    tour.patch(tour.staff, url, {"status": "delivered"})
    product = tour.get(tour.shopper, url)["items"][0]["product_id"]
    one = {"items": [{"product_id": product, "quantity": 1}], "reason": "No me gustó"}
    tour.post(tour.shopper, f"{url}returns/", one, status=201)
    many = {"items": [{"product_id": product, "quantity": 50}]}
    tour.post(tour.shopper, f"{url}returns/", many, status=400)
    tour.get(tour.shopper, f"{url}returns/")
    tour.get(tour.shopper, f"{url}returns/?ordering=name", status=400)
