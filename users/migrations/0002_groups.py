"""The groups of the shop with their permissions, as they were when this migration was written.

Permissions are created here because Django creates them only after the last migration; it reuses
these. The content types belong to apps that this one does not import."""

from django.db import migrations

PERMISSIONS = {
    "User": [
        "catalog.view_product",
        "catalog.view_category",
        "orders.view_order",
    ],
    "Staff": [
        "catalog.add_product",
        "catalog.change_product",
        "catalog.delete_product",
        "catalog.view_product",
        "catalog.add_category",
        "catalog.change_category",
        "catalog.delete_category",
        "catalog.view_category",
        "catalog.add_productimage",
        "catalog.change_productimage",
        "catalog.delete_productimage",
        "catalog.view_productimage",
        "catalog.view_stockmovement",
        "orders.view_order",
        "orders.change_order",
        "orders.view_orderitem",
        "orders.view_checkout",
        "orders.view_paymentattempt",
        "orders.view_refund",
        "orders.add_ordernote",
        "orders.view_ordernote",
        "epayco.view_ledgerentry",
        "epayco.change_ledgerentry",
    ],
    "Checkout": [
        "orders.add_checkout",
        "orders.view_checkout",
    ],
}


def write_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for name, permissions in PERMISSIONS.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.add(*[permission(apps, full_name) for full_name in permissions])


def permission(apps, full_name):
    app, codename = full_name.split(".")
    action, model = codename.split("_")
    content_types = apps.get_model("contenttypes", "ContentType").objects
    content_type, _ = content_types.get_or_create(app_label=app, model=model)
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": f"Can {action} {model}"}
    )
    return found


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=PERMISSIONS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(write_groups, remove_groups)]
