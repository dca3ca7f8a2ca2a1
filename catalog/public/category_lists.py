"""Lists of categories, made from the tree in memory: no query."""

from collections.abc import Iterator
from datetime import datetime

from catalog.public.tree import Node, Tree
from catalog.services.slugs import sort_name
from common.text import plain

SORT_KEYS = {"name": lambda node: sort_name(node.name), "created_at": lambda node: node.created_at}


def select_categories(
    tree: Tree,
    *,
    sees_all: bool,
    parent: Node | None = None,
    deep: bool = False,
    search: str = "",
    is_active: bool | None = None,
    updated_after: datetime | None = None,
    ordering: list[str] = ("name",),
) -> list[Node]:
    """The categories that fit, in order. deep: all that is below parent, not its children alone."""
    words = plain(search).split()
    chosen = [
        node
        for node in below(tree, parent, deep=deep)
        if (sees_all or node.visible)
        and (is_active is None or node.is_active == is_active)
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


def in_order(nodes: list[Node], ordering: list[str]) -> list[Node]:
    """Sorted by each name in turn; ties go by id, in the direction of the last of them."""
    nodes.sort(key=lambda node: node.id, reverse=ordering[-1].startswith("-"))
    for name in reversed(ordering):
        nodes.sort(key=SORT_KEYS[name.removeprefix("-")], reverse=name.startswith("-"))
    return nodes
