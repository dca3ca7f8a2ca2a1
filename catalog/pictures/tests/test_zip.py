"""A ZIP file of pictures named by sku, and the hostile ones among them."""

import io
import struct
import zipfile

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models import Product
from catalog.pictures.tests import files
from catalog.services.deletion import delete_product
from catalog.services.products import create_product
from catalog.tests.factories import make_product
from users.tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
URL = "/admin/catalog/product/pictures/"


@pytest.fixture
def admin(client, staff):
    client.force_login(staff)
    client.cookies["django_language"] = "en"
    return client


def product(sku: str, **fields) -> Product:
    return create_product(name=f"Producto {sku}", sku=sku, price=1000, **fields)


def zipped(contents: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def send(admin, content: bytes, **fields) -> str:
    body = {"file": SimpleUploadedFile("fotos.zip", content), **fields}
    response = admin.post(URL, body, HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 200
    return response.getvalue().decode()


def lines(page: str) -> list[str]:
    return page.partition("<tbody")[2].split("<tr>")[1:]


def shades(product: Product) -> list[tuple[int, int]]:
    """The sizes of its pictures, in their order."""
    return [tuple(map(int, i.picture.sizes.split()[-1].split("x"))) for i in product.images.all()]


def test_pictures_go_to_the_product_they_are_named_after(admin):
    cup, plate, both = product("TZ 1"), product("PL/2"), product("TZ 1-3")
    page = send(
        admin,
        zipped(
            {
                "fotos/TZ 1-10.jpg": files.png(30, 10),
                "fotos/TZ 1-2.PNG": files.png(20, 10),
                "TZ 1.jpg": files.png(10, 10),
                "TZ 1-3.jpg": files.png(40, 10),
                "nobody.png": files.png(),
                "TZ 1-4.png": b"no picture",
            }
        ),
    )

    assert shades(cup) == [(10, 10), (20, 10), (30, 10)]
    assert shades(both) == [(40, 10)]
    assert not plate.images.exists()
    report = lines(page)
    assert len(report) == 6
    assert "nobody.png" in report[0] and "No product has this SKU." in report[0]
    assert sum("Added." in line for line in report) == 4
    assert any("TZ 1-4.png" in line and "Choose a JPEG" in line for line in report)
    assert LogEntry.objects.filter(object_id=str(cup.pk)).exists()


def test_the_same_file_again_changes_nothing(admin):
    cup = product("TZ")
    content = zipped({"TZ.jpg": files.png()})
    send(admin, content)
    page = send(admin, content)

    assert cup.images.count() == 1
    assert "already" in page


def test_pictures_are_replaced_where_that_is_wanted(admin):
    cup = product("TZ", images=[{"image_url": "https://img.example.com/a.jpg"}])
    other = product("OT", images=[{"image_url": "https://img.example.com/b.jpg"}])
    bad = product("BD", images=[{"image_url": "https://img.example.com/c.jpg"}])
    send(admin, zipped({"TZ.png": files.png(), "BD.png": b"x"}), replace="on")

    assert shades(cup) == [(48, 32)]
    assert other.images.get().picture is None and bad.images.get().picture is None


def test_names_in_any_alphabet_find_their_sku(admin):
    accented, emoji = product("CAFÉ-ñ"), product("☕-1")
    decomposed = "CAFE\u0301-n\u0303.png"
    send(admin, zipped({decomposed: files.png(), "☕-1.png": files.png(9, 9)}))

    assert shades(accented) == [(48, 32)] and shades(emoji) == [(9, 9)]


def test_utf_8_that_does_not_say_so_is_read(admin):
    cup = product("CAFÉ")
    content = zipped({"CAFE_.png": files.png()})
    # The same length in UTF-8, without the flag.
    content = content.replace(b"CAFE_.png", "CAFÉ.png".encode())
    send(admin, content)

    assert shades(cup) == [(48, 32)]


def test_no_name_leads_out_of_the_archive(admin, media):
    cup = product("passwd")
    names = ["../../../etc/passwd.png", "/etc/passwd-2.png", "..\\..\\passwd-3.png", "a\x01.png"]
    page = send(admin, zipped({name: files.png(9, n + 1) for n, name in enumerate(names)}))

    assert shades(cup) == [(9, 1), (9, 2), (9, 3)]
    assert "\x01" not in page
    kept = [path for path in media.rglob("*") if path.is_file()]
    assert all(path.parent.parent == media / "pictures" for path in kept)
    assert [path.name for path in media.parent.iterdir()] == ["media"]


def test_what_programs_put_beside_is_passed_over(admin):
    product("TZ")
    names = ["__MACOSX/._TZ.jpg", ".DS_Store", "Thumbs.db", "folder/"]

    assert lines(send(admin, zipped(dict.fromkeys(names, b"")))) == []


def test_deleted_products_get_none(admin):
    cup = product("TZ")
    delete_product(cup.pk)
    page = send(admin, zipped({"TZ.jpg": files.png()}))

    assert "No product has this SKU." in page and not cup.images.exists()


def refusal(admin, content: bytes) -> str:
    page = send(admin, content)
    assert "errorlist" in page and lines(page) == []
    return page


def end_of(content: bytes) -> int:
    return content.rfind(b"PK\x05\x06")


def test_what_is_no_archive_is_refused(admin):
    whole = zipped({"TZ.jpg": files.png()})
    at = end_of(whole)
    huge_table = whole[: at + 12] + struct.pack("<I", 0x7FFFFFFF) + whole[at + 16 :]
    zip64 = whole[:at] + b"PK\x06\x07" + b"\x00" * 16 + whole[at:]
    for content in (
        b"x",
        b"PK\x05\x06",
        whole[:-30],
        huge_table,
        zip64,
        whole[at:] * 2,
        files.png(),
    ):
        refusal(admin, content)


def test_more_entries_than_anybody_needs_are_refused(admin, monkeypatch):
    monkeypatch.setattr("catalog.pictures.zipped.archives.MOST_ENTRIES", 3)

    assert "at most 3 files" in refusal(admin, zipped(dict.fromkeys("abcd", b"")))


def test_bombs_are_cut_off(admin, settings):
    settings.PICTURE_MAX_MB = 1
    cup = product("TZ")
    liar = zipped({"TZ-2.jpg": b"\x00" * 5_000_000})
    liar = liar.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 100))
    page = send(admin, zipped({"TZ.jpg": b"\x00" * 20_000_000, "TZ-2.png": files.png()}))

    assert "at most 1 MB" in page and shades(cup) == [(48, 32)]
    assert "damaged" in send(admin, liar) or "at most 1 MB" in send(admin, liar)


def test_all_together_is_bounded(admin, settings, monkeypatch):
    monkeypatch.setattr("catalog.pictures.zipped.archives.MOST_IN_ALL", 0)
    product("TZ")

    assert "too much in it" in send(admin, zipped({"TZ.jpg": files.png()}))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_take_any_memory_are_not_unpacked(admin, method):
    product("TZ")

    assert "can&#x27;t be read" in send(admin, zipped({"TZ.jpg": files.png()}, method))


def test_a_locked_or_damaged_entry_spoils_only_itself(admin):
    cup = product("TZ")
    content = bytearray(zipped({"TZ.png": files.png(), "TZ-2.png": files.png(9, 9)}))
    second = content.rfind(b"PK\x01\x02")
    content[second + 8] |= 1
    page = send(admin, bytes(content))

    assert "can&#x27;t be read" in page and shades(cup) == [(48, 32)]
    broken = bytearray(zipped({"TZ-3.png": files.png(30, 30)}, zipfile.ZIP_STORED))
    broken[60] ^= 255
    assert "damaged" in send(admin, bytes(broken))


def test_only_who_may_change_products(client, shopper):
    body = {"file": SimpleUploadedFile("a.zip", zipped({}))}
    assert client.post(URL, body).status_code == 302
    client.force_login(make_user(is_staff=True))
    assert client.get(URL).status_code == client.post(URL, body).status_code == 403


def test_the_list_links_to_it(admin):
    make_product()

    assert URL in admin.get("/admin/catalog/product/").content.decode()
