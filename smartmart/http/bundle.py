"""Join the storefront's scripts and styles: on a slow line each file costs a round trip.

There is no build step: app.js and all that it imports are joined when they are requested. Views
that load later find the joined modules in `modules`, a global name. A test checks that imports and
exports are written in the forms below."""

import re
from collections.abc import Iterable
from pathlib import Path
from posixpath import dirname, join, normpath

IMPORT = re.compile(
    r'^import (?:\* as (?P<whole>\w+)|\{(?P<names>[^}]+)\}) from "(?P<path>\.[^"]+)";$', re.M
)
EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.M)
COMMENT = re.compile(r"^ *(?://.*|/\*[^*]*(?:\*(?!/)[^*]*)*\*/)\n", re.M)
PRELOAD = re.compile(r'^ *<link rel="modulepreload" href="assets/js/(.+)">\n', re.M)
STYLE = re.compile(r'^ *<link rel="stylesheet" href="assets/css/(.+)">\n', re.M)
ENTRY = "app.js"
ALL_STYLES = "all.css"


def page(folder: Path) -> str:
    """Return index.html with one stylesheet, and without preloads of modules that app.js holds."""
    html = text(folder / "index.html")
    joined = modules(folder)
    html = PRELOAD.sub(lambda found: "" if found[1] in joined else found[0], html)
    start = STYLE.search(html).start()
    link = f'  <link rel="stylesheet" href="assets/css/{ALL_STYLES}">\n'
    return html[:start] + link + STYLE.sub("", html[start:])


def styles(folder: Path) -> str:
    names = STYLE.findall(text(folder / "index.html"))
    return "".join(text(folder / "assets" / "css" / name) for name in names)


def script(folder: Path, name: str) -> str:
    """Return a module as it is served: app.js with all it imports, any other by itself."""
    joined = modules(folder)
    if name != ENTRY:
        return linked(folder, name, joined)
    parts = [wrapped(folder, each, joined) for each in joined if each != ENTRY]
    return "\n".join(["globalThis.modules = {};", *parts, linked(folder, ENTRY, joined)])


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
