"""A tour of the API in the demo shop: its recording becomes the schema's examples."""

from smartmart.tests.tour import accounts, buying, catalogue, errors, orders, platform, users

STOPS = (platform, catalogue, buying, orders, accounts, users, errors)
