"""A tour of the API in the demo shop: what it records becomes the examples of the schema."""

from smartmart.tests.tour import accounts, buying, catalogue, errors, orders, platform, users

STOPS = (platform, catalogue, buying, orders, accounts, users, errors)
