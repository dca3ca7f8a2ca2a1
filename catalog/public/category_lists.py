"""Category lists, built from the tree in memory without a query."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from typing import Any

from catalog.public.tree import Node, Tree
from catalog.services.slugs import sort_name
from common.http.cursors import Cursor, Page, Walk, read
from common.text import plain

SORT_KEYS = {
    "name": lambda node: sort_name(node.name),
    "created_at": lambda node: node.created_at,
    "updated_at": lambda node: node.updated_at,
}


def select_categories(
    tree: Tree,
    *,
    sees_all: bool,
    parent: Node | None = None,
    deep: bool = False,
    search: str = "",
    is_active: bool | None = None,
    updated_after: datetime | None = None,
    ids: frozenset[int] | None = None,
    deleted: Iterable[Node] = (),
    ordering: list[str] = ("name",),
) -> list[Node]:
    """Return the matching categories, sorted. deep: all descendants of parent, not only children;
    deleted: deleted categories to search besides the tree."""
    words = plain(search).split()
    chosen = [
        node
        for node in (*below(tree, parent, deep=deep), *gone(deleted, parent))
        if (sees_all or node.visible)
        and (is_active is None or node.is_active == is_active)
        and (ids is None or node.id in ids)
        and (updated_after is None or node.updated_at > updated_after)
        and all(word in node.search_text for word in words)
    ]
    return in_order(chosen, ordering)


def below(tree: Tree, parent: Node | None, *, deep: bool) -> Iterator[Node]:
    if parent is None:
        yield from tree.nodes.values()
    elif deep:
        yield from (node for node in parent.branch() if node is not parent)
    else:
        yield from parent.children


def gone(deleted: Iterable[Node], parent: Node | None) -> Iterator[Node]:
    return (node for node in deleted if parent is None or node.parent_id == parent.id)


def in_order(nodes: list[Node], ordering: list[str]) -> list[Node]:
    """Sort by the given names; ties are broken by id, in the last name's direction."""
    nodes.sort(key=lambda node: node.id, reverse=ordering[-1].startswith("-"))
    for name in reversed(ordering):
        nodes.sort(key=SORT_KEYS[name.removeprefix("-")], reverse=name.startswith("-"))
    return nodes


def walk_page(nodes: list[Node], ordering: list[str], text: str, size: int) -> Page:
    """Return the cursor's page of an in-memory list."""
    cursor = read(text, ordering)
    by_name = {name.removeprefix("-") for name in ordering} & {"name"}
    moved = "updated_at" if "-updated_at" in ordering else "moved_at" if by_name else None
    return NodeWalk(nodes, moved_column=moved).page(cursor, size)


class NodeWalk(Walk):
    """Cursor pagination over nodes instead of rows."""

    def __init__(self, nodes: list[Node], *, moved_column: str | None):
        self.nodes, self.moved_column = nodes, moved_column

    def value_of(self, node: Node, name: str) -> Any:
        return SORT_KEYS[name](node) if name in SORT_KEYS else getattr(node, name)

    def moved_since(self, cursor: Cursor) -> list[Node]:
        times = ((getattr(node, self.moved_column), node) for node in self.nodes)
        return [node for at, node in times if at is not None and at >= cursor.since]

    def end(self, cursor: Cursor) -> Cursor | None:
        if not (cursor.values and self.moved_column and self.moved_since(cursor)):
            return None
        return Cursor(cursor.order, cursor.since, moved=True)

    def slice(self, columns, cursor: Cursor, size: int) -> tuple[list, bool]:
        nodes = self.moved_since(cursor) if cursor.moved else list(self.nodes)
        for name, falls in reversed(columns):
            nodes.sort(key=lambda node, name=name: self.value_of(node, name), reverse=falls)
        if cursor.values:
            given = zip(columns, cursor.values, strict=False)
            place = [typed(name, value) for (name, _), value in given]
            nodes = [node for node in nodes if self.is_beyond(node, columns, [*place, cursor.pk])]
        return nodes[:size], len(nodes) > size

    def is_beyond(self, node: Node, columns: list[tuple[str, bool]], place: list) -> bool:
        for (name, falls), value in zip(columns, place, strict=True):
            own = self.value_of(node, name)
            if own != value:
                return (own < value) == falls
        return False


def typed(name: str, value: str) -> Any:
    """Convert a cursor's value. Raises ValueError."""
    return value if name == "name" else datetime.fromisoformat(value).astimezone(timezone.utc)
