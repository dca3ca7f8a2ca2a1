"""How fast is the shop, beside what people would take instead? `make bench`."""
