"""Oscar API with its defaults on the same database, cache and server, to measure its purchase.

It runs in a separate virtual environment, since it needs other versions of the shop's packages."""
