from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0002_groups")]

    operations = [
        migrations.AddField(
            model_name="appuser",
            name="deleted_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
