"""Accounts, as the administrator keeps them."""

NEW = {
    "email": "marta@mail.example",
    "username": "marta",
    "password": "aguapanela-9",
    "first_name": "Marta",
    "groups": ["Staff"],
}


def visit(tour):
    tour.get(tour.admin, "/users/?group=Staff")
    tour.get(tour.admin, "/users/?is_active=perhaps", status=400)
    made = tour.post(tour.admin, "/users/", NEW, status=201)
    tour.post(tour.admin, "/users/", NEW, status=400)
    known = tour.get(tour.admin, "/users/?search=shopper")["results"][0]
    url = f"/users/{known['id']}/"
    tour.get(tour.admin, url)
    tour.patch(tour.admin, url, {"groups": ["User"]})
    tour.patch(tour.admin, url, {"groups": ["Pirates"]}, status=400)
    me = tour.get(tour.admin, "/users/?search=admin@smartmart.test")["results"][0]
    tour.patch(tour.admin, f"/users/{me['id']}/", {"is_active": False}, status=400)
    tour.delete(tour.admin, f"/users/{me['id']}/", status=400)
    tour.delete(tour.admin, f"/users/{made['id']}/")
