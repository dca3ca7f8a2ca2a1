"""Compare the speed of the shop with that of its alternatives: `make bench`."""
