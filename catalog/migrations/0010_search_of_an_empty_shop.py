from django.db import migrations


def first_state(apps, schema_editor):
    """The index of an empty shop is whole. That of any other is made by rebuild_search; until
    then lists are searched row by row."""
    is_empty = not apps.get_model("catalog", "Product").objects.exists()
    apps.get_model("catalog", "SearchState").objects.create(id=1, is_ready=is_empty)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_search_index")]

    operations = [migrations.RunPython(first_state, migrations.RunPython.noop, elidable=False)]
