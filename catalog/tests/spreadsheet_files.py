"""Files as spreadsheet programs write them, in Spanish and in English.

Each holds the same two products, so that one test judges them all."""

import io
from collections.abc import Callable

import openpyxl
from openpyxl.styles import Font

from catalog.tests import hand_made_books as hand

SPANISH = ["nombre", "precio", "existencias", "activo"]
ENGLISH = ["name", "price", "stock", "active"]


def csv_of(
    rows: list[list[str]],
    *,
    delimiter: str = ",",
    end: str = "\r\n",
    encoding: str = "utf-8",
    first: str = "",
    quoted: bool = False,
) -> bytes:
    def cell(text: str) -> str:
        needs = quoted or any(mark in text for mark in (delimiter, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if needs else text

    lines = [delimiter.join(map(cell, row)) for row in rows]
    return (first + end.join([*lines, ""])).encode(encoding)


def products(price: str, other: str, stock: str, headers: list[str], yes: str) -> list[list[str]]:
    return [
        headers,
        ["Café de Nariño", price, stock, yes],
        ["Panela «doña Ñusta»", other, "7", yes],
    ]


SPANISH_ROWS = products("27.500,50", "$ 25.000", "1.000", SPANISH, "VERDADERO")
PLAIN_SPANISH = products("27500,50", "25000", "1000", SPANISH, "VERDADERO")
ENGLISH_ROWS = products("27,500.50", "$25,000.00", "1,000", ENGLISH, "TRUE")
PLAIN_ENGLISH = products("27500.5", "25000", "1000", ENGLISH, "TRUE")
# A person deleted a column and its cells, whose formats stayed.
TRAILING = [[*row, "", "", ""] for row in PLAIN_SPANISH]


def book_of(*rows: list, active: int = 0, before: list[list] | None = None) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    if before is not None:
        for row in before:
            book.active.append(row)
        sheet = book.create_sheet("Hoja 1 - Tabla 1")
    else:
        sheet = book.active
    for row in rows:
        sheet.append(row)
    book.active = active
    book.save(out)
    return out.getvalue()


def numbers(headers: list[str], *, price: float = 27500.5) -> list[list]:
    return [headers, ["Café de Nariño", price, 1000.0, True], ["Panela «doña Ñusta»", 25000, 7, 1]]


def formatted_but_empty() -> bytes:
    """Excel keeps formatted cells below and beside the table."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in numbers(SPANISH):
        book.active.append(row)
    for row in range(4, 60):
        for column in range(1, 9):
            book.active.cell(row, column).font = Font(bold=True)
    book.active.cell(50, 6).value = ""
    book.save(out)
    return out.getvalue()


def as_text() -> bytes:
    """Google Sheets and pasted tables keep numbers as text."""
    return book_of(*SPANISH_ROWS)


def hand_made(**how: str) -> bytes:
    """Texts in their cells, results of formulas, a boolean, numbers with an exponent."""
    names = list(map(hand.inline, SPANISH))
    first = [
        hand.inline("Café de Nariño"),
        hand.value("27500.500000000004", formula="25000.455*1.1"),
    ]
    first += [hand.value("1E3"), hand.value("1", "b", "TRUE()")]
    other = [hand.value("Panela «doña Ñusta»", "str", "A1"), hand.value("2.5E4"), hand.value("7")]
    return hand.book([names, first, [*other, hand.inline("Sí")]], **how)


def shared_texts() -> bytes:
    """Texts in a part of their own, some half in bold, one with a line break of another system."""
    texts = [f"<t>{name}</t>" for name in SPANISH]
    texts += [hand.rich("Café ", "de Nariño"), "<t>Panela «doña Ñusta»</t>", "<t>Sí_x000D_</t>"]
    names = [hand.shared(number) for number in range(4)]
    yes, price, stock = hand.shared(6), hand.value("27500.5"), hand.value("1000")
    rows = [names, [hand.shared(4), price, stock, yes]]
    return hand.book(
        [*rows, [hand.shared(5), hand.value("25000"), hand.value("7"), yes]], texts=texts
    )


def titled() -> bytes:
    """A title over all columns, rows that a filter hides, and an old sheet that nobody sees."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    old = book.create_sheet("viejo", 0)
    old.append(SPANISH)
    old.append(["Café de antes", 1, 1, "sí"])
    old.sheet_state = "hidden"
    sheet = book["Sheet"]
    sheet["A1"] = "Lista de precios"
    sheet.merge_cells("A1:D1")
    for row in ([], [f"{SPANISH[0]}*", "Precio ($)", "Existencias:", "¿Activo?"]):
        sheet.append(row)
    for row in numbers(SPANISH)[1:]:
        sheet.append(row)
    sheet.row_dimensions[5].hidden = True
    book.active = 1
    book.save(out)
    return out.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "excel-es-csv-windows-1252": lambda: csv_of(PLAIN_SPANISH, delimiter=";", encoding="cp1252"),
    "excel-es-csv-utf-8": lambda: csv_of(PLAIN_SPANISH, delimiter=";", encoding="utf-8-sig"),
    "excel-es-formatted-prices": lambda: csv_of(SPANISH_ROWS, delimiter=";", encoding="utf-8-sig"),
    "excel-es-unicode-text": lambda: csv_of(SPANISH_ROWS, delimiter="\t", encoding="utf-16"),
    "excel-es-deleted-columns": lambda: csv_of(TRAILING, delimiter=";", encoding="utf-8-sig"),
    "excel-en-csv-windows-1252": lambda: csv_of(ENGLISH_ROWS, encoding="cp1252"),
    "excel-en-csv-utf-8": lambda: csv_of(PLAIN_ENGLISH, encoding="utf-8-sig"),
    "excel-en-unicode-text": lambda: csv_of(ENGLISH_ROWS, delimiter="\t", encoding="utf-16"),
    "excel-for-mac-csv": lambda: csv_of(PLAIN_ENGLISH, end="\r"),
    "sep-line": lambda: csv_of(SPANISH_ROWS, delimiter=";", first="sep=;\r\n"),
    "sep-line-quoted-with-mark": lambda: csv_of(
        ENGLISH_ROWS, delimiter=",", first='"sep=,"\n', end="\n", encoding="utf-8-sig"
    ),
    "sep-line-tab": lambda: csv_of(SPANISH_ROWS, delimiter="\t", first="sep=\t\r\n"),
    "libreoffice-es-comma": lambda: csv_of(PLAIN_SPANISH, end="\n"),
    "libreoffice-es-all-quoted": lambda: csv_of(PLAIN_SPANISH, end="\n", quoted=True),
    "libreoffice-utf-16-without-mark": lambda: csv_of(
        PLAIN_SPANISH, delimiter=";", end="\n", encoding="utf-16-le"
    ),
    "libreoffice-utf-16-big-endian": lambda: csv_of(
        PLAIN_SPANISH, delimiter=";", end="\n", encoding="utf-16-be"
    ),
    "google-sheets-es-csv": lambda: csv_of(SPANISH_ROWS),
    "google-sheets-en-csv": lambda: csv_of(ENGLISH_ROWS),
    "google-sheets-tsv": lambda: csv_of(SPANISH_ROWS, delimiter="\t"),
    "numbers-es-csv": lambda: csv_of(SPANISH_ROWS, delimiter=";", end="\n"),
    "numbers-csv-with-table-name": lambda: csv_of(
        [["Tabla 1"], *SPANISH_ROWS], delimiter=";", end="\n"
    ),
    "blank-rows": lambda: csv_of(
        [[], SPANISH_ROWS[0], ["", "", "", ""], *SPANISH_ROWS[1:], [" "], []], delimiter=";"
    ),
    "colombian-millions": lambda: csv_of(
        products("$ 27'500,50".replace("'", "."), "COP 25.000", "001000", SPANISH, "sí"),
        delimiter=";",
    ),
    "narrow-blanks": lambda: csv_of(
        products("27\u202f500,50", "$\xa025\xa0000", "1000,0", SPANISH, "Sí"), delimiter=";"
    ),
    "binary-noise-csv": lambda: csv_of(
        products("27500.500000000004", "24999.999999999996", "1000.0", ENGLISH, "yes")
    ),
    "excel-for-mac-roman": lambda: csv_of(
        PLAIN_SPANISH, delimiter=";", end="\r", encoding="mac_roman"
    ),
    "excel-texts-by-formula": lambda: (
        csv_of(products('="27500,50"', '="25000"', '="1000"', SPANISH, "s"), delimiter=";")
        .replace(b'"=""', b'="')
        .replace(b'"""', b'"')
    ),
    "pasted-from-a-chat": lambda: csv_of(
        products("\u202a27´500,50\u202c", "25.000 pesos", "+1000\u200b", SPANISH, "✓"),
        delimiter=";",
    ),
    "typed-on-paper-first": lambda: (
        csv_of(
            products("COP$ 27.500,50", "25.000,-", "1000.", SPANISH, "S"),
            delimiter=";",
            first="\ufeff",
        )
        + b"\x1a"
    ),
    "hand-made-xlsx": hand_made,
    "hand-made-xlsx-shared-texts": shared_texts,
    "excel-strict-xlsx": lambda: hand_made(space=hand.STRICT),
    "excel-xlsx-with-title-and-hidden-sheet": titled,
    "excel-xlsx": lambda: book_of(*numbers(SPANISH)),
    "excel-xlsx-binary-noise": lambda: book_of(*numbers(ENGLISH, price=27500.500000000004)),
    "excel-xlsx-formatted-but-empty": formatted_but_empty,
    "excel-xlsx-table-on-the-second-sheet": lambda: book_of(
        *numbers(SPANISH), before=[["Notas"], ["no borrar"]]
    ),
    "google-sheets-xlsx-text": as_text,
    "numbers-xlsx": lambda: book_of(
        ["Tabla 1"],
        *numbers(SPANISH),
        before=[["Este documento se exportó de Numbers."], ["Hoja", "Tabla"]],
    ),
}
