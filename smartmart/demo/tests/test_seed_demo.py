from io import BytesIO, StringIO
from os import listdir

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import Sum
from PIL import Image, ImageChops, ImageStat

from catalog.models import Category, Product, ProductImage, StockMovement
from catalog.pictures.names import file_of
from integrations.epayco.models import LedgerEntry
from orders.models import Order
from smartmart.demo import pictures
from smartmart.demo.drawing.__main__ import drawing, function_of
from smartmart.demo.tax_classes import NAMED
from users.models import AppUser

NAMED_ALL = [name for names in NAMED.values() for name in names]


def seed() -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


def test_the_demo_shop_is_filled_once(db, debug):
    first = seed()
    state = [list(Model.objects.order_by("pk").values()) for Model in (Product, Order, AppUser)]
    second = seed()

    assert "admin@smartmart.test" in first
    assert "New: 0 products, 0 accounts, 0 orders." in second
    assert state == [
        list(Model.objects.order_by("pk").values()) for Model in (Product, Order, AppUser)
    ]


def test_the_demo_shop_shows_every_state_and_its_stock_adds_up(db, debug, api):
    seed()

    assert Product.objects.count() >= 60
    assert Category.objects.filter(parent__parent__isnull=False).exists()
    shown = {"new", "preparing", "shipped", "delivered", "cancelled"}
    assert set(Order.objects.values_list("status", flat=True)) == shown
    statuses = set(Order.objects.values_list("payment_status", flat=True))
    assert statuses == set(Order.PaymentStatus.values)
    for product in Product.objects.annotate(moved=Sum("movements__change")):
        assert (product.moved or 0) == product.stock_quantity, product.name
    assert StockMovement.objects.filter(reason="sale").exists()
    login = {"email": "shopper@smartmart.test", "password": "demo-Shopper-1"}
    assert api.post("/login/", login).status_code == 200


def test_every_demo_product_has_an_uploaded_picture_of_its_own(db, debug):
    seed()
    images = ProductImage.objects.select_related("picture", "product")

    assert Product.objects.filter(images=None).count() == 0
    assert images.filter(picture=None).count() == 0
    assert images.values("picture").distinct().count() == images.count()
    for image in images:
        assert image.picture.sizes == "320x320 800x800"
        assert image.alt_text == image.product.name
        for width in pictures.WIDTHS:
            content = default_storage.open(file_of(image.picture.name, width)).read()
            assert content == pictures.file_of(image.product.slug, width).read_bytes()


def test_every_demo_picture_is_drawn_by_the_script(db):
    names = {name.removesuffix(".webp") for name in listdir(pictures.FOLDER) if "webp" in name}

    assert names == {f"{slug}-{width}" for slug in pictures.slugs() for width in pictures.WIDTHS}
    assert all(function_of(slug) for slug in pictures.slugs())
    # The drawing itself, where a release of Pillow may encode it a little differently.
    slug = "raton-ergonomico"
    drawn = Image.open(BytesIO(drawing(slug))).convert("RGB")
    kept = Image.open(pictures.file_of(slug, 800)).convert("RGB")
    assert max(ImageStat.Stat(ImageChops.difference(drawn, kept)).mean) < 3


def test_a_demo_of_before_gets_its_pictures(db, debug):
    seed()
    product = Product.objects.get(name="Gorra tejida")
    product.images.update(image_url="http://old/static/catalog/demo/gorra.svg", picture=None)

    seed()

    assert product.images.get().picture.sizes == "320x320 800x800"


def test_no_public_passwords_outside_debug(db):
    with pytest.raises(CommandError):
        seed()
    assert not AppUser.objects.exists()


def test_the_demo_shop_has_something_for_each_page_of_the_staff(db, debug):
    seed()

    waiting = LedgerEntry.objects.needing_attention()
    assert [entry.attention for entry in waiting] == ["out_of_stock"]
    assert set(Order.objects.values_list("document_type", flat=True)) == {"", "CC", "NIT"}
    methods = set(Order.objects.values_list("delivery_method", flat=True))
    assert methods == {"", "pickup", "standard"}
    assert len({order.created_at.date() for order in Order.objects.all()}) > 4


def test_demo_products_have_their_tax_classes(db, debug):
    seed()

    classes = dict(Product.objects.values_list("name", "tax_class"))
    for name, expected in {
        "Arroz blanco 5 kg": "excluded",
        "Panela en bloque 1 kg": "excluded",
        "Mango de azúcar 1 kg": "excluded",
        "Leche entera 1 l": "exempt",
        "Huevos AA por treinta": "exempt",
        "Café de Nariño molido 500 g": "reduced",
        "Chocolate de mesa con clavos y canela": "reduced",
        "Almuerzo del día": "consumption",
        "Licuadora de vidrio de 1,5 l": "standard",
    }.items():
        assert classes[name] == expected, name
    assert all(any(name.startswith(known) for name in classes) for known in NAMED_ALL)
