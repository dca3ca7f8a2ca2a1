"""Workbooks with content that openpyxl itself never writes."""

import io
import zipfile

USUAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/></Types>"""
# The sentence that begins each of these files.
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def related(**targets: str) -> str:
    rows = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{target}"/>'
        for name, target in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def book(rows: list[list[str]], *, texts: list[str] = (), space: str = USUAL) -> bytes:
    """rows: of cells in XML; texts: the shared ones, in XML too. The stated size is wrong."""
    data = "".join(f"<row>{''.join(cells)}</row>" for cells in rows)
    sheet = f'<dimension ref="A1"/><sheetData>{data}</sheetData>'
    sheets = '<sheets><sheet name="Hoja1" sheetId="1" r:id="worksheet"/></sheets>'
    shared = "".join(f"<si>{text}</si>" for text in texts)
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": related(officeDocument="xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": related(
            worksheet="worksheets/sheet1.xml", sharedStrings="sharedStrings.xml"
        ),
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{OFFICE}">{sheets}</workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{space}">{sheet}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{space}">{shared}</sst>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, XML + text)
    return out.getvalue()


def inline(text: str) -> str:
    """A text in its cell, as programs write it that know no shared strings."""
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def rich(*runs: str) -> str:
    """A text of which a part is bold."""
    return "".join(f"<r><rPr><b/></rPr><t>{run}</t></r>" for run in runs)


def shared(number: int) -> str:
    return f'<c t="s"><v>{number}</v></c>'


def value(text: str, kind: str = "n", formula: str = "") -> str:
    return f'<c t="{kind}">{f"<f>{formula}</f>" if formula else ""}<v>{text}</v></c>'
