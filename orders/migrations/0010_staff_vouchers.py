from django.db import migrations

PERMISSIONS = {
    "voucher": ("add", "change", "delete", "view"),
    "deliveryrate": ("add", "change", "delete", "view"),
}


def permit(apps, schema_editor):
    """Staff make vouchers and keep the table of delivery prices."""
    staff, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Staff")
    content_types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    for model, actions in PERMISSIONS.items():
        content_type, _ = content_types.get_or_create(app_label="orders", model=model)
        for action in actions:
            name = {"name": f"Can {action} {model}"}
            permission, _ = permissions.get_or_create(
                content_type=content_type, codename=f"{action}_{model}", defaults=name
            )
            staff.permissions.add(permission)


def withdraw(apps, schema_editor):
    staff = apps.get_model("auth", "Group").objects.filter(name="Staff").first()
    if staff:
        mine = {"content_type__app_label": "orders", "content_type__model__in": PERMISSIONS}
        staff.permissions.remove(*staff.permissions.filter(**mine))


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_vouchers_and_delivery_rates"), ("users", "0002_groups")]

    operations = [migrations.RunPython(permit, withdraw)]
