"""Your own account, from sign-up to deletion."""

from smartmart.tests.tour.buying import HOME

EMAIL, PASSWORD, SECOND = "ines@mail.example", "arepa-con-queso-7", "tinto-sin-azucar-8"
DEMO = {"email": "shopper@smartmart.test", "password": "demo-Shopper-1"}


def visit(tour):
    join(tour)
    log_in(tour)
    keep_profile(tour)
    keep_addresses(tour)
    change_password(tour)
    leave(tour)


def join(tour):
    body = {"email": EMAIL, "username": "ines", "password": PASSWORD, "first_name": "Inés"}
    tour.post(tour.anyone, "/register/", body, status=202)
    url = f"/verifyemail/{tour.mailed('verifyemail').split('/')[2]}/"
    tour.get(tour.anyone, url, status=201)
    tour.get(tour.anyone, url, status=400)
    tour.post(tour.anyone, "/register/", body | {"email": "otra@mail.example"}, status=400)
    tour.post(tour.anyone, "/register/", {"email": EMAIL, "username": "otra"}, status=400)


def log_in(tour):
    tour.post(tour.anyone, "/login/", DEMO)
    tour.post(tour.anyone, "/login/", DEMO | {"password": "wrong"}, status=401)
    tour.post(tour.anyone, "/login/", {"email": EMAIL}, status=400)
    refresh = tour.session(EMAIL, PASSWORD)["refresh"]
    tour.post(tour.anyone, "/refresh/", {"refresh": refresh})
    tour.post(tour.anyone, "/refresh/", {"refresh": "no token"}, status=401)
    tour.post(tour.anyone, "/refresh/", {}, status=400)


def keep_profile(tour):
    url = "/users/profile/"
    tour.get(tour.shopper, url)
    tour.patch(tour.shopper, url, {"phone": "3001234567", "date_of_birth": "1990-05-17"})
    tour.patch(tour.shopper, url, {"date_of_birth": "yesterday"}, status=400)
    tour.get(tour.shopper, f"{url}export/")


def keep_addresses(tour):
    url = "/users/addresses/"
    place = {name: value for name, value in HOME.items() if name != "method"}
    body = {"label": "Casa", "name": "Lucía Peña"} | place
    made = tour.post(tour.shopper, url, body, status=201)
    tour.post(tour.shopper, url, body | {"city": "Atlantis"}, status=400)
    tour.get(tour.shopper, url)
    tour.get(tour.shopper, f"{url}?page_size=many", status=400)
    tour.patch(tour.shopper, f"{url}{made['id']}/", {"label": "Oficina"})
    tour.patch(tour.shopper, f"{url}{made['id']}/", {"city": "Atlantis"}, status=400)
    tour.delete(tour.shopper, f"{url}{made['id']}/")


def change_password(tour):
    url = "/password/change/"
    ines = tour.client(EMAIL, PASSWORD)
    wrong = {"current_password": "wrong", "new_password": SECOND}
    tour.post(ines, url, wrong, status=400)
    tour.post(ines, url, wrong | {"current_password": PASSWORD})
    tour.post(tour.anyone, "/password/reset/", {"email": EMAIL}, status=202)
    tour.post(tour.anyone, "/password/reset/", {}, status=400)
    body = tour.query(tour.mailed("reset")) | {"new_password": PASSWORD}
    tour.post(tour.anyone, "/password/reset/confirm/", body)
    tour.post(tour.anyone, "/password/reset/confirm/", body, status=400)


def leave(tour):
    refresh = tour.session(EMAIL, PASSWORD)["refresh"]
    tour.post(tour.client(EMAIL, PASSWORD), "/logout/", {"refresh": refresh})
    tour.post(tour.client(EMAIL, PASSWORD), "/logout/all/")
    visitor = tour.client("visitor@smartmart.test", "demo-Visitor-1")
    tour.patch(visitor, "/users/profile/", {"email": "mateo@mail.example"})
    tour.get(tour.anyone, f"/verifyemail/{tour.mailed('verifyemail').split('/')[2]}/")
    tour.patch(visitor, "/users/deactivate/", {})
    ines = tour.client(EMAIL, PASSWORD)
    tour.delete(ines, "/users/profile/", {"current_password": "wrong"}, status=400)
    tour.delete(ines, "/users/profile/", {"current_password": PASSWORD})
