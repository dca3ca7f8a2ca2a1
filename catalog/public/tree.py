"""The category tree in memory, valid until a category is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from catalog.models import Category
from catalog.services.slugs import sort_name


@dataclass(slots=True)
class Node:
    """A category. visible: it and all of its ancestors are active."""

    id: int
    name: str
    slug: str
    parent_id: int | None
    is_active: bool
    created_at: datetime
    updated_at: datetime
    search_text: str
    moved_at: datetime | None = None
    is_deleted: bool = False
    visible: bool = False
    path: list[dict] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def brief(self) -> dict:
        return {"id": self.id, "name": self.name, "slug": self.slug}

    def branch(self) -> Iterator[Node]:
        """Return this node and its descendants."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(node.children)


class Tree:
    """All categories that aren't deleted. Shared between threads, so read-only."""

    COLUMNS = (
        *("id", "name", "slug", "parent_id", "is_active"),
        *("created_at", "updated_at", "search_text", "moved_at"),
    )

    def __init__(self, nodes: Iterable[Node]):
        self.nodes = {node.id: node for node in nodes}
        self.by_slug = {node.slug: node for node in self.nodes.values()}
        self.roots: list[Node] = []
        for node in sorted(self.nodes.values(), key=lambda node: (sort_name(node.name), node.id)):
            parent = self.nodes.get(node.parent_id)
            (parent.children if parent else self.roots).append(node)
        self.inherit()
        self.hidden = [node.id for node in self.nodes.values() if not node.visible]
        self.briefs = {node.id: node.brief for node in self.nodes.values()}

    def inherit(self) -> None:
        """Set path and visibility of each node, from the roots down."""
        waiting: list[tuple[Node, list[dict], bool]] = [(node, [], True) for node in self.roots]
        while waiting:
            node, path, visible = waiting.pop()
            node.path, node.visible = path, visible and node.is_active
            below = [*path, node.brief]
            waiting.extend((child, below, node.visible) for child in node.children)

    def ordered(self) -> Iterator[Node]:
        """Return the nodes depth-first, siblings by name."""
        waiting = self.roots[::-1]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(node.children[::-1])


def load() -> Tree:
    """Read the tree with one query."""
    rows = Category.objects.filter(deleted_at=None).values_list(*Tree.COLUMNS)
    return Tree(Node(*row) for row in rows)


def deleted(tree: Tree) -> list[Node]:
    """Return the deleted categories, under their former parents if those still exist."""
    columns = [name for name in Tree.COLUMNS if name != "slug"]
    rows = Category.objects.exclude(deleted_at=None).values(*columns, "former_slug")
    found = []
    for row in rows:
        node = Node(slug=row.pop("former_slug"), is_deleted=True, **row)
        if parent := tree.nodes.get(node.parent_id):
            node.path = [*parent.path, parent.brief]
        found.append(node)
    return found


# Replaced atomically, so threads need no lock; a slow thread costs the next one a query.
_kept: tuple[int, Tree] | None = None


def at(number: int) -> Tree:
    """Return the tree of this version (versions.Version.tree) or a later one; queries if not
    cached."""
    global _kept
    kept = _kept
    if kept is not None and kept[0] == number:
        return kept[1]
    tree = load()
    _kept = (number, tree)
    return tree
