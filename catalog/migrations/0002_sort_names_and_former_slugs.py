from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="former_slug",
            field=models.CharField(blank=True, default="", editable=False, max_length=180),
        ),
        migrations.AddField(
            model_name="product",
            name="former_slug",
            field=models.CharField(blank=True, default="", editable=False, max_length=230),
        ),
        migrations.AddField(
            model_name="product",
            name="sort_name",
            field=models.CharField(default="", editable=False, max_length=100),
        ),
    ]
