"""The shop itself, and whether it is alive."""


def visit(tour):
    tour.get(tour.anyone, "/shop/")
    tour.get(tour.anyone, "/places/")
    tour.get(tour.anyone, "/health/")
    tour.get(tour.anyone, "/health/ready/")
