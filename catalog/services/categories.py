"""Write to the category tree. Moving, activating or deleting a branch locks the tree."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError

from catalog.models import Category, Product
from catalog.public import tree, versions
from catalog.search import pending
from catalog.services import events, main_products
from catalog.services.locked_rows import Check, lock_deleted, lock_row
from catalog.services.names import name_key
from catalog.services.slugs import free_slug
from catalog.services.stock import back_in_stock
from catalog.services.transactions import check_name_is_free, committed, refusal
from common.text import plain

MAX_DEPTH = 50


def create_category(*, name: str, parent_id: int | None = None, is_active: bool = True) -> Category:
    """Create a category. Raises ValidationError if the name is taken or the parent is invalid."""

    def work() -> Category:
        versions.lock_tree()
        check_parent(parent_id)
        check_name_is_free(Category, name)
        return Category.objects.create(
            parent_id=parent_id,
            is_active=is_active,
            slug=free_slug(Category, name, fallback="categoria"),
            **derived(name),
        )

    return committed(work, shape=True, tree=True)


def update_category(
    pk: int, slug: str | None = None, *, check: Check | None = None, **fields: Any
) -> Category:
    """Update the given fields. Raises NotFound if pk and slug don't match, and what check raises,
    which is called with the id under the lock."""

    def work() -> Category:
        versions.lock_tree()
        category = lock_row(Category, pk, slug, check)
        if "parent_id" in fields:
            check_parent(fields["parent_id"], of=pk)
        if "name" in fields:
            check_name_is_free(Category, fields["name"], but=pk)
        values = fields | (derived(fields["name"]) if "name" in fields else {})
        if fields.get("name", category.name) != category.name:
            values["moved_at"] = timezone.now()
        for key, value in values.items():
            setattr(category, key, value)
        category.save(update_fields=[*values, "updated_at"])
        if fields.get("is_active") or "parent_id" in fields:
            back_in_stock.opened_branch([n.id for n in tree.load().nodes[pk].branch()])
        return category

    return committed(work, shape=True, tree=True)


def delete_category(pk: int, slug: str | None = None, *, check: Check | None = None) -> None:
    """Soft-delete it. Raises ValidationError (category_not_empty) if it isn't empty."""

    def work() -> None:
        versions.lock_tree()
        category = lock_row(Category, pk, slug, check)
        check_empty(category)
        category.strike(timezone.now())

    committed(work, shape=True, tree=True)


def restore_category(pk: int) -> Category:
    """Restore a deleted category, as a root if its parent is gone."""

    def work() -> Category:
        versions.lock_tree()
        category = lock_deleted(Category, pk)
        check_name_is_free(Category, category.name)
        if category.parent_id not in tree.load().nodes:
            category.parent_id = None
        category.name_key, category.deleted_at = name_key(category.name), None
        wanted = category.former_slug or category.name
        category.slug = free_slug(Category, wanted, fallback="categoria")
        category.save(update_fields=["name_key", "slug", "deleted_at", "parent", "updated_at"])
        return category

    return committed(work, shape=True, tree=True)


def set_category_active(
    pk: int, slug: str | None, *, active: bool, check: Check | None = None
) -> tuple[int, int]:
    """Activate or deactivate a branch; return its numbers of categories and products."""

    def work() -> tuple[int, int]:
        versions.lock_tree()
        category = lock_row(Category, pk, slug, check)
        branch = [node.id for node in tree.load().nodes[category.pk].branch()]
        change = {"is_active": active, "updated_at": timezone.now()}
        categories = Category.objects.filter(pk__in=branch).update(**change)
        products = Product.objects.filter(category_id__in=branch, deleted_at=None)
        # In pk order, as purchases lock them, to prevent deadlocks.
        ids = list(products.select_for_update().order_by("pk").values_list("pk", flat=True))
        pending.switched(ids, active=active)
        count = products.update(**change)
        main_products.settle(ids)
        if active:
            back_in_stock.opened_branch(branch)
        events.tell_changed(ids)
        return categories, count

    return committed(work, shape=True, tree=True)


def check_parent(parent_id: int | None, *, of: int | None = None) -> None:
    """Check that the parent exists, is no descendant and isn't too deep. Needs the tree's lock."""
    if parent_id is None:
        return
    nodes = tree.load().nodes
    if parent_id not in nodes:
        raise refusal("parent_id", "does_not_exist", _("Category not found."))
    above = {part["id"] for part in nodes[parent_id].path} | {parent_id}
    if of in above:
        raise refusal("parent_id", "cycle", _("A category can't be inside itself."))
    height = depth_below(nodes[of]) if of is not None else 1
    if len(above) + height > MAX_DEPTH:
        raise refusal("parent_id", "too_deep", _("The category would be nested too deeply."))


def depth_below(node: tree.Node) -> int:
    """Return the number of levels of the branch, including its root."""
    return max(len(each.path) for each in node.branch()) - len(node.path) + 1


def check_empty(category: Category) -> None:
    members = (
        Category.objects.filter(parent=category, deleted_at=None),
        Product.objects.filter(category=category, deleted_at=None),
    )
    if any(query.exists() for query in members):
        detail = _("The category still has subcategories or products.")
        raise ValidationError([ErrorDetail(detail, code="category_not_empty")])


def derived(name: str) -> dict[str, str]:
    return {"name": name, "name_key": name_key(name), "search_text": plain(name)[:200]}
