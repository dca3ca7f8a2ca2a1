"""The table of the default cache, so that migrate alone makes everything that a start needs."""

from django.core.management import call_command
from django.db import migrations

TABLE = "cache"


def make(apps, schema_editor):
    """Make the table where createcachetable has not made it yet."""
    alias = schema_editor.connection.alias
    call_command("createcachetable", TABLE, database=alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE IF EXISTS {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("common", "0004_staff_webhooks")]
    operations = [migrations.RunPython(make, drop)]
