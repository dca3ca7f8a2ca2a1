"""The shop's identity and health."""


def visit(tour):
    tour.get(tour.anyone, "/shop/")
    tour.get(tour.anyone, "/places/")
    tour.get(tour.anyone, "/health/")
    tour.get(tour.anyone, "/health/ready/")
