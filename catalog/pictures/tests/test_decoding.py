"""Decoding: any file becomes three sizes of WebP, or is rejected."""

import io
import struct
import threading

import pytest
from PIL import Image, ImageCms

from catalog.pictures import avif, decoding
from catalog.pictures.faults import PictureRefused
from catalog.pictures.kinds import webp_size
from catalog.pictures.tests import files
from catalog.pictures.tests.files import BLUE, GREEN, RED, WHITE, corners, saved
from catalog.services.transactions import CatalogBusy


def opened(size: decoding.Size) -> Image.Image:
    image = Image.open(io.BytesIO(size.content))
    assert image.format == "WEBP"
    image.load()
    return image


def largest(content: bytes) -> Image.Image:
    return opened(decoding.encode(content).sizes[-1])


def is_close(pixel: tuple, color: tuple) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel[:3], color, strict=True))


def corners_of(image: Image.Image) -> list[tuple]:
    width, height = image.size
    places = [(4, 4), (width - 5, 4), (4, height - 5), (width - 5, height - 5)]
    pixels = [image.convert("RGB").getpixel(place) for place in places]
    known = (RED, GREEN, BLUE, WHITE)
    return [next((c for c in known if is_close(pixel, c)), pixel) for pixel in pixels]


def refused(content: bytes) -> str:
    with pytest.raises(PictureRefused) as caught:
        decoding.encode(content)
    return caught.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_each_kind_becomes_webp(kind):
    image = largest(saved(corners(), kind, quality=95))

    assert image.size == (48, 32)
    assert corners_of(image) == [RED, GREEN, BLUE, WHITE]


def test_three_sizes_and_none_enlarged():
    large = decoding.encode(saved(Image.new("RGB", (2000, 1000), RED), "JPEG"))
    small = decoding.encode(files.png(500, 400))
    tiny = decoding.encode(files.png(1, 1))

    assert [(s.width, s.height) for s in large.sizes] == [(320, 160), (800, 400), (1600, 800)]
    assert [(s.width, s.height) for s in small.sizes] == [(320, 256), (500, 400)]
    assert [(s.width, s.height) for s in tiny.sizes] == [(1, 1)]


def test_the_same_picture_has_the_same_digest_whatever_its_file_says():
    plain, tagged = saved(corners(), "PNG"), saved(corners(), "PNG", exif=Image.Exif().tobytes())

    assert decoding.encode(plain).digest == decoding.encode(tagged).digest
    assert decoding.encode(plain).digest != decoding.encode(files.png()).digest


TURNED = {
    1: [RED, GREEN, BLUE, WHITE],
    2: [GREEN, RED, WHITE, BLUE],
    3: [WHITE, BLUE, GREEN, RED],
    4: [BLUE, WHITE, RED, GREEN],
    5: [RED, BLUE, GREEN, WHITE],
    6: [BLUE, RED, WHITE, GREEN],
    7: [WHITE, GREEN, BLUE, RED],
    8: [GREEN, WHITE, RED, BLUE],
}


@pytest.mark.parametrize(("orientation", "expected"), TURNED.items())
def test_a_photo_stands_upright(orientation, expected):
    image = largest(files.photo(orientation))

    assert corners_of(image) == expected
    assert image.size == ((48, 32) if orientation < 5 else (32, 48))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_tells_where_it_was_taken(kind):
    for size in decoding.encode(files.photo(6, kind)).sizes:
        assert dict(opened(size).getexif()) == {}
        assert not {"exif", "xmp", "icc_profile"} & set(opened(size).info)
        assert b"EXIF" not in size.content and b"Camera of Ana" not in size.content


def test_broken_exif_refuses_no_picture():
    content = saved(corners(), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff" + b"\xff" * 40)

    assert largest(content).size == (48, 32)


def test_what_hangs_on_a_picture_is_left_behind():
    page = b"<script>alert(1)</script><?php system('id'); ?>PK\x03\x04"
    for content in (
        saved(corners(), "JPEG", comment=page) + page,
        saved(corners(), "PNG") + page,
        saved(corners(), "WEBP", xmp=page),
    ):
        for size in decoding.encode(content).sizes:
            assert b"script" not in size.content and b"php" not in size.content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html>\xff\xd8\xff</html>",
        b"GIF89a" + saved(corners(), "JPEG"),
        saved(corners(), "GIF"),
        saved(corners(), "BMP"),
        saved(corners(), "TIFF"),
        saved(corners(), "ICO"),
        b"%PDF-1.7 " + saved(corners(), "JPEG"),
        b"RIFF\x00\x00\x00\x00WEBP",
        b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00",
        b"\x00\x00\x00\x20ftypheic" + b"\x00" * 200,
        b"\xff\xff\xff\xffftypavif" + b"avif" * 200,
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        b"\xff\xd8\xff" + saved(corners(), "PNG"),
    ],
    ids=range(16),
)
def test_what_is_no_picture_is_refused(content):
    assert refused(content) == "invalid_image"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_half_a_picture_is_refused(kind):
    content = saved(Image.effect_noise((64, 64), 80).convert("RGB"), kind)

    for share in (0.02, 0.3, 0.9):
        assert refused(content[: int(len(content) * share)]) == "invalid_image"


def test_a_bomb_is_refused_before_it_is_decoded(settings):
    for content in (
        files.png_that_says(60_000, 60_000),
        files.png_that_says(2**31 - 1, 2**31 - 1),
        files.png_that_says(10_000, 3_001),
        files.webp_that_says(16_384, 16_384),
    ):
        assert refused(content) == "image_too_large"
    assert refused(files.png_that_says(0, 5)) == "invalid_image"
    settings.PICTURE_MAX_MEGAPIXELS = 1
    flat = Image.new("RGB", (1100, 1000))
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        assert refused(saved(flat, kind)) == "image_too_large"


def test_an_avif_that_lies_about_its_size_finds_no_memory(monkeypatch):
    flat = saved(Image.new("RGB", (6000, 5000), RED), "AVIF", quality=20, speed=10)
    lie = files.avif_that_says(10, 10, flat)
    # Enough for the interpreter and a small picture.
    monkeypatch.setattr(avif, "address_space", lambda most_pixels: 90_000_000)

    assert refused(lie) == "invalid_image"
    assert refused(flat) == "invalid_image"


def test_an_avif_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(avif, "SECONDS", 0.001)

    assert refused(saved(corners(), "AVIF")) == "invalid_image"


def test_text_that_inflates_is_no_way_in():
    inflated = files.zlib.compress(b"\x00" * 3_000_000)
    bomb = files.chunk(b"zTXt", b"Comment\x00\x00" + inflated)
    png = files.png()

    assert refused(png[:33] + bomb + png[33:]) == "invalid_image"


def test_the_size_of_every_kind_of_webp_is_read_from_its_header():
    for options in ({}, {"lossless": True}, {"exif": b"Exif\x00\x00"}):
        assert webp_size(saved(corners(), "WEBP", **options)) == (48, 32)


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_many_frames_the_first_is_shown(kind):
    image = largest(files.animated(kind, 60))

    assert not getattr(image, "is_animated", False)
    assert is_close(image.convert("RGB").getpixel((8, 8)), GREEN)


def test_a_phone_s_double_jpeg_is_a_jpeg():
    content = saved(corners(), "MPO", save_all=True, append_images=[Image.new("RGB", (9, 9))])

    assert corners_of(largest(content)) == [RED, GREEN, BLUE, WHITE]


def test_cmyk_keeps_its_colors():
    image = largest(saved(corners().convert("CMYK"), "JPEG", quality=95))

    assert image.mode == "RGB" and corners_of(image) == [RED, GREEN, BLUE, WHITE]


def test_sixteen_bits_of_gray_are_not_cut_off():
    shades = Image.new("I;16", (48, 32))
    shades.putdata([32_896] * (48 * 32))

    assert is_close(largest(saved(shades)).convert("RGB").getpixel((20, 20)), (128, 128, 128))


def test_sixteen_bits_of_color():
    row = b"\x00" + struct.pack(">HHH", 51_400, 7_710, 7_710) * 4
    header = struct.pack(">IIBBBBB", 4, 4, 16, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", files.zlib.compress(row * 4)), (b"IEND", b""))
    content = b"\x89PNG\r\n\x1a\n" + b"".join(files.chunk(*part) for part in parts)

    assert is_close(largest(content).convert("RGB").getpixel((1, 1)), RED)


def transparent(mode: str) -> bytes:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((*RED, 255), (20, 0, 40, 40))
    if mode == "P":
        indexed = Image.new("P", (40, 40), 0)
        indexed.putpalette([0, 0, 0, *RED])
        indexed.paste(1, (20, 0, 40, 40))
        return saved(indexed, transparency=0)
    return saved(image.convert(mode))


@pytest.mark.parametrize("mode", ["P", "LA", "RGBA"])
def test_transparency_stays(mode):
    image = largest(transparent(mode)).convert("RGBA")

    assert image.getpixel((5, 5))[3] == 0
    assert image.getpixel((35, 5))[3] == 255


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_other_modes_are_shown_as_they_are(mode):
    assert largest(saved(Image.new("RGB", (40, 40), WHITE).convert(mode))).mode == "RGB"


def test_a_foreign_color_profile_is_applied_and_a_broken_one_passed_over():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, b"no profile", b"\x00" * 200):
        content = saved(corners(), "JPEG", icc_profile=profile, quality=95)
        assert corners_of(largest(content)) == [RED, GREEN, BLUE, WHITE]


def test_too_many_bytes_are_not_even_read(settings):
    settings.PICTURE_MAX_MB = 1
    file = io.BytesIO(b"\x00" * 3_000_000)

    with pytest.raises(PictureRefused) as caught:
        decoding.read(file)
    assert caught.value.code == "image_too_large"
    assert file.tell() == 1_000_001


def test_pictures_are_decoded_one_at_a_time(monkeypatch):
    monkeypatch.setattr(decoding, "PATIENCE", 0.01)
    with decoding.decoder, pytest.raises(CatalogBusy):
        decoding.encode(files.png())
    threads = [threading.Thread(target=decoding.encode, args=[files.png()]) for _ in range(2)]
    for thread in threads:
        thread.start()
        thread.join()

    assert not decoding.decoder.locked()
