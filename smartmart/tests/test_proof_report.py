"""What `make proof ARGS=--write` puts into the documents, from rows as the shares report them."""

import re

from django.conf import settings

from tools.proof.report import summary, tables


def row(part, bad=(), twin="", **figures):
    return {
        "part": part,
        "twin": twin,
        "repeatable": False,
        "figures": figures,
        "bad": list(bad),
        "seconds": 1.5,
    }


def shares(*rows):
    return [{"engine": "SQLite 3.40.1", "rows": list(rows)}]


def test_the_caption_names_day_and_commit():
    words = tables.caption(shares(), 120.0)

    assert re.match(r"\d{4}-\d\d-\d\d, (commit [0-9a-f]{7,}|no commit)", words)
    assert words.endswith("; 2 minutes.")


def test_the_readme_says_what_failed():
    text = summary.of(
        shares(
            row("8 rivals for the last unit", rounds=25, oversold=0),
            row("8 rivals for the last unit", twin="unlocked", rounds=25, oversold=9),
            row("forged, over HTTP", bad=["forged"], requests=100, forged=2),
            row("signed fields forged", requests=200, forged=0),
        ),
        seconds=60,
    )

    assert "| 8 buyers for the last unit | 25 | 0 oversold |" in text
    assert "| forged notifications | 300 | 2 accepted; FAILED: forged 2 |" in text
    assert text.endswith("1 of 4 FAILED.")


def test_the_end_names_each_failure_with_its_figures():
    found = shares(
        row("primary killed", bad=["broken"], broken=1, pause_seconds=70.2),
        row("rivals", bad=["void"], twin="unlocked"),
        row("switch-over", pause_seconds=2.0),
    )

    assert tables.failures(found) == [
        "SQLite 3.40.1: primary killed: FAILED: broken 1; 70.2 s without a new order",
        "SQLite 3.40.1: rivals without unlocked: FAILED: void",
    ]


def test_it_replaces_what_stands_between_the_marks(tmp_path):
    page = tmp_path / "README.md"
    page.write_text("before\n<!-- proof -->\nold\n<!-- end of proof -->\nafter\n")

    summary.write(page, "new")

    assert page.read_text() == "before\n<!-- proof -->\n\nnew\n\n<!-- end of proof -->\nafter\n"


def test_the_readme_has_the_marks():
    assert summary.MARKS.search((settings.BASE_DIR / "README.md").read_text())
