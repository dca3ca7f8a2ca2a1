"""The unique keys of products while a file is read."""

from catalog.models import Product


class Keys:
    """Tracks which product owns which unique key while a file is read."""

    def __init__(self, owners: dict[str, Product]):
        self.owners = owners
        self.holders = {key: product.pk for key, product in owners.items()}
        # A key is free if the file's row of its current owner gives it up.
        self.leaving: set[int] = set()

    def take(self, key: str | None, pk: int | None) -> bool:
        """Assign the key to this row; return False if another one has it."""
        owner = self.holders.get(key)
        if owner is not None and owner != pk and owner not in self.leaving:
            return False
        if key is not None:
            self.leaving.discard(owner)
            self.holders[key] = pk or -1
        return True
