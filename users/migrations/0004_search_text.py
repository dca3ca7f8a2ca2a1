from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0003_deleted_at")]

    operations = [
        migrations.AddField(
            model_name="appuser",
            name="search_text",
            field=models.TextField(default="", editable=False),
        ),
    ]
