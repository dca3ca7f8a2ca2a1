"""Tax classes of the demo products; others are standard.

From summaries of the Estatuto Tributario (docs/how-to/prices-and-tax.md). Have an accountant check
a real shop's products."""

from common.money.taxes import TaxClass

NAMED: dict[TaxClass, tuple[str, ...]] = {
    # Art. 424: raw produce, pulses, rice for human consumption, panela, honey.
    TaxClass.EXCLUDED: (
        "Fríjol cargamanto rojo 1 kg",
        "Lenteja de primera 500 g",
        "Arroz blanco 5 kg",
        "Garbanzo seleccionado 500 g",
        "Panela en bloque 1 kg",
        "Miel de abejas",
        "Mango de azúcar 1 kg",
        "Lulo maduro 1 kg",
        "Granadilla por seis",
        "Aguacate Hass por cuatro",
    ),
    # Art. 477: milk, eggs, fresh cheese.
    TaxClass.EXEMPT: (
        "Leche entera 1 l",
        "Huevos AA por treinta",
        "Queso costeño 500 g",
        "Cuajada campesina 400 g",
    ),
    # Art. 468-1: coffee, chocolate, flours.
    TaxClass.REDUCED: (
        "Café ",
        "Chocolate de mesa con clavos y canela",
        "Harina de maíz blanca 1 kg",
    ),
    # Art. 512-1 and following: prepared food.
    TaxClass.CONSUMPTION: ("Almuerzo del día",),
}


def tax_class_of(product: str) -> str:
    """Return the tax class by the start of the product's name."""
    for tax_class, names in NAMED.items():
        if product.startswith(names):
            return tax_class
    return TaxClass.STANDARD
