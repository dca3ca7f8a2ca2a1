from django.db import migrations


def permit(apps, schema_editor):
    """Staff see the queue of returns; whoever may process orders decides them."""
    staff, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Staff")
    content_types = apps.get_model("contenttypes", "ContentType").objects
    content_type, _ = content_types.get_or_create(app_label="orders", model="orderreturn")
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="view_orderreturn",
        defaults={"name": "Can view return"},
    )
    staff.permissions.add(permission)


def withdraw(apps, schema_editor):
    staff = apps.get_model("auth", "Group").objects.filter(name="Staff").first()
    if staff:
        mine = {"content_type__app_label": "orders", "codename": "view_orderreturn"}
        staff.permissions.remove(*staff.permissions.filter(**mine))


class Migration(migrations.Migration):
    dependencies = [("orders", "0015_refused_returns_say_why"), ("users", "0002_groups")]

    operations = [migrations.RunPython(permit, withdraw)]
