from django.db import migrations

PERMISSIONS = {
    "webhookendpoint": ("add", "change", "view"),
    "webhookdelivery": ("view",),
}


def permit(apps, schema_editor):
    """Staff manage webhook endpoints and look at deliveries."""
    staff, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Staff")
    content_types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    for model, actions in PERMISSIONS.items():
        content_type, _ = content_types.get_or_create(app_label="common", model=model)
        for action in actions:
            name = {"name": f"Can {action} {model}"}
            permission, _ = permissions.get_or_create(
                content_type=content_type, codename=f"{action}_{model}", defaults=name
            )
            staff.permissions.add(permission)


def withdraw(apps, schema_editor):
    staff = apps.get_model("auth", "Group").objects.filter(name="Staff").first()
    if staff:
        mine = {"content_type__app_label": "common", "content_type__model__in": PERMISSIONS}
        staff.permissions.remove(*staff.permissions.filter(**mine))


class Migration(migrations.Migration):
    dependencies = [("common", "0003_webhooks"), ("users", "0002_groups")]

    operations = [migrations.RunPython(permit, withdraw)]
