import re

import pytest

from smartmart.configuration import api


def test_crawlers_find_the_feeds_and_the_sitemap_alone_and_the_icon_is_found(client, settings):
    settings.PUBLIC_URL = "https://api.shop.example.com"
    lines = client.get("/robots.txt").text.split("\n")
    assert lines[:4] == ["User-agent: *", "Disallow: /", "Allow: /feeds/", "Allow: /sitemap"]
    assert lines[5:] == ["Sitemap: https://api.shop.example.com/sitemap.xml", ""]
    icon = client.get("/favicon.ico")
    assert (icon.status_code, icon["Content-Type"]) == (200, "image/svg+xml")


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://localhost:5173", True),
        ("http://127.0.0.1:3000", True),
        ("http://localhost", True),
        ("http://localhost.evil.example", False),
        ("http://localhost:80@evil.example", False),
        ("https://evil.example", False),
    ],
)
def test_in_development_every_port_of_this_machine_may_call_the_api(origin, allowed):
    [pattern] = re.findall(r'CORS_ALLOWED_ORIGIN_REGEXES = \[r"(.+)"\]', source())

    assert bool(re.match(pattern, origin)) is allowed


def source() -> str:
    with open(api.__file__, encoding="utf-8") as file:
        return file.read()
