from django.db import migrations

from users import roles

ADDED = ("view_checkout", "view_paymentattempt", "view_refund", "view_stockmovement")
NOTES = ("add_ordernote", "view_ordernote")


def write_groups(apps, schema_editor):
    roles.write_groups(apps.get_model)


def take_back(apps, schema_editor):
    staff = apps.get_model("auth", "Group").objects.filter(name=roles.STAFF).first()
    if staff:
        staff.permissions.remove(*staff.permissions.filter(codename__in=ADDED + NOTES))


class Migration(migrations.Migration):
    """Staff see checkouts, payments, refunds and the stock journal, and write notes."""

    dependencies = [
        ("users", "0004_search_text"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(write_groups, take_back)]
