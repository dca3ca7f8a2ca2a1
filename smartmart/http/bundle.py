"""Put the storefront's first scripts and styles into its page.

On a slow connection each file costs a round trip. Inside the page, the files arrive while
early.js waits for its first responses.

There is no build step: app.js and all that it imports are joined when the page is requested. Views
that load later find the joined modules in the global `modules`. A test checks that imports and
exports are written in the forms below."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from posixpath import dirname, join, normpath

IMPORT = re.compile(
    r'^import (?:\* as (?P<whole>\w+)|\{(?P<names>[^}]+)\}) from "(?P<path>\.[^"]+)";$', re.M
)
EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.M)
COMMENT = re.compile(r"^ *(?://.*|/\*[^*]*(?:\*(?!/)[^*]*)*\*/)\n", re.M)
# Modules fetched later; inside the page, their paths are relative to it.
LATER = re.compile(r"\bimport\(`\./")
PRELOAD = re.compile(r'^ *<link rel="modulepreload" href="assets/js/(.+)">\n', re.M)
STYLE = re.compile(r'^ *<link rel="stylesheet" href="assets/css/(.+)">\n', re.M)
EARLY = '<script src="assets/js/early.js"></script>'
APP = '<script type="module" src="assets/js/app.js"></script>'
INSIDE = re.compile(r"<(script|style)(?: type=\"module\")?>(.*?)</\1>", re.S)
ENTRY = "app.js"


def page(folder: Path) -> str:
    """Return index.html with early.js, the styles, and app.js with all it imports, inside it."""
    html = text(folder / "index.html")
    joined = modules(folder)
    html = PRELOAD.sub(lambda found: "" if found[1] in joined else found[0], html)
    start = STYLE.search(html).start()
    html = f"{html[:start]}  <style>\n{styles(folder)}</style>\n{STYLE.sub('', html[start:])}"
    html = html.replace(EARLY, f"<script>\n{COMMENT.sub('', source(folder, 'early.js'))}</script>")
    return html.replace(APP, f'<script type="module">\n{application(folder, joined)}</script>')


def hashes(html: str, tag: str) -> str:
    """Return the sources of a Content-Security-Policy that allow the page's own tags."""
    digests = (
        hashlib.sha256(found[2].encode()).digest()
        for found in INSIDE.finditer(html)
        if found[1] == tag
    )
    return " ".join(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)


def styles(folder: Path) -> str:
    names = STYLE.findall(text(folder / "index.html"))
    return "".join(text(folder / "assets" / "css" / name) for name in names)


def application(folder: Path, joined: list[str]) -> str:
    """Return app.js with all it imports."""
    parts = [wrapped(folder, each, joined) for each in joined if each != ENTRY]
    whole = "\n".join(["globalThis.modules = {};", *parts, linked(folder, ENTRY, joined)])
    return LATER.sub("import(`./assets/js/", whole)


def script(folder: Path, name: str) -> str:
    """Return a module that is fetched later."""
    return linked(folder, name, modules(folder))


def wrapped(folder: Path, name: str, joined: Iterable[str]) -> str:
    """Return a module as a function that runs at once and returns what it exports."""
    source = linked(folder, name, joined)
    exports = ", ".join(EXPORT.findall(source))
    return f'modules["{name}"] = (() => {{\n{EXPORT.sub("", source)}return {{ {exports} }};\n}})();'


def linked(folder: Path, name: str, joined: Iterable[str]) -> str:
    """Return the source of a module that takes joined modules from `modules`."""

    def link(found: re.Match) -> str:
        path = target(name, found["path"])
        if path not in joined:
            return found[0]
        names = found["whole"] or f"{{{found['names'].replace(' as ', ': ')}}}"
        return f'const {names} = modules["{path}"];'

    return IMPORT.sub(link, COMMENT.sub("", source(folder, name)))


def modules(folder: Path) -> list[str]:
    """Return what app.js imports, directly or not, and itself, in the order in which they run."""
    found: list[str] = []
    seen: set[str] = set()

    def follow(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        for match in IMPORT.finditer(source(folder, name)):
            follow(target(name, match["path"]))
        found.append(name)

    follow(ENTRY)
    return found


def target(importer: str, path: str) -> str:
    return normpath(join(dirname(importer), path))


def source(folder: Path, name: str) -> str:
    return text(folder / "assets" / "js" / name)


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
