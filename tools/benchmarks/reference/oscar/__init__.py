"""Oscar API as it comes, on the same database, cache and server: what its purchase costs.

It runs in a virtual environment of its own, since it wants other versions of what the shop uses."""
