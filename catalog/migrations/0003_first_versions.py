import time

from django.db import migrations


def first_versions(apps, schema_editor):
    """Start from the clock, so that no ETag of an earlier database fits this one."""
    model = apps.get_model("catalog", "CatalogVersion")
    now = int(time.time() * 1000)
    rows = [model(id=0, writes=0, shape_writes=0)]
    rows += [model(id=number, writes=now, shape_writes=now) for number in range(1, 17)]
    model.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_initial")]

    operations = [migrations.RunPython(first_versions, migrations.RunPython.noop, elidable=False)]
